// What staff made of the suggestions of intake records, and how often each rule was right.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct IntakeReview {
  std::int64_t intake_id = 0;  // the ledger's
  TimePoint at{};
  std::string actor;
  std::string field;             // "category", "purpose", "urgency", "place", "confidential"
  std::string suggested, value;  // what stood there, what it is
  bool stood = false;
  std::vector<std::string> rules;  // that spoke for the suggestion; not read back
};

void add_review(Database& db, const IntakeReview& review);
void each_review(Database& db, std::int64_t intake_id,
                 const std::function<void(const IntakeReview&)>& review);  // oldest first

struct RulePrecision {
  std::string field, rule;  // rule empty: the field as a whole
  std::int64_t reviewed = 0, stood = 0;
};
// By field and rule, since a time; the newest review of each record and field.
std::vector<RulePrecision> rule_precision(Database& db, TimePoint since);

}  // namespace huiyin
