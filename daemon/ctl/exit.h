// How huiyinctl ends: the exit codes that scripts rely on, and the one exception that carries them.
#pragma once
#include <stdexcept>
#include <string>

namespace huiyin {

enum class Exit {
  ok = 0,
  refused = 1,      // the daemon said no
  usage = 2,        // the command line or a file it names is wrong
  unreachable = 3,  // there is no daemon to talk to, or it stopped answering
  findings = 4,     // verify found something
  output = 5,       // what was to be written could not be written
};

// Thrown by verbs and what they use, caught in run(). The text is for people; the problem, where the daemon
// told one, is its RFC 9457 JSON for --json.
class CtlError : public std::runtime_error {
 public:
  CtlError(Exit code, const std::string& text, std::string problem = {})
      : std::runtime_error(text), exit(code), problem_json(std::move(problem)) {}

  const Exit exit;
  const std::string problem_json;
};

}  // namespace huiyin
