#include "daemon/outbound/receipts.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/outbound/keys.h"
#include "daemon/people/directory.h"
#include "daemon/store/holds.h"
#include "daemon/store/journal.h"
#include "daemon/store/persons.h"
#include "daemon/store/stories.h"

namespace huiyin {
namespace {

constexpr int kRefsLearnt = 200'000;  // at start; the others are found by their persons

// person_id 0: whoever has it.
std::uint64_t ref_hash(std::int64_t carrier_id, std::string_view ref, std::int64_t person_id = 0) {
  return hash64(std::to_string(carrier_id) + " " + std::to_string(person_id) + " " + std::string(ref));
}

MessageEvent event_of(ReceiptState s) {
  switch (s) {
    case ReceiptState::delivered:
      return MessageEvent::deliver;
    case ReceiptState::undelivered:
      return MessageEvent::fail;
    case ReceiptState::expired:
      return MessageEvent::expire;
    case ReceiptState::rejected:
      return MessageEvent::reject_late;
    case ReceiptState::enroute:
      return MessageEvent::accept;
  }
  return MessageEvent::accept;
}

}  // namespace

void ReceiptBook::load(Database& db) {
  each_waiting_ref(db, kRefsLearnt, [&](const MessageRow& m) { remember(m, m.carrier_ref); });
  any_parked_ = parked_count(db) > 0;
}

std::vector<std::string> ReceiptBook::keys_of(std::int64_t carrier_id, std::string_view carrier_ref) const {
  const auto key = keys_.find(carrier_id);
  if (key == keys_.end()) return {std::string(carrier_ref)};
  std::vector<std::string> out;
  for (const std::string_view id : split(carrier_ref, ' '))
    if (!id.empty()) out.push_back(key->second(id));
  return out;
}

bool ReceiptBook::names(const MessageRow& m, const std::string& key) const {
  const auto keys = keys_of(m.carrier_id, m.carrier_ref);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Most carriers name each message; some name the whole batch (BizId, msgGroup), and then the person decides.
void ReceiptBook::remember(const MessageRow& m, std::string_view carrier_ref) {
  for (const std::string& key : keys_of(m.carrier_id, carrier_ref)) {
    const std::uint64_t any = ref_hash(m.carrier_id, key);
    const KnownRefs::Holder* first = by_ref_.find(any);
    if (first == nullptr)
      by_ref_.put(any, {m.id, m.person_id});
    else if (first->message != m.id)
      by_ref_.put(ref_hash(m.carrier_id, key, m.person_id), {m.id, m.person_id});
  }
}

const KnownRefs::Holder* ReceiptBook::known(std::int64_t carrier_id, std::string_view carrier_ref,
                                            std::int64_t person_id) const {
  if (carrier_ref.empty()) return nullptr;
  if (person_id != 0)
    if (const auto* own = by_ref_.find(ref_hash(carrier_id, carrier_ref, person_id))) return own;
  const auto* any = by_ref_.find(ref_hash(carrier_id, carrier_ref));
  return any == nullptr || (person_id != 0 && any->person != person_id) ? nullptr : any;
}

std::optional<MessageRow> ReceiptBook::of_person(Database& db, std::int64_t carrier_id,
                                                 const std::string& key, std::int64_t person_id) const {
  if (key.empty() || person_id == 0) return std::nullopt;
  for (MessageRow& m : messages_of_person(db, person_id))
    if (m.carrier_id == carrier_id && names(m, key)) return std::move(m);
  return std::nullopt;
}

bool ReceiptBook::belongs_to_another(Database& db, const MessageRow& m, std::string_view carrier_ref) const {
  if (m.carrier_ref == carrier_ref) return false;
  if (const auto* holder = known(m.carrier_id, carrier_ref, m.person_id)) return holder->message != m.id;
  const auto holder = of_person(db, m.carrier_id, std::string(carrier_ref), m.person_id);
  return holder && holder->id != m.id;
}

bool ReceiptBook::apply(MessageChanges& changes, const MessageRow& m, const Receipt& r) {
  const bool good = r.state == ReceiptState::delivered || r.state == ReceiptState::enroute;
  const std::string reason = good ? std::string() : (r.code.empty() ? r.words : r.code).substr(0, 120);
  // What stands there is as the answer had it, which is what inquiries need.
  const std::string ref = m.carrier_ref.empty() ? r.carrier_id : std::string();
  return changes.apply(m, event_of(r.state), {.carrier_ref = ref, .reason = reason});
}

// The first part that fails decides for a long message; it is delivered when every part is. Receipts of parts
// are parked until then, so that they outlive us.
void ReceiptBook::settle(Database& db, MessageChanges& changes, const MessageRow& m, const Receipt& r,
                         TimePoint now) {
  const bool of_a_part = r.state == ReceiptState::delivered && is_waiting(m.state) &&
                         keys_of(m.carrier_id, m.carrier_ref).size() > 1;
  if (of_a_part && !whole(db, m, r, now)) return;
  ++(apply(changes, m, r) ? counters_.settled : counters_.repeated);
}

bool ReceiptBook::whole(Database& db, const MessageRow& m, const Receipt& r, TimePoint now) {
  const auto keys = keys_of(m.carrier_id, m.carrier_ref);
  const bool all = std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return key == r.carrier_id || is_parked(db, m.carrier_id, key);
  });
  if (all) {
    for (const std::string& key : keys) take_parked(db, m.carrier_id, key);
    return true;
  }
  if (is_parked(db, m.carrier_id, r.carrier_id)) return false;  // told twice
  park_receipt(db, {0, m.carrier_id, r.carrier_id, 0, m.person_id, static_cast<int>(r.state), r.code, r.at},
               now);
  any_parked_ = true;
  return false;
}

