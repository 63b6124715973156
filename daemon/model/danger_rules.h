// Signs of danger to life and of loss that cannot wait (config/danger_rules.toml): added up, each with its
// reason.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/term_rules.h"

namespace huiyin {

struct DangerReading {
  std::string urgency;  // "normal", "urgent" or "danger_to_life"
  double danger = 0, urgent = 0;
  std::vector<std::string> speaks_for;  // category codes that the signs found usually belong to
  std::vector<std::string> why;         // "life.trapped +1.10: 被困", calming signs with a minus
};

// Immutable after load; read() may run on many threads at once.
class DangerRules {
 public:
  // From dir/danger_rules.toml, or the shipped one where dir is empty or has none.
  static Result<DangerRules> load(const std::string& dir = {});

  // REQUIRES a matching form (match_text.h).
  DangerReading read(std::string_view matching_text) const;

 private:
  struct Weights {
    double danger = 0, urgent = 0;
    std::string speaks_for;
  };
  DangerRules(TermRules traps, TermRules signs) : traps_(std::move(traps)), signs_(std::move(signs)) {}
  TermRules traps_, signs_;
  std::vector<Weights> weights_;  // one per sign
  double danger_needs_ = 1, urgent_needs_ = 1;
};

}  // namespace huiyin
