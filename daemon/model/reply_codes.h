// Finds the survey's digits in a reply: typed, spoken, ordinal; tells them from house numbers, dates and
// scores. Internal to the reply reader; immutable after load.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/toml.h"
#include "daemon/model/pattern.h"
#include "daemon/model/reply_rules.h"

namespace huiyin {

struct CodeReading {
  enum class State {
    none,
    one,          // exactly one code of the survey
    many,         // several: "1 or 2", "123"
    other_scale,  // a number where a code should be that the survey does not have
    score,        // "1分", "3 stars": another scale, whatever the number
  };
  State state = State::none;
  int digit = 0;       // with `one`; with `many` the last one
  bool asked = false;  // "1?"
  std::vector<Span> spans;
};

class ReplyCodes {
 public:
  static ReplyCodes read(const Toml& table, const PatternMacros& macros);  // throws BadInput
  // `codes` are the survey's digits.
  CodeReading find(std::string_view form, const Findings& findings, const std::vector<int>& codes) const;

 private:
  struct Spoken {
    std::string word;
    int digit;
  };
  struct Candidate {
    std::size_t begin, end;
    int digit;  // -1: several different digits
    bool spoken;
    bool negated = false;
  };
  ReplyCodes(Pattern before, Pattern after, Pattern unit, Pattern score, Pattern not_before,
             Pattern not_before_spoken, Pattern negated, Pattern choice)
      : before_(std::move(before)),
        after_(std::move(after)),
        unit_(std::move(unit)),
        score_(std::move(score)),
        not_before_(std::move(not_before)),
        not_before_spoken_(std::move(not_before_spoken)),
        negated_(std::move(negated)),
        choice_(std::move(choice)) {}

  std::vector<Candidate> candidates(std::string_view form) const;
  bool spoken_at(std::string_view form, std::size_t at, Candidate* out) const;
  bool left_allows(std::string_view form, const Candidate& c, const Findings& findings) const;
  bool right_allows(std::string_view form, const Candidate& c, const Findings& findings) const;
  bool offers_choice(std::string_view form) const;
  Span with_its_words(std::string_view form, const Candidate& c) const;

  std::vector<Spoken> spoken_;
  Pattern before_, after_, unit_, score_, not_before_, not_before_spoken_, negated_, choice_;
};

}  // namespace huiyin
