// What becomes of a submit: its outcomes are made durable, and the account waits where the carrier says so.
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/outbound/dispatch_lane.h"

namespace huiyin {
namespace {

constexpr Millis kStoppedPause{60'000};

// Nothing was taken and nothing refused: not an answer, whatever came.
const Outcome* trouble_in(const std::vector<Outcome>& outcomes) {
  for (const Outcome& o : outcomes)
    if (o.verdict == Verdict::accepted || o.verdict == Verdict::refused || o.hold == Hold::number)
      return nullptr;
  return outcomes.empty() ? nullptr : &outcomes.front();
}

}  // namespace

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
  const Outcome* const trouble = trouble_in(outcomes);
  lane.failing = trouble != nullptr;
  lane.trouble = trouble == nullptr ? std::string() : trouble->code.empty() ? trouble->words : trouble->code;
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
  lane.held_until = DispatchSteady::now() + wait;
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

}  // namespace huiyin
