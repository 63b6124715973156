// The rule data of an office (rules.dir, else the shipped one), loaded and checked as a whole.
#pragma once
#include <memory>

#include "daemon/care/rules.h"
#include "daemon/followup/rules.h"
#include "daemon/intake/text_reader.h"
#include "daemon/model/categories.h"
#include "daemon/model/reply_reader.h"
#include "daemon/settings/settings.h"

namespace huiyin {

struct RuleSet {
  std::shared_ptr<const TextReader> texts;
  ReplyReader replies;
  std::shared_ptr<FollowupRulesInForce> followup;
  std::shared_ptr<const Categories> categories;
  std::shared_ptr<const CareRules> care;
};
// Also for a reload: the caller keeps the surveys' versions before it puts them in force.
Result<std::shared_ptr<const FollowupRules>> load_followup_rules(const Settings& s,
                                                                 std::shared_ptr<const Vault> vault);
// That part of it that a reload may change.
Result<std::shared_ptr<const CareRules>> load_care(const Settings& s, std::shared_ptr<const Vault> vault);
Result<RuleSet> load_rules(const Settings& s, std::shared_ptr<const Vault> vault);

}  // namespace huiyin
