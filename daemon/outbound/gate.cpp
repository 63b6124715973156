#include "daemon/outbound/gate.h"

#include <algorithm>

#include "daemon/store/campaigns.h"
#include "daemon/store/person_hours.h"
#include "daemon/store/persons.h"
#include "daemon/store/templates.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

using Say = GateVerdict::Say;

// Where nobody can tell when it may leave, it is asked again so often.
constexpr std::chrono::hours kAskAgain{1};

}  // namespace

Gate::Gate(Database& db, const SendingHours& hours, TimePoint now, const GateAccount& account)
    : db_(db),
      hours_(hours),
      now_(now),
      account_(account),
      asks_persons_(any_person_hours(db)),
      spares_staff_(any_staff(db)) {}

GateVerdict Gate::judge(const MessageRow& m) {
  if (m.campaign_id != 0)
    if (const GateVerdict v = campaign_verdict(m.campaign_id); v.say != Say::send) return v;
  if (now_ >= m.not_after) return {Say::miss, "not_after", {}};
  if (spares_staff_ && m.purpose == Purpose::publicity && is_staff(db_, m.person_id))
    return {Say::suppress, "staff", {}};
  if (m.purpose != Purpose::staff)
    if (const GateVerdict v = contact_verdict(m.person_id); v.say != Say::send) return v;
  if (policy_of(m.purpose).opt_out_applies && opted_out(db_, m.person_id, name_of(m.purpose)))
    return {Say::suppress, "opt_out", {}};
  if (m.lane == Lane::danger) return {};  // a danger keeps no hours
  if (const GateVerdict v = hours_verdict(m); v.say != Say::send) return v;
  return frequency_verdict(m);
}

GateVerdict Gate::hours_verdict(const MessageRow& m) {
  if (!asks_persons_) return purpose_verdict(m.purpose);
  const Asked asked = hours_of(m.person_id);
  if (asked.unusable) return {Say::wait, "zone", now_ + kAskAgain};
  if (!asked.hours) return purpose_verdict(m.purpose);
  const std::string_view why = hours_.closed_by(m.purpose, now_, &*asked.hours);
  if (why.empty()) return {};
  return {Say::wait, why, hours_.next_open(m.purpose, now_, &*asked.hours).value_or(now_ + kAskAgain)};
}

GateVerdict Gate::purpose_verdict(Purpose p) {
  auto& known = by_purpose_[static_cast<std::size_t>(p)];
  if (known) return *known;
  const std::string_view why = hours_.closed_by(p, now_);
  known = why.empty() ? GateVerdict{}
                      : GateVerdict{Say::wait, why, hours_.next_open(p, now_).value_or(now_ + kAskAgain)};
  return *known;
}

Gate::Asked Gate::hours_of(std::int64_t person_id) {
  const auto row = find_person_hours(db_, person_id);
  if (!row) return {};
  if (row->strict) return {};  // contact_verdict() has judged it
  const auto zone = row->zone.empty() ? Result<TimeZone>(hours_.zone) : TimeZone::load(row->zone);
  const auto hours = DayWindow::parse(row->hours);
  if (!zone || !hours) return {{}, true};
  return {PersonHours{*zone, *hours}, false};
}

GateVerdict Gate::frequency_verdict(const MessageRow& m) {
  if (account_.caps == nullptr) return {};
  auto& caps = caps_[static_cast<std::size_t>(m.purpose)];
  if (!caps) caps = account_.caps->of(account_.name, account_.kind, m.purpose);
  if (caps->empty()) return {};
  Millis longest{};
  for (const FrequencyCap& c : account_.caps->all()) longest = std::max(longest, c.window);
  if (!recent_) recent_ = campaigns_since(db_, now_ - longest);
  std::vector<std::int64_t> others = *recent_;
  std::erase(others, m.campaign_id);  // a campaign has a person once
  auto sent = sends_since(db_, m.person_id, others, now_ - longest);
  if (const auto now = leaving_.find(m.person_id); now != leaving_.end())
    sent.insert(sent.end(), now->second.begin(), now->second.end());
  const auto hit = cap_hit(*caps, sent, {now_, account_.ledger_id, m.body_id, m.purpose});
  if (!hit) return {};
  return {Say::wait, "frequency", hit->until};
}

void Gate::leaves(const MessageRow& m) {
  if (account_.caps == nullptr || account_.caps->all().empty()) return;
  leaving_[m.person_id].push_back({now_, account_.ledger_id, m.body_id, m.purpose});
}

// Who asked not to be reached, or only in some hours, is not: not for a statutory notice either, which goes
// by another way then.
GateVerdict Gate::contact_verdict(std::int64_t person_id) {
  const auto row = asks_persons_ ? find_person_hours(db_, person_id) : std::nullopt;
  if (!row || !row->strict) return {};
  const auto zone = row->zone.empty() ? Result<TimeZone>(hours_.zone) : TimeZone::load(row->zone);
  const auto window = DayWindow::parse(row->hours);
  if (row->never() || !window || !zone) return {Say::suppress, "safe_contact", {}};
  if (window->open_at(zone->civil(now_).minute_of_day())) return {};
  return {Say::wait, "safe_contact", window->next_open(now_, *zone)};
}

// A law that is no longer in force is told to nobody any more; one that is not yet waits.
GateVerdict Gate::template_verdict(std::int64_t campaign_id) {
  const auto id = template_of_campaign(db_, campaign_id);
  const auto row = id ? find_template(db_, *id) : std::nullopt;
  if (!row) return {};
  if (row->valid_until && now_ >= *row->valid_until) return {Say::miss, "template_expired", {}};
  if (row->withdrawn) return {Say::wait, "template_withdrawn", {}};
  if (now_ < row->valid_from) return {Say::wait, "template_not_valid_yet", row->valid_from};
  return {};
}

GateVerdict Gate::campaign_verdict(std::int64_t campaign_id) {
  const auto known = campaigns_.find(campaign_id);
  if (known != campaigns_.end()) return known->second;
  GateVerdict v;
  const auto campaign = find_campaign(db_, campaign_id);
  if (!campaign || campaign->state == CampaignState::cancelled)
    v = {Say::cancel, "cancelled", {}};
  else if (campaign->state != CampaignState::running)
    v = {Say::wait, "paused", {}};
  else if (now_ < campaign->start_at)
    v = {Say::wait, "start_at", {}};
  else
    v = template_verdict(campaign_id);
  campaigns_.emplace(campaign_id, v);
  return v;
}

}  // namespace huiyin
