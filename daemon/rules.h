// The rule data of an office (rules.dir, else the shipped one), loaded and checked as a whole.
#pragma once
#include <memory>

#include "daemon/followup/rules.h"
#include "daemon/intake/text_reader.h"
#include "daemon/model/categories.h"
#include "daemon/model/reply_reader.h"
#include "daemon/settings/settings.h"

namespace huiyin {

struct RuleSet {
  std::shared_ptr<const TextReader> texts;
  ReplyReader replies;
  std::shared_ptr<const FollowupRules> followup;
  std::shared_ptr<const Categories> categories;
};
Result<RuleSet> load_rules(const Settings& s, std::shared_ptr<const Vault> vault);

}  // namespace huiyin
