// Words that decide whether and how a text is answered by machine (config/answer_words.toml): status queries,
// auto-responders, signs that an answer could harm the person. Immutable after load; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

class AnswerWords {
 public:
  // Errors name file, line and column.
  static Result<AnswerWords> load(std::string_view toml, std::string file_name);
  static AnswerWords shipped();

  // A command and the digits it named: "CX IN-20260301-000031" has "20260301000031"; empty where none were.
  struct Command {
    std::string digits;
  };
  std::optional<Command> status_query(std::string_view text) const;
  std::optional<Command> acknowledgement(std::string_view text) const;
  bool from_machine(std::string_view text) const;
  bool unsafe_to_answer(std::string_view text) const;

 private:
  std::vector<std::string> status_, acknowledge_, machine_begins_, machine_, unsafe_;  // in matching form
};

}  // namespace huiyin
