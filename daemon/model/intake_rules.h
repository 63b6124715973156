// Suggestions for an incoming message: category, purpose, urgency, secrecy, places, personal data, each with
// its reason. Suggestions only: nothing is closed, refused or ranked by them, and none of them is about the
// person who wrote.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/gazetteer.h"
#include "daemon/model/legal_routes.h"
#include "daemon/model/pii.h"
#include "daemon/model/retaliation_rules.h"

namespace huiyin {

struct IntakeReading {
  std::string category;  // code of config/categories.toml; "OTH" where nothing speaks for another
  std::vector<std::string> alternatives;  // further codes, best first
  std::string urgency;                    // normal, urgent, danger_to_life
  std::string purpose;                    // request, report, inquiry, suggestion, praise, other
  std::string confidential;               // none, requested, statutory, both
  std::vector<PiiSpan> spans;
  std::vector<PlaceSpan> places;
  std::vector<std::string>
      why;  // "category URB 4.1 urb.building: 电梯"; words as folded, with personal data masked
  std::string language;                 // BCP-47
  std::vector<LegalHint> legal_routes;  // the best first
  // Never part of a record that a unit may see: for the office's guardians only.
  RetaliationReading retaliation;
};

// Immutable after load; read() may run on many threads at once and takes time linear in the text.
class IntakeRules {
 public:
  // intake_rules.toml, category_words.tsv, danger_rules.toml, legal_routes.toml, retaliation_rules.toml,
  // categories.toml, pii.toml and gazetteer.tsv from dir; what dir has not, and everything when it is empty,
  // is the shipped one. Errors name file, line and rule.
  static Result<IntakeRules> load(const std::string& dir = {});

  IntakeRules(IntakeRules&&) noexcept;
  IntakeRules& operator=(IntakeRules&&) noexcept;
  ~IntakeRules();

  IntakeReading read(std::string_view text) const;

 private:
  struct Impl;
  explicit IntakeRules(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace huiyin
