#include "daemon/ctl/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

std::string bare(std::string_view name) {
  return std::string(name.substr(std::min(name.find_first_not_of('-'), name.size())));
}

std::string in(Language language, std::string_view english, std::string_view chinese) {
  return std::string(language == Language::chinese ? chinese : english);
}

std::vector<std::string> words_of(std::string_view path) {
  std::vector<std::string> out;
  for (const std::string_view w : split(path, ' ')) out.emplace_back(w);
  return out;
}

void speak_chinese(CLI::App& app) {
  const auto format = app.get_formatter();
  for (const auto& [english, chinese] : {std::pair{"Usage", "用法"},
                                         {"OPTIONS", "选项"},
                                         {"SUBCOMMAND", "动词"},
                                         {"SUBCOMMANDS", "动词"},
                                         {"Positionals", "参数"},
                                         {"Options", "选项"},
                                         {"Subcommands", "动词"},
                                         {"TEXT", "文本"},
                                         {"REQUIRED", "必填"}})
    format->label(english, chinese);
}

// Builds the app of all verbs and reads a line with it.
class Parser {
 public:
  Parser(std::span<const Verb> verbs, Language language)
      : language_(language),
        app_(in(language, "Commands for huiyind, the SMS and hotline gateway.",
                "huiyind（短信与热线网关）的命令行工具。"),
             "huiyinctl") {
    if (language == Language::chinese) speak_chinese(app_);
    set_up(app_);
    app_.require_subcommand(1, 1);
    for (const Option& o : global_options()) add(app_, o, &globals_);
    for (const Verb& v : verbs) add_verb(v);
  }

  Invocation parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 wants the last first
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      Invocation out;
      out.help = app_.help();
      return out;
    } catch (const CLI::ParseError& e) {
      throw CtlError(Exit::usage, tell(language_, Msg::usage, {complaint(e)}) + "\n" +
                                      tell(language_, Msg::try_help, {program()}));
    }
    return result();
  }

 private:
  struct Leaf {
    const Verb* verb;
    CLI::App* app;
    Arguments args;
  };

  void set_up(CLI::App& app) {
    app.set_help_flag("-h,--help", in(language_, "Print this help", "显示本帮助"));
    app.option_defaults()->group(in(language_, "Options", "选项"));
    app.fallthrough();  // --json and its like may stand behind the verb too
  }

  CLI::App* group(CLI::App* parent, const std::string& name, const std::string& path) {
    for (CLI::App* const known : parent->get_subcommands({}))
      if (known->get_name() == name) return known;
    std::string help;
    for (const VerbGroup& g : verb_groups())
      if (g.path == path) help = in(language_, g.help, g.help_zh);
    CLI::App* const made = parent->add_subcommand(name, help);
    made->group(in(language_, "Verbs", "动词"));
    set_up(*made);
    if (!help.empty()) made->require_subcommand(1, 1);
    return made;
  }

  void add_verb(const Verb& verb) {
    CLI::App* app = &app_;
    std::string path;
    for (const std::string& w : words_of(verb.path)) {
      path += (path.empty() ? "" : " ") + w;
      app = group(app, w, path);
    }
    app->description(in(language_, verb.help, verb.help_zh));
    leaves_.push_back(std::make_unique<Leaf>(Leaf{&verb, app, {}}));
    for (const Option& o : verb.options) add(*app, o, &leaves_.back()->args);
  }

  void add(CLI::App& app, const Option& o, Arguments* to) {
    const std::string name(o.name), help = in(language_, o.help, o.help_zh);
    if (o.kind == Option::Kind::flag) {
      app.add_flag_callback(
          name, [to, key = bare(name)] { to->values[key] = {"true"}; }, help);
      return;
    }
    CLI::Option* const made = app.add_option_function<std::vector<std::string>>(
        name, [to, key = bare(name)](const std::vector<std::string>& given) { to->values[key] = given; },
        help);
    made->type_name(o.kind == Option::Kind::file ? "FILE" : o.kind == Option::Kind::number ? "N" : "TEXT");
    made->allow_extra_args(false)->required(o.required);
    if (o.kind == Option::Kind::repeated)
      made->expected(1, 1'000)->allow_extra_args(false);
    else
      made->expected(1);
    if (o.kind == Option::Kind::number) made->check(whole_number(), "number");
    if (o.kind != Option::Kind::file) made->check(utf8_text(), "utf8");
    if (!o.choices.empty()) {
      std::vector<std::string> choices;
      for (const std::string_view c : split(o.choices, '|')) choices.emplace_back(c);
      made->check(CLI::IsMember(choices));
    }
  }

  CLI::Validator whole_number() const {
    return {[this](const std::string& text) {
              std::int64_t n = 0;
              const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
              const bool good = error == std::errc() && end == text.data() + text.size() && n >= 0;
              return good ? std::string()
                          : tell(language_, Msg::not_a_number, {text, "0", "9223372036854775807"});
            },
            "", ""};
  }

  CLI::Validator utf8_text() const {
    return {[this](const std::string& text) {
              return is_utf8(text) ? std::string() : tell(language_, Msg::not_utf8);
            },
            "", ""};
  }

  // CLI11 says of a mistyped verb only that one is missing.
  std::string complaint(const CLI::ParseError& e) const {
    const auto left = app_.remaining(true);
    if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !left.empty())
      return tell(language_, Msg::unexpected, {printable(left.front())});
    return printable(e.what());
  }

  // "huiyinctl campaign create", as far as the line named known verbs.
  std::string program() const {
    std::string out = "huiyinctl";
    const CLI::App* app = &app_;
    while (!app->get_subcommands().empty()) {
      app = app->get_subcommands().back();
      out += " " + app->get_name();
    }
    return out;
  }

  Invocation result() {
    Invocation out;
    for (const auto& leaf : leaves_)
      if (leaf->app->parsed()) {
        out.verb = leaf->verb;
        out.args = leaf->args;
      }
    out.globals.run_dir = globals_.text("run-dir");
    out.globals.api = globals_.text("api");
    out.globals.token_file = globals_.text("token-file");
    out.globals.json = globals_.has("json");
    out.globals.language = language_;
    return out;
  }

  const Language language_;
  CLI::App app_;
  Arguments globals_;
  std::vector<std::unique_ptr<Leaf>> leaves_;
};

}  // namespace

std::string language_flag(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) return arguments[i + 1];
    if (starts_with(arguments[i], "--lang=")) return arguments[i].substr(7);
  }
  return "";
}

Invocation parse_ctl(const std::vector<std::string>& arguments, std::span<const Verb> verbs,
                     Language language) {
  return Parser(verbs, language).parse(arguments);
}

}  // namespace huiyin
