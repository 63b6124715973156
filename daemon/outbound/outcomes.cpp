#include "daemon/outbound/outcomes.h"

#include <algorithm>

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
      changes.apply(m, MessageEvent::lose, {.reason = reason_of(o)});
      return;
    case Verdict::not_sent:
      break;
  }
  if (m.tries >= rules.max_tries) {
    changes.apply(m, MessageEvent::refuse,
                  {.reason = "gave up after " + std::to_string(m.tries) + " tries: " + reason_of(o)});
    return;
  }
  const Millis wait = o.wait.count() > 0 ? o.wait : back_off(rules, m.tries);
  changes.apply(m, MessageEvent::hold_back, {.reason = reason_of(o), .not_before = now + wait});
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
    if (o.verdict == Verdict::accepted && !o.carrier_id.empty())
      receipts.remember(m, o.carrier_id);
  }
  finish_attempt(db, batch.attempt_id, now, results, fault);
  changes.finish("answer");
  for (std::size_t i = 0; i < batch.rows.size(); ++i)
    if (outcomes[i].verdict == Verdict::accepted)
      receipts.apply_parked(db, batch.rows[i].carrier_id, outcomes[i].carrier_id, now);
  return {};
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
