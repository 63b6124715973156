#include "daemon/outbound/gate.h"

#include "daemon/store/campaigns.h"
#include "daemon/store/persons.h"

namespace huiyin {

using Say = GateVerdict::Say;

GateVerdict Gate::judge(const MessageRow& m) {
  if (m.campaign_id != 0)
    if (const GateVerdict v = campaign_verdict(m.campaign_id); v.say != Say::send) return v;
  if (now_ >= m.not_after) return {Say::miss, "not_after"};
  if (!hours_.open(m.purpose, now_)) return {Say::wait, "hours"};
  if (policy_of(m.purpose).opt_out_applies && opted_out(db_, m.person_id, name_of(m.purpose)))
    return {Say::suppress, "opt_out"};
  return {};
}

GateVerdict Gate::campaign_verdict(std::int64_t campaign_id) {
  const auto known = campaigns_.find(campaign_id);
  if (known != campaigns_.end()) return known->second;
  GateVerdict v;
  const auto campaign = find_campaign(db_, campaign_id);
  if (!campaign || campaign->state == CampaignState::cancelled)
    v = {Say::cancel, "cancelled"};
  else if (campaign->state != CampaignState::running)
    v = {Say::wait, "paused"};
  else if (now_ < campaign->start_at)
    v = {Say::wait, "start_at"};
  campaigns_.emplace(campaign_id, v);
  return v;
}

}  // namespace huiyin
