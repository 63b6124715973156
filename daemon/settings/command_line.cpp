#include "daemon/settings/command_line.h"

#include <cstdlib>
#include <filesystem>

#include "daemon/settings/nearest.h"

namespace huiyin {
namespace {

constexpr const char* kDefaultFile = "/etc/huiyin/huiyin.toml";

struct Flag {
  std::string_view name;
  bool takes_value;
  CommandLine::Action action;  // where it takes none
};
constexpr Flag kFlags[] = {
    {"--config", true, {}},
    {"--set", true, {}},
    {"--check-config", false, CommandLine::Action::check_config},
    {"--print-config", false, CommandLine::Action::print_config},
    {"--sample-config", false, CommandLine::Action::sample_config},
    {"--version", false, CommandLine::Action::version},
    {"--help", false, CommandLine::Action::help},
};

class Parser {
 public:
  explicit Parser(std::span<const char* const> arguments) : rest_(arguments) {}

  Result<CommandLine> parse() {
    while (!rest_.empty()) take(next());
    if (out_.config.empty()) find_config();
    if (!faults_.empty())
      return fail(Errc::bad_input, faults_ + "; --help shows what there is", "command line");
    return std::move(out_);
  }

 private:
  std::string_view next() {
    const std::string_view argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  void complain(const std::string& fault) { faults_.append(faults_.empty() ? "" : "; ").append(fault); }

  void take(std::string_view argument) {
    const std::size_t equals = argument.find('=');
    std::string_view name = argument.substr(0, equals);
    if (name == "-h") name = "--help";
    if (name == "-c") name = "--config";
    for (const Flag& flag : kFlags)
      if (flag.name == name) return take_flag(flag, argument, equals);
    complain(unknown(argument, name));
  }

  static std::string unknown(std::string_view argument, std::string_view name) {
    if (!name.starts_with('-')) return "\"" + std::string(argument) + "\" is no option";
    std::vector<std::string> names;
    for (const Flag& flag : kFlags) names.emplace_back(flag.name);
    return "there is no option " + std::string(name) + did_you_mean(name, names);
  }

  void take_flag(const Flag& flag, std::string_view argument, std::size_t equals) {
    const std::string name(flag.name);
    if (!flag.takes_value) {
      if (equals != argument.npos) return complain(name + " takes no value");
      if (out_.action != CommandLine::Action::run && out_.action != flag.action)
        return complain(name + " cannot be combined with another action");
      out_.action = flag.action;
      return;
    }
    if (equals == argument.npos && rest_.empty()) return complain(name + " needs a value");
    const std::string_view value = equals != argument.npos ? argument.substr(equals + 1) : next();
    if (name == "--config") return take_config(value);
    take_assignment(value);
  }

  void take_config(std::string_view path) {
    if (path.empty()) return complain("--config needs a path");
    if (!out_.config.empty()) return complain("--config is given twice");
    out_.config = path;
  }

  void take_assignment(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == text.npos)
      return complain("--set needs KEY=VALUE, such as --set store.path=/srv/huiyin.db");
    out_.assignments.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
  }

  void find_config() {
    std::error_code ignored;
    if (const char* named = std::getenv("HUIYIN_CONFIG"); named != nullptr && *named != '\0')
      out_.config = named;
    else if (std::filesystem::exists(kDefaultFile, ignored))
      out_.config = kDefaultFile;
  }

  std::span<const char* const> rest_;
  CommandLine out_;
  std::string faults_;
};

}  // namespace

Result<CommandLine> parse_command_line(std::span<const char* const> arguments) {
  return Parser(arguments).parse();
}

std::string_view command_line_help() {
  return R"(huiyind: SMS and hotline gateway of a public complaints office

Usage: huiyind [options]

  -c, --config FILE   configuration (default: $HUIYIN_CONFIG, else /etc/huiyin/huiyin.toml where it exists)
  --set KEY=VALUE     a setting above file and environment; may be repeated
  --check-config      check the configuration, name every error with its place, and end (0: good, 78: not)
  --print-config      print what is in force and where each value comes from, and end
  --sample-config     print the commented sample with every setting, and end
  --version           print the version, and end
  -h, --help          print this, and end

SIGTERM stops within shutdown.drain, SIGHUP reloads what can be reloaded.
Settings are explained by `huiyinctl config explain KEY`.
)";
}

SettingsRequest settings_request(const CommandLine& line) {
  SettingsRequest request;
  request.file = line.config;
  request.environment = huiyin_environment();
  request.flags = line.assignments;
  return request;
}

}  // namespace huiyin
