// The wordings of answers to status queries (config/record_texts.toml).
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

struct RecordTexts {
  std::map<std::string, std::string> states;  // one for every state of a record
  std::string unknown;
  // Errors name file, line and column: a state without a text, or a text that needs two parts with
  // `signature`.
  static Result<RecordTexts> load(std::string_view toml, std::string file_name, std::string_view signature);
};

// Nothing, or why a text about a record can't be one part: "is 81 characters with the signature; one part is
// 70".
std::string too_long(std::string_view text, std::string_view signature);

}  // namespace huiyin
