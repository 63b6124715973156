// Signs that somebody is put under pressure, threatened or punished for having complained
// (config/retaliation_rules.toml): added up, each with its reason. Fear of it beforehand is no alarm.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/term_rules.h"

namespace huiyin {

struct RetaliationReading {
  bool alarm = false;
  double points = 0;
  std::vector<std::string> why;  // "harm.work +0.60: 停职", calming signs with a minus
};

// Immutable after load; read() may run on many threads at once.
class RetaliationRules {
 public:
  // From dir/retaliation_rules.toml, or the shipped one where dir is empty or has none.
  static Result<RetaliationRules> load(const std::string& dir = {});

  // REQUIRES a matching form (match_text.h).
  RetaliationReading read(std::string_view matching_text) const;

 private:
  RetaliationRules(TermRules traps, TermRules signs) : traps_(std::move(traps)), signs_(std::move(signs)) {}
  TermRules traps_, signs_;
  std::vector<double> weights_;  // one per sign
  std::vector<bool> ties_;       // one per sign: the harm has to do with a complaint
  double needs_ = 1;
};

}  // namespace huiyin
