#include "daemon/outbound/outcomes.h"

#include <algorithm>

#include "daemon/base/fault_point.h"
#include "daemon/outbound/keys.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

Millis back_off(const RetryRules& rules, int tries) {
  Millis wait = rules.first;
  for (int i = 1; i < tries && wait < rules.max; ++i) wait *= 2;
  return std::min(wait, rules.max);
}

std::string reason_of(const Outcome& o) {
  if (o.code.empty()) return o.words.substr(0, 120);
  return o.code.substr(0, 120);
}

void record_one(MessageChanges& changes, const MessageRow& m, const Outcome& o, const RetryRules& rules,
                TimePoint now) {
  switch (o.verdict) {
    case Verdict::accepted:
      changes.apply(m, MessageEvent::accept, {.carrier_ref = o.carrier_id});
      return;
    case Verdict::refused:
      changes.apply(m, MessageEvent::refuse, {.reason = reason_of(o)});
      return;
    case Verdict::unknown:
      changes.apply(m, MessageEvent::lose, {.carrier_ref = o.carrier_id, .reason = reason_of(o)});
      return;
    case Verdict::not_sent:
      break;
  }
  // Where the whole account can't send, the message is not at fault: its not_after bounds the wait, not its
  // tries.
  const bool tried = o.left && o.hold != Hold::account && o.hold != Hold::stopped;
  if (tried && m.tries >= rules.max_tries) {
    changes.apply(m, MessageEvent::refuse,
                  {.reason = "gave up after " + std::to_string(m.tries) + " tries: " + reason_of(o)});
    return;
  }
  const Millis wait = o.wait.count() > 0 ? o.wait : back_off(rules, m.tries);
  changes.apply(m, MessageEvent::hold_back,
                {.reason = reason_of(o), .not_before = now + wait, .no_try = !tried});
}

// An unknown one has them where we name our submits ourselves (adapters/line_own_ids.h).
bool has_ids(const Outcome& o) {
  return (o.verdict == Verdict::accepted || o.verdict == Verdict::unknown) && !o.carrier_id.empty();
}

MessageEvent late_event(Verdict v) {
  if (v == Verdict::accepted) return MessageEvent::accept;
  return v == Verdict::refused ? MessageEvent::reject_late : MessageEvent::deny;
}

}  // namespace

Result<void> record_outcomes(Database& db, const ClaimedBatch& batch, const std::vector<Outcome>& outcomes,
                             const RetryRules& rules, ReceiptBook& receipts, TimePoint now) {
  MessageChanges changes(db, now);
  std::string results;
  std::string fault;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    const MessageRow& m = batch.rows[i];
    const Outcome& o = outcomes[i];
    results.push_back(static_cast<char>(o.verdict));
    if (o.verdict != Verdict::accepted && fault.empty()) fault = reason_of(o);
    record_one(changes, m, o, rules, now);
    if (o.opted_out) set_opt_out(db, m.person_id, "publicity", true, "carrier:" + o.code, now);
    if (has_ids(o)) receipts.remember(m, o.carrier_id);
  }
  finish_attempt(db, batch.attempt_id, now, results, fault);
  changes.finish("answer");
  for (std::size_t i = 0; i < batch.rows.size(); ++i)
    if (has_ids(outcomes[i]))
      receipts.apply_parked(db, batch.rows[i].carrier_id, outcomes[i].carrier_id, now);
  fault_point("outcome.written");
  return {};
}

bool record_late(Database& db, const std::string& instance, const std::string& batch_key,
                 const std::string& recipient_key, const Outcome& outcome, ReceiptBook& receipts,
                 TimePoint now) {
  const auto attempt = attempt_of(instance, batch_key);
  const auto id = from_base36(recipient_key);
  if (!attempt || !id || outcome.verdict == Verdict::unknown) return false;
  const auto m = find_message(db, *id);
  if (!m || m->state != MessageState::uncertain || m->attempt_id != *attempt) return false;
  MessageChanges changes(db, now);
  const bool accepted = outcome.verdict == Verdict::accepted;
  const std::string why = accepted ? "answered late" : reason_of(outcome);
  const bool changed =
      changes.apply(*m, late_event(outcome.verdict),
                    {.carrier_ref = outcome.carrier_id,
                     .reason = why,
                     .not_before = outcome.verdict == Verdict::not_sent ? now + outcome.wait : TimePoint{}});
  changes.finish("answered late");
  if (accepted && !outcome.carrier_id.empty()) {
    receipts.remember(*m, outcome.carrier_id);
    receipts.apply_parked(db, m->carrier_id, outcome.carrier_id, now);
  }
  return changed;
}

Result<std::int64_t> close_open_attempts(Database& db, TimePoint now) {
  std::vector<Attempt> open;
  each_open_attempt(db, [&](const Attempt& a) { open.push_back(a); });
  MessageChanges changes(db, now);
  std::int64_t lost = 0;
  for (const Attempt& a : open) {
    for (const std::int64_t id : a.items)
      if (const auto m = find_message(db, id);
          m && m->attempt_id == a.id &&
          changes.apply(*m, MessageEvent::lose, {.reason = "the process ended before the answer"}))
        ++lost;
    finish_attempt(db, a.id, now, std::string(a.items.size(), static_cast<char>(Verdict::unknown)),
                   "the process ended before the answer");
  }
  changes.finish("restart");
  return lost;
}

}  // namespace huiyin
