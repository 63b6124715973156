// Arguments that campaign and message commands share. All throw BadInput naming the field. Internal to the
// folder.
#pragma once
#include <string>

#include "daemon/base/json.h"
#include "daemon/campaign/commands.h"
#include "daemon/model/purpose.h"
#include "daemon/people/content.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

// One of `allowed`.
Purpose purpose_at(const Json& args, std::initializer_list<Purpose> allowed);
// text and template, one of them at least; text with 【signature】 and, for publicity, a way to opt out.
Content content_at(const Json& args, Purpose purpose, const CampaignRules& rules);
// not_after, or `life` from now.
TimePoint not_after_at(const Json& args, TimePoint now, Millis life);

// start_at: a time from now to not_after; epoch (at once) where it is absent or null.
TimePoint start_at(const Json& args, TimePoint now, TimePoint not_after);
std::int64_t budget_at(const Json& args);  // 0: none
OnMiss on_miss_at(const Json& args, OnMiss otherwise);

// complaint_commands.cpp
void register_complaint_command(CommandTable& table);

// campaign_create.cpp
void register_campaign_create(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules);

// list_commands.cpp
void register_list_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules);

// message_commands.cpp
void register_message_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules);

}  // namespace huiyin
