// Term rules that speak for a value with a weight: which value scores how much in a text, and why.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/term_rules.h"

namespace huiyin {

struct Score {
  std::string value;
  double points = 0;
  std::vector<std::string> why;  // "urb.building: 电梯 漏水"
};

// Immutable after build; score() may run on many threads at once.
class WeightedRules {
 public:
  struct Growth {
    double more_words = 0.35;  // share of the weight for each further different word
    double at_most = 2.0;      // times the weight
  };
  // Entries as TermRules wants them, with `gives` (one of allowed) and `weight`.
  static Result<WeightedRules> build(const std::vector<Toml>& entries,
                                     const std::vector<std::string>& allowed, Growth growth,
                                     TermRules::Cut cut);

  std::vector<Score> score(std::string_view matching_text) const;  // best first, ties in the file's order

 private:
  struct Meaning {
    std::string gives;
    double weight;
  };
  WeightedRules(TermRules terms, Growth growth) : terms_(std::move(terms)), growth_(growth) {}
  TermRules terms_;
  Growth growth_;
  std::vector<Meaning> meanings_;  // one per rule
};

}  // namespace huiyin
