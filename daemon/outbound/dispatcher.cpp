#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/outbound/dispatch_lane.h"
#include "daemon/outbound/last_look.h"

namespace huiyin {
namespace {

// What becomes due by the clock alone (hours opening, retries) is looked for this often.
constexpr Millis kLookAgain{250};
constexpr Millis kLinkPause{1'000};
// Batches in one transaction: so long a single message's command waits for the ledger.
constexpr int kClaimed = 4;

}  // namespace

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
  const auto now = DispatchSteady::now();
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
    if (may_still_leave(*parts_.reader, next, rules_->hours, parts_.clock->now()))
      submit(lane, std::move(next));
    else
      give_back(lane, std::move(next), "changed", Millis(1));  // judged anew by the next claim
  }
  ask_for_work(lane);
}

// Half of what there may be at a time: one claim for many batches costs one commit. A line's window is its
// own, and what waits for it is kept small: a crash makes every intent uncertain. So is what waits for a slow
// account's rate: what is claimed can't be overtaken by what is more urgent and not claimed yet.
int Dispatcher::wanted_batches(const Lane& lane) const {
  const int ready = static_cast<int>(lane.ready.size()), free = lane.account.window - lane.in_flight;
  int most = lane.account.line == nullptr ? free + lane.account.prepared
                                          : std::min(free, lane.account.line->room() + lane.account.prepared);
  int worth = lane.account.line == nullptr ? lane.account.window : lane.account.prepared;
  if (const double rate = lane.account.submits_per_second; rate > 0) {
    const int soon = std::max(1, static_cast<int>(std::min(rate / 2, 1e6)));
    most = std::min(most, soon);
    worth = std::min(worth, soon);
  }
  return most - ready < std::max(1, worth / 2) ? 0 : std::min(most - ready, kClaimed);
}

// The most urgent first, those of one lane in the order of their intents.
void Dispatcher::put_ready(Lane& lane, ClaimedBatch batch) {
  const auto urgency = [](const ClaimedBatch& b) {
    return b.rows.empty() ? kLanes : static_cast<int>(b.rows.front().lane);
  };
  const auto at = std::find_if(lane.ready.begin(), lane.ready.end(),
                               [&](const ClaimedBatch& other) { return urgency(other) > urgency(batch); });
  lane.ready.insert(at, std::move(batch));
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
          lane.held_until = DispatchSteady::now() + kAccountPause;
          tell_halted();
          return settle_down();
        }
        if (!claimed->batches.empty()) fault_point("claim.durable");
        lane.dirty = lane.dirty || claimed->more;
        for (ClaimedBatch& b : claimed->batches) put_ready(lane, std::move(b));
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

std::vector<Dispatcher::Line> Dispatcher::lines() const {
  std::vector<Line> out;
  for (const auto& lane : lanes_)
    out.push_back({lane->account.name, lane->in_flight, static_cast<int>(lane->ready.size()),
                   DispatchSteady::now() < lane->held_until, lane->stopped, lane->fault, lane->failing,
                   lane->trouble, static_cast<std::uint64_t>(lane->submits.value()),
                   static_cast<std::uint64_t>(lane->accepted.value()),
                   static_cast<std::uint64_t>(lane->unknown.value())});
  return out;
}

}  // namespace huiyin
