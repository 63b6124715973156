// From what was found in a reply to its reading: the order of precedence of the labelling guide
// (docs/follow-up.md). Pure functions; internal to the reply reader.
#pragma once
#include <optional>
#include <string>

#include "daemon/model/reply_codes.h"
#include "daemon/model/reply_reader.h"
#include "daemon/model/reply_rules.h"

namespace huiyin {

struct ReplyFacts {
  std::string form;
  Findings found;
  CodeReading code;
  std::optional<std::string> opt_out;  // id of the rule that sees a request to stop
  bool erasure = false;
  bool echoed = false;                    // part of the reply was our own question
  bool rating_asked = false;              // "满意吧？": the clause of the rating is a question
  bool unexplained_doubt = false;         // words of denial that no rule explains
  std::size_t aside = std::string::npos;  // from here on the reply tells of another matter than the one rated
  std::size_t rest = 0;                   // characters that neither code nor rating words cover
  bool long_rest = false;
  bool tells_matter = false;  // no rating word or code, but enough words of a petition category
};

ReplyReading decide(ReplyFacts facts, const Survey& survey);

}  // namespace huiyin
