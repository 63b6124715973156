// How a reading of labelled messages scores: what share of the suggestions is right, and of each rule.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "daemon/model/intake_rules.h"
#include "daemon/model/labelled_messages.h"

namespace huiyin {

struct ScoreShare {
  int right = 0, of = 0;
  double value() const { return of == 0 ? 1 : static_cast<double>(right) / of; }
  void count(bool is_right) {
    ++of;
    right += is_right;
  }
};

struct IntakeScores {
  ScoreShare category, category_or_offered, urgency, purpose, confidential;
  ScoreShare danger_recall, danger_precision, pii_precision;
  std::map<std::string, ScoreShare> pii_recall;  // by type; spans must agree byte for byte
  std::map<std::string, ScoreShare> rules;       // of the suggested category: how often it was right
  std::vector<std::string> misses;               // "IM0007 category: wanted AGR, got DIS | text"
  ScoreShare recall_of(const std::vector<std::string>& types) const;
  std::string text() const;  // a few lines for people
  std::string json() const;
};

IntakeScores score(const IntakeRules& rules, const std::vector<LabelledMessage>& messages);

}  // namespace huiyin
