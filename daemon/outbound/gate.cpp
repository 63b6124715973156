#include "daemon/outbound/gate.h"

#include "daemon/store/campaigns.h"
#include "daemon/store/contacts.h"
#include "daemon/store/persons.h"

namespace huiyin {

using Say = GateVerdict::Say;

GateVerdict Gate::judge(const MessageRow& m) {
  if (m.campaign_id != 0)
    if (const GateVerdict v = campaign_verdict(m.campaign_id); v.say != Say::send) return v;
  if (now_ >= m.not_after) return {Say::miss, "not_after"};
  // A danger keeps no hours.
  if (m.lane != Lane::danger && !hours_.open(m.purpose, now_)) return {Say::wait, "hours"};
  if (m.purpose != Purpose::staff)
    if (const GateVerdict v = contact_verdict(m.person_id); v.say != Say::send) return v;
  if (policy_of(m.purpose).opt_out_applies && opted_out(db_, m.person_id, name_of(m.purpose)))
    return {Say::suppress, "opt_out"};
  return {};
}

// Who asked not to be reached, or only in some hours, is not: not for a statutory notice either, which goes
// by another way then.
GateVerdict Gate::contact_verdict(std::int64_t person_id) {
  const auto rule = contact_rule(db_, person_id);
  if (!rule) return {};
  const auto window = DayWindow::parse(rule->hours);
  if (rule->hours.empty() || !window) return {Say::suppress, "safe_contact"};
  if (window->open_at(hours_.zone.civil(now_).minute_of_day())) return {};
  return {Say::wait, "safe_contact", window->next_open(now_, hours_.zone)};
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
