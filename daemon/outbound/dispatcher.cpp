#include "daemon/outbound/dispatcher.h"

#include <map>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;

// What becomes due by the clock alone (hours opening, retries) is looked for this often.
constexpr Millis kLookAgain{250};
constexpr Millis kAccountPause{2'000};
constexpr Millis kStoppedPause{60'000};
constexpr Millis kLinkPause{1'000};

}  // namespace

struct Dispatcher::Lane {
  explicit Lane(SendAccount a)
      : account(std::move(a)),
        pacer(account.submits_per_second),
        submits(counter("huiyin_submits_total", "Submits sent to a carrier", {{"carrier", account.name}})),
        accepted(counter("huiyin_messages_accepted_total", "Messages a carrier accepted",
                         {{"carrier", account.name}})),
        unknown(counter("huiyin_messages_unknown_total", "Messages whose submit had no known outcome",
                        {{"carrier", account.name}})) {}

  SendAccount account;
  Pacer pacer;
  std::deque<ClaimedBatch> ready;                   // durable intents
  std::map<std::int64_t, std::uint64_t> transfers;  // attempts under way
  int in_flight = 0;                                // submitted or being recorded
  bool claiming = false, dirty = true, timer_set = false, stopped = false;
  Steady::time_point held_until{};
  std::string fault;
  Counter &submits, &accepted, &unknown;
};

Dispatcher::Dispatcher(const OutboundParts& parts, SendingRules rules, RetryRules retries,
                       std::vector<SendAccount> accounts)
    : parts_(parts), rules_(std::make_shared<const SendingRules>(std::move(rules))), retries_(retries) {
  for (SendAccount& a : accounts) {
    if (!a.capability.sends) continue;
    lanes_.push_back(std::make_unique<Lane>(std::move(a)));
    Lane& lane = *lanes_.back();
    if (lane.account.line == nullptr) continue;
    lane.account.line->changed = [this, &lane] {
      net_role.assert_here();
      pump(lane);
    };
    lane.account.line->answered_late = [this, &lane](const std::string& batch, const std::string& recipient,
                                                     Outcome outcome) {
      net_role.assert_here();
      answered_late(lane, batch, recipient, std::move(outcome));
    };
  }
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start() {
  timer_ = parts_.loop->every(kLookAgain, [this] {
    net_role.assert_here();
    wake();
  });
  wake();
}

void Dispatcher::set_rules(SendingRules rules) {
  rules_ = std::make_shared<const SendingRules>(std::move(rules));
}

void Dispatcher::wake() {
  for (const auto& lane : lanes_) {
    lane->dirty = true;
    pump(*lane);
  }
}

void Dispatcher::pump(Lane& lane) {
  const auto now = Steady::now();
  if (draining_ || parts_.brake->pulled()) {
    // A claim that was under way: its intents are durable, but no byte of them has left.
    hand_back(lane, draining_ ? "shutdown" : "stopped", Millis(1));
    tell_halted();
    return settle_down();
  }
  const Submitter* const line = lane.account.line;
  if (line != nullptr && !line->is_up()) return hand_back(lane, "link_down", kLinkPause);
  if (now < lane.held_until) return settle_down();
  while (!lane.ready.empty() && lane.in_flight < lane.account.window &&
         (line == nullptr || line->room() > 0)) {
    if (!lane.pacer.take(now)) {
      if (!lane.timer_set) {
        lane.timer_set = true;
        parts_.loop->after(lane.pacer.wait(now), [this, &lane] {
          net_role.assert_here();
          lane.timer_set = false;
          pump(lane);
        });
      }
      break;
    }
    ClaimedBatch next = std::move(lane.ready.front());
    lane.ready.pop_front();
    submit(lane, std::move(next));
  }
  ask_for_work(lane);
}

// Half of what there may be at a time: one claim for many batches costs one commit. A line's window is its
// own, and what waits for it is kept small: a crash makes every intent uncertain.
int Dispatcher::wanted_batches(const Lane& lane) const {
  const int ready = static_cast<int>(lane.ready.size()), free = lane.account.window - lane.in_flight;
  const int most = lane.account.line == nullptr
                       ? free + lane.account.prepared
                       : std::min(free, lane.account.line->room() + lane.account.prepared);
  const int worth = lane.account.line == nullptr ? lane.account.window : lane.account.prepared;
  return most - ready < std::max(1, worth / 2) ? 0 : most - ready;
}

void Dispatcher::ask_for_work(Lane& lane) {
  const int wanted = wanted_batches(lane);
  if (lane.claiming || !lane.dirty || wanted == 0) return;
  lane.claiming = true;
  lane.dirty = false;
  const TimePoint now = parts_.clock->now();
  parts_.store->write<Claim>(
      [account = &lane.account, rules = rules_, parts = parts_, wanted, now](Database& db) {
        const RampRules* ramp = rules->ramp ? &*rules->ramp : nullptr;
        return claim(db,
                     {account, &rules->hours, parts.vault, parts.instance, parts.epoch, wanted, ramp,
                      parts.price, rules->start_grace},
                     now);
      },
      *parts_.loop,
      [this, &lane](Result<Claim> claimed) {
        net_role.assert_here();
        lane.claiming = false;
        if (!claimed) {
          log_error("outbound.claim.failed", claimed.error().text(), {{"carrier", lane.account.name}});
          lane.held_until = Steady::now() + kAccountPause;
          tell_halted();
          return settle_down();
        }
        if (!claimed->batches.empty()) fault_point("claim.durable");
        lane.dirty = lane.dirty || claimed->more;
        for (ClaimedBatch& b : claimed->batches) lane.ready.push_back(std::move(b));
        pump(lane);
      });
}

void Dispatcher::submit(Lane& lane, ClaimedBatch batch) {
  ++lane.in_flight;
  lane.submits.add();
  auto shared = std::make_shared<ClaimedBatch>(std::move(batch));
  if (lane.account.line != nullptr) return submit_by_line(lane, std::move(shared));
  const Moment moment{parts_.clock->now(), to_hex(random_bytes(16))};
  const std::uint64_t transfer = parts_.loop->fetch(
      lane.account.carrier->submit(shared->batch, moment), [this, &lane, shared](const HttpReply& reply) {
        net_role.assert_here();
        lane.transfers.erase(shared->attempt_id);
        answered(lane, shared, lane.account.carrier->on_submit_reply(shared->batch, reply));
      });
  if (transfer != 0) lane.transfers.emplace(shared->attempt_id, transfer);
  fault_point("submit.handed");
}

void Dispatcher::submit_by_line(Lane& lane, std::shared_ptr<ClaimedBatch> batch) {
  lane.account.line->submit(batch->batch, [this, &lane, batch](std::vector<Outcome> outcomes) {
    net_role.assert_here();
    answered(lane, batch, std::move(outcomes));
  });
}

void Dispatcher::answered_late(Lane& lane, const std::string& batch_key, const std::string& recipient_key,
                               Outcome outcome) {
  const TimePoint now = parts_.clock->now();
  parts_.store->write<std::int64_t>(
      [batch_key, recipient_key, outcome = std::move(outcome), now, instance = parts_.instance,
       receipts = parts_.receipts](Database& db) -> Result<std::int64_t> {
        return record_late(db, instance, batch_key, recipient_key, outcome, *receipts, now) ? 1 : 0;
      },
      *parts_.loop,
      [&lane](const Result<std::int64_t>& stored) {
        if (!stored)  // it stays uncertain: receipts and inquiries may still settle it
          log_error("outbound.late.failed", stored.error().text(), {{"carrier", lane.account.name}});
      });
}

void Dispatcher::answered(Lane& lane, std::shared_ptr<ClaimedBatch> batch, std::vector<Outcome> outcomes) {
  if (outcomes.size() !=
      batch->rows.size()) {  // our bug: the safe reading is that anything may have happened
    log_error("outbound.outcomes.mismatch", "an adapter answered for another number of messages",
              {{"carrier", lane.account.name}});
    outcomes.assign(batch->rows.size(), Outcome{});
  }
  fault_point("submit.answered");
  hold(lane, outcomes);
  record(lane, std::move(batch), std::move(outcomes));
}

void Dispatcher::record(Lane& lane, std::shared_ptr<ClaimedBatch> batch, std::vector<Outcome> outcomes) {
  const TimePoint now = parts_.clock->now();
  auto shared = std::make_shared<const std::vector<Outcome>>(std::move(outcomes));
  parts_.store->write<std::int64_t>(
      [batch, shared, now, rules = retries_,
       receipts = parts_.receipts](Database& db) -> Result<std::int64_t> {
        if (auto done = record_outcomes(db, *batch, *shared, rules, *receipts, now); !done)
          return tl::unexpected<Error>(done.error());
        return 0;
      },
      *parts_.loop,
      [this, &lane, batch, shared](Result<std::int64_t> stored) {
        net_role.assert_here();
        if (!stored) {  // the carrier's word must not get lost while the disk is full: try until it is stored
          log_error("outbound.record.failed", stored.error().text(),
                    {{"carrier", lane.account.name}, {"attempt", batch->attempt_id}});
          parts_.loop->after(kAccountPause, [this, &lane, batch, shared] {
            net_role.assert_here();
            record(lane, batch, *shared);
          });
          return;
        }
        fault_point("outcome.durable");
        for (const Outcome& o : *shared) {
          if (o.verdict == Verdict::accepted) lane.accepted.add();
          if (o.verdict == Verdict::unknown) lane.unknown.add();
        }
        --lane.in_flight;
        pump(lane);
        settle_down();
      });
}

void Dispatcher::hold(Lane& lane, const std::vector<Outcome>& outcomes) {
  const Outcome* worst = nullptr;
  for (const Outcome& o : outcomes)
    if (o.hold >= Hold::account && (worst == nullptr || o.hold > worst->hold)) worst = &o;
  if (worst == nullptr) {
    lane.fault.clear();
    lane.stopped = false;
    return;
  }
  const bool stop = worst->hold == Hold::stopped;
  const Millis wait = worst->wait.count() > 0 ? worst->wait : (stop ? kStoppedPause : kAccountPause);
  lane.held_until = Steady::now() + wait;
  lane.fault = worst->code;
  if (stop && !lane.stopped)
    log_error("outbound.account.stopped", "the carrier refuses the account until its configuration is mended",
              {{"carrier", lane.account.name}, {"code", worst->code}});
  lane.stopped = stop;
  parts_.loop->after(wait + Millis(1), [this, &lane] {
    net_role.assert_here();
    lane.dirty = true;
    pump(lane);
  });
}

void Dispatcher::drain(std::function<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  if (timer_ != 0) parts_.loop->cancel(timer_);
  for (const auto& lane : lanes_) hand_back(*lane, "shutdown", Millis(1));
  settle_down();
}

void Dispatcher::halt(std::function<void()> halted) {
  for (const auto& lane : lanes_) {
    hand_back(*lane, "stopped", Millis(1));
    if (lane->account.line != nullptr) lane->account.line->halt();
    const auto under_way = lane->transfers;
    for (const auto& [attempt, transfer] : under_way) parts_.loop->stop_unsent(transfer);
  }
  halted_.push_back(std::move(halted));
  tell_halted();
}

// A claim under way may have written intents that are not handed back yet.
void Dispatcher::tell_halted() {
  for (const auto& lane : lanes_)
    if (lane->claiming) return;
  for (const auto& halted : std::exchange(halted_, {})) halted();
}

// Intents that have not left would stay `submitting` in the ledger, and the carrier would be asked about them
// at the next start. Handing them back instead is certain: no byte of them has left.
void Dispatcher::hand_back(Lane& lane, const char* why, Millis wait) {
  while (!lane.ready.empty()) {
    auto batch = std::make_shared<ClaimedBatch>(std::move(lane.ready.front()));
    lane.ready.pop_front();
    ++lane.in_flight;
    Outcome not_left;
    not_left.verdict = Verdict::not_sent;
    not_left.code = why;
    not_left.wait = wait;
    not_left.left = false;
    record(lane, batch, std::vector<Outcome>(batch->rows.size(), not_left));
  }
}

void Dispatcher::settle_down() {
  if (!draining_ || !drained_) return;
  for (const auto& lane : lanes_)
    if (lane->in_flight > 0 || lane->claiming) return;
  auto done = std::move(drained_);
  drained_ = nullptr;
  done();
}

std::vector<Dispatcher::Line> Dispatcher::lines() const {
  std::vector<Line> out;
  for (const auto& lane : lanes_)
    out.push_back({lane->account.name, lane->in_flight, static_cast<int>(lane->ready.size()),
                   Steady::now() < lane->held_until, lane->stopped, lane->fault,
                   static_cast<std::uint64_t>(lane->submits.value()),
                   static_cast<std::uint64_t>(lane->accepted.value()),
                   static_cast<std::uint64_t>(lane->unknown.value())});
  return out;
}

}  // namespace huiyin
