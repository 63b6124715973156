#include "daemon/outbound/claim.h"

#include "daemon/base/fault_point.h"
#include "daemon/outbound/keys.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/holds.h"
#include "daemon/store/journal.h"
#include "daemon/store/person_hours.h"
#include "daemon/store/templates.h"

namespace huiyin {
namespace {

using Say = GateVerdict::Say;

// Publicity is one content to many; one-to-one contents differ, so that a look ahead of batches x limit would
// mostly be read for nothing.
int look_ahead(Lane lane, const ClaimTerms& terms, int room) {
  const int limit = terms.account->capability.batch_limit;
  return room * (lane == Lane::publicity ? limit : std::min(limit, 8));
}

class Claimer {
 public:
  Claimer(Database& db, const ClaimTerms& terms, TimePoint now)
      : db_(db),
        terms_(terms),
        now_(now),
        gate_(db, *terms.hours, now,
              {terms.account->name, terms.account->kind, terms.account->ledger_id, terms.hours->caps.get()}),
        any_zone_(any_person_hours(db)),
        changes_(db, now),
        running_(campaigns_in(db, CampaignState::running)) {}

  Result<Claim> run() {
    for (int lane = 0; lane < kLanes; ++lane) {
      if (!lane_can_send(static_cast<Lane>(lane))) continue;
      take_queue(0, static_cast<Lane>(lane));
      for (const Campaign& c : running_)
        if (lane_of(c.purpose) == static_cast<Lane>(lane) && now_ >= c.start_at) take_campaign(c);
    }
    for (Group& g : groups_)
      if (auto made = make_intent(g); !made) return tl::unexpected<Error>(made.error());
    changes_.finish("submit");
    if (!claim_.batches.empty())
      for (const std::int64_t seq = newest_event(db_); ClaimedBatch & b : claim_.batches) {
        b.seq = seq;
        b.at = now_;
      }
    if (!groups_.empty()) fault_point("claim.written");
    return std::move(claim_);
  }

 private:
  struct Group {
    std::int64_t body_id;
    std::string extension;
    std::size_t limit;
    std::vector<MessageRow> rows;
  };

  int room() const { return terms_.batches - static_cast<int>(groups_.size()); }

  // Where people have hours of their own, the office's don't tell.
  bool lane_can_send(Lane lane) const {
    if (any_zone_) return true;
    for (const Purpose p : terms_.account->purposes)
      if (lane == Lane::danger || (lane_of(p) == lane && terms_.hours->open(p, now_))) return true;
    return false;
  }

  void take_campaign(const Campaign& c) {
    if (!terms_.account->may_send(c.purpose)) return;
    if (!account_may_carry(db_, c.id, terms_.account->name, terms_.account->capability.takes_text)) return;
    const auto allowed =
        allowance_of(db_, c, {terms_.hours, terms_.ramp, terms_.price, terms_.start_grace}, now_);
    if (allowed != 0) take_queue(c.id, lane_of(c.purpose), allowed);
  }

  void take_queue(std::int64_t campaign_id, Lane lane, std::optional<std::int64_t> allowed = {}) {
    if (room() <= 0) {
      claim_.more = true;
      return;
    }
    std::vector<MessageRow> rows;
    const int limit =
        static_cast<int>(std::min<std::int64_t>(look_ahead(lane, terms_, room()), allowed.value_or(1 << 30)));
    each_queued(db_, campaign_id, lane, now_, limit, [&](const MessageRow& m) { rows.push_back(m); });
    claim_.more = claim_.more || static_cast<int>(rows.size()) == limit;
    for (const MessageRow& m : rows)
      if (terms_.account->may_send(m.purpose)) place(m, gate_.judge(m));
  }

  // Some carriers refuse a whole batch for one bad number and don't say which: each try is an eighth of the
  // one before, so that the others go and the bad one ends up alone.
  std::size_t batch_limit(const MessageRow& m) const {
    const auto most = static_cast<std::size_t>(terms_.account->capability.batch_limit);
    return std::max<std::size_t>(1, most >> std::min(3 * m.tries, 30));
  }

  void place(const MessageRow& m, const GateVerdict& v) {
    switch (v.say) {
      case Say::wait:
        if (v.until) defer_message(db_, m.id, std::min(*v.until, m.not_after));
        return;
      case Say::suppress:
        changes_.apply(m, MessageEvent::suppress, {.reason = v.rule});
        return;
      case Say::miss:
        changes_.apply(m, MessageEvent::miss, {.reason = v.rule});
        return;
      case Say::cancel:
        changes_.apply(m, MessageEvent::cancel, {.reason = v.rule});
        return;
      case Say::send:
        break;
    }
    const std::size_t limit = batch_limit(m);
    for (auto g = groups_.rbegin(); g != groups_.rend(); ++g)
      if (g->body_id == m.body_id && g->extension == m.extension && g->limit == limit &&
          g->rows.size() < limit) {
        g->rows.push_back(m);
        gate_.leaves(m);
        return;
      }
    if (room() <= 0) {
      claim_.more = true;
      return;
    }
    groups_.push_back({m.body_id, m.extension, limit, {m}});
    gate_.leaves(m);
  }

  Result<void> make_intent(Group& g) {
    auto content = content_of(db_, *terms_.vault, g.body_id);
    if (!content) return tl::unexpected<Error>(content.error());
    // A template of ours has another code at each carrier; who takes texts needs none.
    if (content->template_id != 0) {
      content->template_code =
          template_at(db_, content->template_id, content->language, terms_.account->name).code;
      if (content->template_code.empty()) content->template_params.clear();
    }
    std::vector<std::int64_t> ids;
    for (const MessageRow& m : g.rows) ids.push_back(m.id);
    ClaimedBatch out;
    out.attempt_id = add_attempt(db_, terms_.account->ledger_id, terms_.epoch, now_, ids);
    out.batch.key = batch_key(terms_.instance, out.attempt_id);
    out.batch.content = {std::move(content->text), std::move(content->signature),
                         std::move(content->template_code), std::move(content->template_params)};
    out.batch.extension = g.extension;
    for (MessageRow& m : g.rows) {
      auto number = number_of(db_, *terms_.vault, m.person_id);
      if (!number) return tl::unexpected<Error>(number.error());
      changes_.apply(m, MessageEvent::intend,
                     {.attempt_id = out.attempt_id, .carrier_id = terms_.account->ledger_id});
      m.state = MessageState::submitting;
      m.attempt_id = out.attempt_id;
      m.carrier_id = terms_.account->ledger_id;
      ++m.tries;
      out.batch.to.push_back({base36(m.id), std::move(*number)});
    }
    out.rows = std::move(g.rows);
    claim_.batches.push_back(std::move(out));
    return {};
  }

  Database& db_;
  const ClaimTerms& terms_;
  const TimePoint now_;
  Gate gate_;
  const bool any_zone_;
  MessageChanges changes_;
  const std::vector<Campaign> running_;
  std::vector<Group> groups_;
  Claim claim_;
};

}  // namespace

Result<Claim> claim(Database& db, const ClaimTerms& terms, TimePoint now) {
  if (is_held(db)) return Claim{};
  return Claimer(db, terms, now).run();
}

}  // namespace huiyin
