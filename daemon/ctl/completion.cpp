// completion bash|zsh: a script for the shell, from the table of verbs.
#include <map>
#include <set>

#include "daemon/base/text.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// What may follow each path: "" -> "status campaign …", "campaign create" -> "--name …".
std::map<std::string, std::set<std::string>> words_after() {
  std::map<std::string, std::set<std::string>> out;
  for (const Verb& v : all_verbs()) {
    std::string path;
    for (const std::string_view w : split(v.path, ' ')) {
      out[path].emplace(w);
      path += (path.empty() ? "" : " ") + std::string(w);
    }
    std::set<std::string>& options = out[path];
    for (const Option& o : v.options) {
      if (starts_with(o.name, "--")) options.emplace(o.name);
      if (!starts_with(o.name, "--"))
        for (const std::string_view c : split(o.choices, '|'))
          if (!c.empty()) options.emplace(c);
    }
  }
  for (const Option& o : global_options()) out["global"].emplace(o.name);
  return out;
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

// Of options whose value is a file, or one of few words: by "path --option".
std::string value_cases() {
  std::string out;
  const auto add = [&out](std::string_view path, const Option& o) {
    if (!starts_with(o.name, "--")) return;
    const std::string pattern = path == "*" ? "*' " + std::string(o.name) + "'"
                                            : "'" + std::string(path) + " " + std::string(o.name) + "'";
    if (o.kind == Option::Kind::file)
      out += "    " + pattern + ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
    if (o.choices.empty()) return;
    std::string choices(o.choices);
    for (char& c : choices)
      if (c == '|') c = ' ';
    out += "    " + pattern + ") COMPREPLY=($(compgen -W '" + choices + "' -- \"$word\")); return ;;\n";
  };
  for (const Verb& v : all_verbs())
    for (const Option& o : v.options) add(v.path, o);
  for (const Option& o : global_options()) add("*", o);
  return out;
}

std::string bash_script() {
  const auto after = words_after();
  std::string out =
      "# bash completion of huiyinctl, made by `huiyinctl completion bash`\n"
      "_huiyinctl() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" path='' next i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    next=\"${path:+$path }${COMP_WORDS[i]}\"\n"
      "    case \"$next\" in\n";
  std::string paths;
  for (const auto& [path, words] : after)
    if (!path.empty() && path != "global") paths += (paths.empty() ? "'" : " | '") + path + "'";
  out += "      " + paths +
         ") path=\"$next\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path $before\" in\n" +
         value_cases() +
         "  esac\n"
         "  local global='" +
         joined(after.at("global")) +
         "'\n"
         "  case \"$path\" in\n";
  for (const auto& [path, words] : after)
    if (path != "global")
      out += "    '" + path + "') COMPREPLY=($(compgen -W '" + joined(words) +
             " '\"$global\" -- \"$word\")) ;;\n";
  return out + "  esac\n}\ncomplete -F _huiyinctl huiyinctl\n";
}

}  // namespace

Exit run_completion(Session& s) {
  std::string script = bash_script();
  if (s.args.text("shell") == "zsh")
    script = "#compdef huiyinctl\nautoload -U +X bashcompinit && bashcompinit\n" + script;
  if (s.json()) {
    JsonWriter w;
    script = w.object().field("shell", s.args.text("shell")).field("script", script).end().take() + "\n";
  }
  s.out.write(script);
  return Exit::ok;
}

}  // namespace huiyin