bool ReceiptBook::partly_delivered(Database& db, const MessageRow& m) {
  const auto keys = keys_of(m.carrier_id, m.carrier_ref);
  bool some = false;
  if (keys.size() > 1)
    for (const std::string& key : keys)
      for (const ParkedReceipt& p : take_parked(db, m.carrier_id, key))
        some = some || static_cast<ReceiptState>(p.state) == ReceiptState::delivered;
  return some;
}

std::optional<MessageRow> ReceiptBook::find(Database& db, std::int64_t carrier_id, const Receipt& r) {
  const auto attempt = attempt_of(instance_, r.batch_key);
  const auto person = r.e164.empty() ? std::nullopt : known_person(db, vault_, r.e164);
  if (attempt && person)
    if (auto m = find_waiting(db, *attempt, *person)) return m;
  if (const auto* holder = known(carrier_id, r.carrier_id, person.value_or(0)))
    if (auto m = find_message(db, holder->message); m && names(*m, r.carrier_id)) return m;
  if (person)
    if (auto m = find_by_own_id(db, carrier_id, r, *person)) return m;
  if (attempt && person)
    if (auto m = find_ended(db, r, *person)) return m;
  return of_person(db, carrier_id, r.carrier_id, person.value_or(0));
}

// The newest attempt with that remainder, if we were killed before the answer to it: otherwise its message is
// found by the ids that the answer, or its absence, left there.
std::optional<MessageRow> ReceiptBook::find_by_own_id(Database& db, std::int64_t carrier_id, const Receipt& r,
                                                      std::int64_t person_id) const {
  const auto rule = own_ids_.find(carrier_id);
  if (rule == own_ids_.end()) return std::nullopt;
  const auto low = rule->second.attempt(r.carrier_id);
  if (!low) return std::nullopt;
  const std::int64_t newest = newest_attempt(db), span = rule->second.span;
  const std::int64_t attempt = newest - ((newest - static_cast<std::int64_t>(*low)) % span + span) % span;
  auto m = attempt > 0 ? find_waiting(db, attempt, person_id) : std::nullopt;
  if (!m || m->carrier_id != carrier_id || m->state != MessageState::uncertain || !m->carrier_ref.empty())
    return std::nullopt;
  return m;
}

// Late or repeated: the message waits no more, so only its attempt's list still leads to it.
std::optional<MessageRow> ReceiptBook::find_ended(Database& db, const Receipt& r, std::int64_t person_id) {
  const auto attempt = find_attempt(db, *attempt_of(instance_, r.batch_key));
  if (!attempt) return std::nullopt;
  for (const std::int64_t id : attempt->items)
    if (auto m = find_message(db, id); m && m->person_id == person_id) return m;
  return std::nullopt;
}

// A receipt for an intent that this ledger never wrote, under our own name: another copy of it has sent.
void ReceiptBook::doubt_ledger(Database& db, std::int64_t carrier_id, const Receipt& r, TimePoint now) {
  const auto attempt = attempt_of(instance_, r.batch_key);
  if (!attempt || *attempt <= newest_attempt(db)) return;
  const std::string why =
      "a receipt came for an intent that this ledger does not know: it was restored, or a copy sends too";
  if (!set_hold(db, {"restored", now, "carrier/" + std::to_string(carrier_id), why, {}})) return;
  if (brake_ != nullptr) brake_->pull();
  JsonWriter w;
  append_event(db, "outbound.frozen", "outbound", now, w.object().field("reason", why).end().take());
}

void ReceiptBook::park(Database& db, std::int64_t carrier_id, const Receipt& r, TimePoint now) {
  const auto person = r.e164.empty() ? std::nullopt : known_person(db, vault_, r.e164);
  const ParkedReceipt parked{0,
                             carrier_id,
                             r.carrier_id,
                             attempt_of(instance_, r.batch_key).value_or(0),
                             person.value_or(0),
                             static_cast<int>(r.state),
                             r.code,
                             r.at};
  if (is_parked(db, parked)) {
    ++counters_.repeated;
    return;
  }
  park_receipt(db, parked, now);
  any_parked_ = true;
  ++counters_.parked;
}

void ReceiptBook::take(Database& db, std::int64_t carrier_id, const std::vector<Receipt>& receipts,
                       TimePoint now) {
  MessageChanges changes(db, now);
  for (const Receipt& r : receipts) {
    const auto m = find(db, carrier_id, r);
    if (!m) {
      doubt_ledger(db, carrier_id, r, now);
      park(db, carrier_id, r, now);
      continue;
    }
    if (r.opted_out) set_opt_out(db, m->person_id, "publicity", true, "carrier:" + r.code, now);
    settle(db, changes, *m, r, now);
  }
  changes.finish("receipts");
  if (!receipts.empty()) fault_point("receipts.taken");
}

void ReceiptBook::apply_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref,
                               TimePoint now) {
  if (!any_parked_ || carrier_ref.empty()) return;
  std::vector<ParkedReceipt> parked;
  for (const std::string& key : keys_of(carrier_id, carrier_ref))
    for (ParkedReceipt& p : take_parked(db, carrier_id, key)) parked.push_back(std::move(p));
  for (const ParkedReceipt& p : parked) {
    Receipt r;
    r.carrier_id = p.carrier_ref;
    r.state = static_cast<ReceiptState>(p.state);
    r.code = p.code;
    r.at = p.at;
    MessageChanges changes(db, now);
    const auto* holder = known(carrier_id, p.carrier_ref, p.person_id);
    if (holder == nullptr) continue;
    if (const auto m = find_message(db, holder->message)) settle(db, changes, *m, r, now);
    changes.finish("receipts");
  }
}

}  // namespace huiyin
