#include "daemon/outbound/reconciler.h"

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/outbound/keys.h"
#include "daemon/people/directory.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis kLookEvery{500};
constexpr int kMaxQueue = 2'000;  // questions read ahead for one account
constexpr int kMaxUnderWay = 16;

// Past this the policy of the purpose decides about an uncertain message that nobody can tell about.
Millis patience(const ReconcileRules& r) {
  return r.receipt_wait;
}

void end_untold(Database& db, MessageChanges& changes, ReceiptBook& receipts, const MessageRow& m,
                const ReconcileRules& rules) {
  if (m.state == MessageState::accepted) {
    if (receipts.partly_delivered(db, m)) {
      changes.apply(m, MessageEvent::deliver);
      return;
    }
    changes.apply(m, MessageEvent::expire, {.reason = "no receipt in time"});
    return;
  }
  switch (policy_of(m.purpose).uncertain) {
    case UncertainPolicy::wait:
      return;
    case UncertainPolicy::give_up:
      changes.apply(m, MessageEvent::expire, {.reason = kUntoldReason});
      return;
    case UncertainPolicy::resend_once:
      if (m.tries < 2 && m.tries < rules.max_tries)
        changes.apply(m, MessageEvent::deny, {.reason = "uncertain: sent once more by policy"});
      return;
  }
}

}  // namespace

bool can_be_asked(Capability::Query query, const MessageRow& m) {
  if (query == Capability::Query::by_carrier_id) return !m.carrier_ref.empty();
  return query != Capability::Query::none;
}

struct Reconciler::Question {
  MessageRow row;
  std::string number;
  TimePoint submitted_at{};  // of the intent: a daemon that was down for a day finds the message doubtful a
                             // day later
  std::unique_ptr<InquiryExchange> exchange;
};

struct Reconciler::Desk {
  explicit Desk(SendAccount a) : account(std::move(a)), pacer(account.inquiries_per_second) {}
  SendAccount account;
  Pacer pacer;
  std::deque<std::shared_ptr<Question>> queue;
  std::set<std::int64_t> open;  // message ids queued or under way
  int under_way = 0;
  bool looking = false, timer_set = false;
  // Where the next look goes on: who can't be told about must not keep the others from being asked about.
  struct {
    StalePlace uncertain, unreceipted;
  } places;
  Steady::time_point held_until{};
};

Reconciler::Reconciler(const OutboundParts& parts, ReconcileRules rules, std::vector<SendAccount> accounts)
    : parts_(parts), rules_(rules) {
  for (SendAccount& a : accounts) desks_.push_back(std::make_unique<Desk>(std::move(a)));
}

Reconciler::~Reconciler() = default;

void Reconciler::start() {
  parts_.loop->every(kLookEvery, [this] {
    net_role.assert_here();
    for (const auto& d : desks_) look(*d);
  });
}

void Reconciler::stop(std::function<void()> done) {
  stopped_ = true;
  drained_ = std::move(done);
  settle_down();
}

void Reconciler::settle_down() {
  if (!drained_) return;
  for (const auto& d : desks_)
    if (d->under_way > 0 || d->looking) return;
  auto done = std::move(drained_);
  drained_ = nullptr;
  done();
}

std::size_t Reconciler::waiting() const {
  std::size_t n = 0;
  for (const auto& d : desks_) n += d->open.size();
  return n;
}

// Reads stale messages of this account in a transaction (they need their numbers), those without an inquiry
// are ended.
void Reconciler::look(Desk& desk) {
  if (stopped_ || desk.looking || static_cast<int>(desk.queue.size()) >= kMaxQueue / 2) return pump(desk);
  desk.looking = true;
  const TimePoint now = parts_.clock->now();
  struct Stale {
    MessageRow row;
    std::string number;
    TimePoint submitted_at{};
  };
  struct Looked {
    std::vector<Stale> rows;
    StalePlace uncertain, unreceipted;
  };
  parts_.store->write<Looked>(
      [now, rules = rules_, vault = parts_.vault, carrier = desk.account.ledger_id,
       query = desk.account.capability.query, receipts = parts_.receipts,
       from = desk.places](Database& db) -> Result<Looked> {
        MessageChanges changes(db, now);
        std::vector<MessageRow> stale;
        const auto take = [&](const MessageRow& m) { stale.push_back(m); };
        Looked out;
        out.uncertain = each_uncertain(db, carrier, now - rules.grace, from.uncertain, kMaxQueue, take);
        out.unreceipted =
            each_unreceipted(db, carrier, now - rules.receipt_wait, from.unreceipted, kMaxQueue, take);
        std::vector<Stale>& rows = out.rows;
        for (const MessageRow& m : stale) {
          if (!can_be_asked(query, m)) {
            if (m.changed_at < now - patience(rules)) end_untold(db, changes, *receipts, m, rules);
            continue;
          }
          if (auto number = number_of(db, *vault, m.person_id)) {
            const auto attempt = find_attempt(db, m.attempt_id);
            rows.push_back({m, std::move(*number), attempt ? attempt->intent_at : m.changed_at});
          }
        }
        changes.finish("reconcile");
        return out;
      },
      *parts_.loop,
      [this, &desk](Result<Looked> looked) {
        net_role.assert_here();
        desk.looking = false;
        if (stopped_) return settle_down();
        if (!looked) return;
        desk.places = {looked->uncertain, looked->unreceipted};
        for (Stale& s : looked->rows) {
          if (!desk.open.insert(s.row.id).second) continue;
          auto q = std::make_shared<Question>();
          q->row = std::move(s.row);
          q->number = std::move(s.number);
          q->submitted_at = s.submitted_at;
          desk.queue.push_back(std::move(q));
        }
        pump(desk);
      });
}

