#include "daemon/outbound/allowance.h"

#include <algorithm>
#include <limits>

#include "daemon/store/messages.h"
#include "daemon/store/templates.h"

namespace huiyin {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

struct Left {
  std::int64_t charged = 0, all = 0, audience = 0, queued = 0;
};

Left left_of(Database& db, std::int64_t campaign_id) {
  Left out;
  for (const auto& [state, n] : tally_of(db, campaign_id)) {
    out.audience += n;
    if (state == MessageState::queued) out.queued += n;
    if (may_have_left(state)) out.all += n;
    if (may_have_left(state) && state != MessageState::rejected) out.charged += n;
  }
  return out;
}

// Where messages of a campaign differ the longest is reckoned with.
std::int64_t most_parts(Database& db, const Campaign& c) {
  const auto fill = find_campaign_fill(db, c.id);
  return std::max<std::int64_t>(1, fill ? fill->most_parts : body_parts(db, c.body_id));
}

// Of the whole audience: what the plan forecast and the release was given for.
std::int64_t all_parts(Database& db, const Campaign& c, const Left& left) {
  const auto fill = find_campaign_fill(db, c.id);
  return fill ? fill->total_parts : std::max<std::int64_t>(1, body_parts(db, c.body_id)) * left.audience;
}

// True: its time passed while nothing could leave, and what then was to be done is done.
bool missed_its_time(Database& db, const Campaign& c, const Left& left, const AllowanceTerms& terms,
                     TimePoint now) {
  if (c.start_at == TimePoint{} || left.all > 0 || c.on_miss == OnMiss::go_on) return false;
  const auto due = terms.hours->next_open(c.purpose, c.start_at);
  if (!due || now <= *due + terms.start_grace) return false;
  const std::string why =
      "it was to begin at " + to_rfc3339(*due) + ", and nothing has left by " + to_rfc3339(now);
  halt_campaign(db, c.id, "missed", why, now);
  if (c.on_miss == OnMiss::skip)
    move_campaign(db, c.id, CampaignState::paused, CampaignState::cancelled, now);
  return true;
}

std::int64_t within_budget(Database& db, const Campaign& c, const Left& left, const AllowanceTerms& terms,
                           TimePoint now) {
  if (c.budget_fen == 0) return kNoLimit;
  const auto price = terms.price ? terms.price(c.purpose) : std::nullopt;
  if (!price) {
    halt_campaign(db, c.id, "budget", "the budget can't be kept: no price is known for its route", now);
    return 0;
  }
  // Everybody is paid for at most once, so where all of them fit nothing has to be reckoned on the way.
  if (*price * all_parts(db, c, left) <= c.budget_fen * 1000) return kNoLimit;
  const std::int64_t each = std::max<std::int64_t>(1, *price * most_parts(db, c));
  const std::int64_t room = c.budget_fen * 1000 / each - left.charged;
  if (room > 0 || left.queued == 0) return std::max<std::int64_t>(0, room);
  halt_campaign(db, c.id, "budget",
                std::to_string(left.charged) +
                    " messages have left; one more would cost more than the budget of " +
                    std::to_string(c.budget_fen) + " fen",
                now);
  return 0;
}

}  // namespace

std::optional<std::int64_t> allowance_of(Database& db, const Campaign& c, const AllowanceTerms& terms,
                                         TimePoint now) {
  const Left left = left_of(db, c.id);
  if (missed_its_time(db, c, left, terms, now)) return 0;
  std::int64_t room = kNoLimit;
  if (terms.ramp != nullptr && !c.ramp.empty() && left.audience > terms.ramp->above)
    if (const auto limit = RampState::from_json(c.ramp).limit(*terms.ramp))
      room = std::max<std::int64_t>(0, *limit - left.all);
  if (room > 0) room = std::min(room, within_budget(db, c, left, terms, now));
  if (room == kNoLimit) return std::nullopt;
  return room;
}

}  // namespace huiyin
