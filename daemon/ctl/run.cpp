#include "daemon/ctl/run.h"

#include <cstdlib>

#include "daemon/base/bad_input.h"
#include "daemon/ctl/parse.h"

namespace huiyin {
namespace {

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void complain(Terminal& err, bool json, const CtlError& e) {
  if (*e.what() == '\0') return;
  if (!json) return err.line(err.paint(Style::red, "huiyinctl:") + " " + e.what());
  JsonWriter w;
  w.object().key("error").object().field("exit", static_cast<int>(e.exit)).field("text", e.what());
  if (!e.problem_json.empty()) w.key("problem").raw(e.problem_json);
  err.line(w.end().end().take());
}

Exit run_verb(const Invocation& call, std::istream& in, Terminal& out, Terminal& err) {
  Session session(call.args, call.globals, out, err, in);
  try {
    return call.verb->run(session);
  } catch (const BadInput& e) {  // an answer that lacks what this version needs
    throw CtlError(Exit::unreachable, std::string(e.what()) + ". " + session.say(Msg::hint_version));
  }
}

}  // namespace

int run_ctl(const std::vector<std::string>& arguments, std::istream& in, Terminal& out, Terminal& err) {
  const Language language = choose_language(language_flag(arguments), environment("LC_ALL"),
                                            environment("LC_MESSAGES"), environment("LANG"));
  bool json = false;
  try {
    const Invocation call = parse_ctl(arguments, all_verbs(), language);
    json = call.globals.json;
    if (call.verb == nullptr) return out.write(call.help), 0;
    return static_cast<int>(run_verb(call, in, out, err));
  } catch (const CtlError& e) {
    try {
      complain(err, json, e);
    } catch (const CtlError&) {  // nobody reads that either
    }
    return static_cast<int>(e.exit);
  }
}

}  // namespace huiyin
