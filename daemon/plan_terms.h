// What plans and releases depend on, made from the settings; a reload exchanges it while plans are being
// made.
#pragma once
#include <memory>

#include "daemon/base/mutex.h"
#include "daemon/campaign/commands.h"
#include "daemon/campaign/templates.h"
#include "daemon/outbound/plan.h"
#include "daemon/settings/settings.h"

namespace huiyin {

class PlanTermsHolder {  // any thread
 public:
  std::shared_ptr<const PlanTerms> get() const;
  void set(PlanTerms terms);

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const PlanTerms> terms_ GUARDED_BY(mutex_);
};

// Errors name file and line: prices of rules.dir.
Result<PlanTerms> make_plan_terms(const Settings& s, SendingHours hours);
// Errors name file and line: lint.toml of rules.dir. The holder outlives the rules' users.
Result<std::shared_ptr<const TemplateRules>> make_template_rules(const Settings& s,
                                                                 const PlanTermsHolder& holder);
// The holder outlives the rules' users.
void use_plan_terms(CampaignRules& rules, const PlanTermsHolder& holder, std::int64_t approve_above);

}  // namespace huiyin
