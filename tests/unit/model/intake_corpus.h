// Labelled messages from a tab separated file, and how a reading of them scores.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "daemon/model/intake_rules.h"

namespace huiyin::testing {

struct LabelledMessage {
  std::string id, text, category, urgency, purpose, confidential;
  std::vector<std::string> also;  // further categories that count as right
  std::vector<PiiSpan> spans;
};

// The columns are found by their header names. Throws std::runtime_error naming the line.
std::vector<LabelledMessage> read_messages(const std::string& path);

struct Rate {
  int right = 0, of = 0;
  double value() const { return of == 0 ? 1 : static_cast<double>(right) / of; }
};

struct IntakeScores {
  Rate category, category_or_offered, urgency, purpose, confidential;
  Rate danger_recall, danger_precision, pii_precision;
  std::map<std::string, Rate> pii_recall;  // by type, exact spans; the type may differ inside one tag
  std::string text;                        // the report
  Rate recall_of(const std::vector<std::string>& types) const;
};

// With the environment variable HUIYIN_SHOW_MISSES set, every miss is printed too.
IntakeScores score(const IntakeRules& rules, const std::vector<LabelledMessage>& messages);

}  // namespace huiyin::testing
