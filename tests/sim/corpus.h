// What simulated people say: replies with the label a reader should give them, and matters for intake. From
// TSV files (a header line names the columns; \n \t \\ are escapes) or a built-in few.
#pragma once
#include <string>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin::sim {

struct Saying {
  std::string text;
  std::string
      label;  // replies: satisfied, mostly, dissatisfied, unclear, opt_out, new_complaint; matters: empty
  std::string also;  // a second meaning; mostly empty
};

struct Corpus {
  std::vector<Saying> answers;      // to a survey
  std::vector<Saying> opt_outs;     // TD, R, 退订 ...
  std::vector<Saying> new_matters;  // raised in answer to something else
  std::vector<Saying> matters;      // sent or told unasked

  static Corpus built_in();
};

// Columns `reply`, `label` and, if there, `also`; replaces answers, opt-outs and new matters. Every kind must
// occur.
Result<void> load_replies(const std::string& path, Corpus* into);
// Column `text`; replaces matters.
Result<void> load_matters(const std::string& path, Corpus* into);

}  // namespace huiyin::sim
