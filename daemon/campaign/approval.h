// Release of campaigns: maker and checker are two people, and what the checker released is one plan and no
// other. Internal to the folder.
#pragma once
#include <string>

#include "daemon/campaign/commands.h"
#include "daemon/store/approvals.h"

namespace huiyin {

std::string current_plan(Database& db, const Campaign& c, const CampaignRules& rules);
bool needs_release(Database& db, const Campaign& c, const CampaignRules& rules);

// campaign.start asks here. Fine when the plan needs no release or has one; else a conflict that says what is
// missing. With a reason (and the role for it) the glass is broken: recorded, told on the journal and logged
// as an error, so that it is seen.
Result<void> check_release(Database& db, const Campaign& c, const CampaignRules& rules,
                           const CommandContext& context, const std::string& break_glass);
// Over budget, or of unknown cost under a budget: a conflict.
Result<void> check_budget(Database& db, const Campaign& c, const CampaignRules& rules);

// The same text to the same audience was started before: a conflict that names the campaign, unless `again`.
Result<void> check_repeat(Database& db, const Campaign& c, bool again);

// campaign.approve, campaign.reject, campaign.change
void register_approval_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules);

}  // namespace huiyin
