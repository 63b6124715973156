// What the follow-up half goes by: plain data that the daemon fills in from the settings and the rule data.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "daemon/followup/surveys.h"
#include "daemon/model/calendar.h"
#include "daemon/model/civil_time.h"
#include "daemon/people/vault.h"
#include "daemon/store/followups.h"

namespace huiyin {

struct FollowupRules {
  Surveys surveys;
  Millis look_every{12 * 3'600'000};  // at an asked question that no receipt has ended
  TimeZone zone;
  std::string region = "CN";  // of numbers without a country code
  std::string signature;      // without 【】
  std::string office;         // its name, for scripts
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const Calendar> calendar;  // null, or a year it does not know: Monday to Friday
  // A person's text with the personal data masked; unset: nothing of it is shown.
  std::function<std::string(const std::string&)> mask;
  // A number that rates more cases than this within `many_within` has its further ratings flagged.
  int many_cases = 3;
  Millis many_within{30 * 24 * 3'600'000LL};

  const SurveyForm& form(const Followup& f) const { return surveys.of(f.survey, f.survey_version); }
};

// The rules that hold now: what begins holds on to get() until it is done. Any thread.
class FollowupRulesInForce {
 public:
  explicit FollowupRulesInForce(std::shared_ptr<const FollowupRules> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const FollowupRules> get() const { return rules_.load(); }
  void use(std::shared_ptr<const FollowupRules> rules) { rules_.store(std::move(rules)); }

 private:
  std::atomic<std::shared_ptr<const FollowupRules>> rules_;
};

}  // namespace huiyin