void Reconciler::pump(Desk& desk) {
  const auto now = Steady::now();
  while (!stopped_ && !desk.queue.empty() && desk.under_way < kMaxUnderWay && now >= desk.held_until) {
    if (!desk.pacer.take(now)) {
      if (desk.timer_set) return;
      desk.timer_set = true;
      parts_.loop->after(desk.pacer.wait(now), [this, &desk] {
        net_role.assert_here();
        desk.timer_set = false;
        pump(desk);
      });
      return;
    }
    auto q = std::move(desk.queue.front());
    desk.queue.pop_front();
    ask(desk, std::move(q));
  }
}

void Reconciler::ask(Desk& desk, std::shared_ptr<Question> q) {
  Inquiry inquiry;
  inquiry.batch_key = batch_key(parts_.instance, q->row.attempt_id);
  inquiry.to = {base36(q->row.id), q->number};
  inquiry.submitted_at = q->submitted_at;
  inquiry.carrier_id = q->row.carrier_ref;
  ++desk.under_way;
  if (desk.account.line != nullptr)
    return desk.account.line->inquire(inquiry, [this, &desk, q](Found found) {
      net_role.assert_here();
      settle(desk, q, std::move(found));
    });
  q->exchange = desk.account.carrier->inquire(inquiry);
  if (!q->exchange) return settle(desk, q, Found{});
  step(desk, q, q->exchange->begin({parts_.clock->now(), to_hex(random_bytes(16))}));
}

void Reconciler::step(Desk& desk, std::shared_ptr<Question> q, InquiryExchange::Step s) {
  if (auto* found = std::get_if<Found>(&s)) return settle(desk, q, std::move(*found));
  parts_.loop->fetch(std::get<HttpCall>(s), [this, &desk, q](const HttpReply& reply) {
    net_role.assert_here();
    step(desk, q, q->exchange->on_reply(reply, {parts_.clock->now(), to_hex(random_bytes(16))}));
  });
}

void Reconciler::settle(Desk& desk, const std::shared_ptr<Question>& q, Found found) {
  if (!found.fault.empty())
    log_warn("outbound.inquiry.failed", found.fault, {{"carrier", desk.account.name}});
  if (found.hold >= Hold::account)
    desk.held_until = Steady::now() + (found.wait.count() > 0 ? found.wait : Millis(2'000));
  const TimePoint now = parts_.clock->now();
  parts_.store->write<std::int64_t>(
      [now, q, found = std::move(found), rules = rules_,
       receipts = parts_.receipts](Database& db) -> Result<std::int64_t> {
        const auto m = find_message(db, q->row.id);
        if (!m || m->state != q->row.state || m->attempt_id != q->row.attempt_id)
          return 0;  // news came meanwhile
        MessageChanges changes(db, now);
        bool overtook = false;  // a receipt may have come before this answer
        // A record of the carrier that is another message's of ours says nothing about this one.
        if (found.answer == Answer::taken && receipts->belongs_to_another(db, *m, found.carrier_id)) return 0;
        if (found.answer == Answer::taken) {
          const bool ended = found.receipt && receipts->apply(changes, *m, *found.receipt);
          if (!ended && m->state == MessageState::uncertain) {
            changes.apply(*m, MessageEvent::accept,
                          {.carrier_ref = found.carrier_id, .reason = "the carrier has it"});
            if (!found.carrier_id.empty()) {
              receipts->remember(*m, found.carrier_id);
              overtook = true;
            }
          }
          if (!ended && m->state == MessageState::accepted) end_untold(db, changes, *receipts, *m, rules);
        } else if (found.answer == Answer::not_taken && m->state == MessageState::uncertain) {
          changes.apply(*m, MessageEvent::deny,
                        {.reason = "the carrier does not have it", .not_before = now});
        } else if (m->changed_at < now - patience(rules)) {
          end_untold(db, changes, *receipts, *m, rules);
        }
        changes.finish("reconcile");
        if (overtook) receipts->apply_parked(db, m->carrier_id, found.carrier_id, now);
        fault_point("inquiry.written");
        return 1;
      },
      *parts_.loop,
      [this, &desk, q](const Result<std::int64_t>&) {
        net_role.assert_here();
        --desk.under_way;
        desk.open.erase(q->row.id);
        pump(desk);
        settle_down();
      });
}

}  // namespace huiyin
