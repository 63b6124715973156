#include <algorithm>
#include <set>

#include "daemon/store/costs.h"
#include "daemon/store/messages.h"
#include "daemon/store/recipients.h"
#include "daemon/store/replies.h"
#include "daemon/truth/campaign_report.h"

namespace huiyin {
namespace {

using S = MessageState;

constexpr TimePoint kAlways{Millis{std::int64_t{1} << 60}};

bool had_left(S s) {
  return s == S::undelivered || s == S::expired || s == S::rejected;
}

std::vector<FailureCount> count_reasons(Database& db, std::int64_t id, const FailureReasons& words) {
  std::map<std::pair<std::string, bool>, FailureCount> found;
  count_failures(db, id, [&](S state, const std::string& code, std::int64_t n) {
    const FailureReason& r = words.find(code);
    FailureCount& f = found[{r.id, had_left(state)}];
    f.reason = &r;
    f.left = had_left(state);
    f.n += n;
    f.codes[code.empty() ? std::string(name_of(state)) : code] += n;
  });
  std::vector<FailureCount> out;
  for (auto& [id_and_left, f] : found) out.push_back(std::move(f));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.n > b.n; });
  return out;
}

void count_towns(Database& db, CampaignFigures* f) {
  count_by_town(db, f->campaign.id,
                [&](const std::string& town, S state, std::int64_t n) { f->towns[town].states[state] += n; });
}

void count_replies(Database& db, CampaignFigures* f) {
  if (!f->campaign.started_at) return;
  const TimePoint from = *f->campaign.started_at;
  const TimePoint to = f->campaign.ended_at.value_or(f->as_of) + kReplyWindow;
  std::set<std::int64_t> replied;
  const auto town_of = [&](std::int64_t person) -> OutreachCounts* {
    if (f->towns.empty()) return nullptr;
    return &f->towns[recipient_town(db, f->campaign.id, person)];
  };
  const auto count = [&](const InboundOf& in, std::int64_t OutreachCounts::*what) {
    if (!answers_campaign(db, f->campaign.id, in, kReplyWindow)) return;
    OutreachCounts* town = town_of(in.person_id);
    f->total.*what += 1;
    if (town != nullptr) town->*what += 1;
    if (!replied.insert(in.person_id).second) return;
    ++f->total.replied;
    if (town != nullptr) ++town->replied;
  };
  for (const InboundOf& in : opt_outs_between(db, from, to)) count(in, &OutreachCounts::opted_out);
  for (const InboundOf& in : texts_between(db, from, to)) count(in, &OutreachCounts::intake);
}

void add(OutreachCounts* to, const OutreachCounts& c) {
  for (const auto& [state, n] : c.states) to->states[state] += n;
  to->replied += c.replied;
  to->opted_out += c.opted_out;
  to->intake += c.intake;
}

void join_small_towns(CampaignFigures* f) {
  OutreachCounts small;
  std::erase_if(f->towns, [&](const auto& town) {
    if (town.second.audience() >= kFewestOfTown) return false;
    add(&small, town.second);
    return true;
  });
  if (small.audience() > 0) f->towns["…"] = small;
}

}  // namespace

std::int64_t OutreachCounts::audience() const {
  std::int64_t n = 0;
  for (const auto& [state, count] : states) n += count;
  return n;
}
std::int64_t OutreachCounts::of(MessageState s) const {
  const auto found = states.find(s);
  return found == states.end() ? 0 : found->second;
}
std::int64_t OutreachCounts::failed() const {
  return of(S::undelivered) + of(S::expired) + of(S::rejected);
}
std::int64_t OutreachCounts::unsent() const {
  return of(S::suppressed) + of(S::cancelled) + of(S::missed);
}
std::int64_t OutreachCounts::open() const {
  return of(S::queued) + of(S::submitting) + of(S::accepted) + of(S::uncertain);
}

std::optional<CampaignFigures> campaign_figures(Database& db, std::int64_t id, const FailureReasons& reasons,
                                                TimePoint now) {
  auto campaign = find_campaign(db, id);
  if (!campaign) return std::nullopt;
  CampaignFigures f;
  f.campaign = std::move(*campaign);
  f.as_of = now;
  f.total.states = tally_of(db, id);
  f.reasons = count_reasons(db, id, reasons);
  if (has_recipients(db, id)) count_towns(db, &f);
  count_replies(db, &f);
  join_small_towns(&f);
  each_cost(db, TimePoint{}, kAlways, id, [&](const CostRow& c) { f.taken[c.at()] += c.messages; });
  return f;
}

}  // namespace huiyin
