#include "daemon/store/messages.h"

#include <algorithm>
#include <set>

#include "daemon/base/json.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/costs.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

#define MESSAGE_COLUMNS                                                                                   \
  "id, campaign_id, person_id, body_id, state, purpose, lane, tries, not_after, changed_at, attempt_id, " \
  "carrier_id, carrier_ref, extension, reason"

MessageRow read_message(const Row& r) {
  MessageRow m;
  m.id = r.integer(0);
  m.campaign_id = r.integer(1);
  m.person_id = r.integer(2);
  m.body_id = r.integer(3);
  m.state = static_cast<MessageState>(r.integer(4));
  m.purpose = static_cast<Purpose>(r.integer(5));
  m.lane = static_cast<Lane>(r.integer(6));
  m.tries = static_cast<int>(r.integer(7));
  m.not_after = from_ms(r.integer(8));
  m.changed_at = from_ms(r.integer(9));
  m.attempt_id = r.integer(10);
  m.carrier_id = r.integer(11);
  m.carrier_ref = r.text(12);
  m.extension = r.text(13);
  m.reason = r.text(14);
  return m;
}

std::optional<MessageRow> first(Database& db, std::string_view sql, Database::Args args) {
  std::optional<MessageRow> out;
  db.each(sql, args, [&](const Row& r) { out = read_message(r); });
  return out;
}

// The carrier took it, as this change tells for the first time. Refused is not taken.
bool takes(const MessageRow& m, MessageState to, const MessageDetail& d) {
  const bool open = m.state == MessageState::submitting || m.state == MessageState::uncertain;
  const bool given_up = m.state == MessageState::expired && m.reason == kUntoldReason;
  if (!open && !given_up) return false;
  return to == MessageState::accepted || to == MessageState::delivered || to == MessageState::undelivered ||
         (to == MessageState::expired && d.reason != kUntoldReason);
}

Value null_if_zero(std::int64_t v) {
  return v == 0 ? Value(nullptr) : Value(v);
}

}  // namespace

std::optional<std::int64_t> MessageChanges::add(const NewMessage& m) {
  const auto id = db_.integer(
      "INSERT INTO message (campaign_id, person_id, body_id, state, purpose, lane, tries, not_before, "
      "not_after, changed_at, extension) "
      "VALUES ($1, $2, $3, 0, $4, $5, 0, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
      {m.campaign_id, m.person_id, m.body_id, std::int64_t{static_cast<int>(m.purpose)},
       std::int64_t{static_cast<int>(m.lane)}, val(m.not_before), val(m.not_after), val(now_),
       null_if_empty(m.extension)});
  if (id) count(m.campaign_id, MessageState::queued, 1);
  return id;
}

bool MessageChanges::apply(const MessageRow& m, MessageEvent event, const MessageDetail& d) {
  MessageState to{};
  if (!next_state(m.state, event, &to)) return false;
  const std::int64_t changed = db_.run(
      "UPDATE message SET state = $1, changed_at = $2, attempt_id = coalesce($3, attempt_id), carrier_id = "
      "coalesce($4, carrier_id), "
      "carrier_ref = coalesce($5, carrier_ref), reason = coalesce($6, reason), tries = tries + $7, "
      "not_before = coalesce($8, not_before) WHERE id = $9 AND state = $10",
      {std::int64_t{static_cast<int>(to)}, val(now_), null_if_zero(d.attempt_id), null_if_zero(d.carrier_id),
       null_if_empty(d.carrier_ref), null_if_empty(d.reason),
       std::int64_t{(event == MessageEvent::intend ? 1 : 0) - (d.no_try ? 1 : 0)},
       null_if_zero(to_ms(d.not_before)), m.id, std::int64_t{static_cast<int>(m.state)}});
  if (changed == 0) return false;
  count(m.campaign_id, m.state, -1);
  count(m.campaign_id, to, 1);
  if (takes(m, to, d)) charge(m, d);
  return true;
}

void MessageChanges::charge(const MessageRow& m, const MessageDetail& d) {
  const auto [parts, fresh] = parts_.try_emplace(m.body_id, 1);
  if (fresh) parts->second = std::max(1, body_parts(db_, m.body_id));
  const std::int64_t carrier = d.carrier_id != 0 ? d.carrier_id : m.carrier_id;
  ++taken_[{carrier, m.campaign_id, static_cast<int>(m.purpose), parts->second}];
}

void MessageChanges::count(std::int64_t campaign_id, MessageState s, int by) {
  delta_[{campaign_id, static_cast<int>(s)}] += by;
  if (by > 0) reached_[{campaign_id, static_cast<int>(s)}] += by;
}

std::int64_t MessageChanges::reached(MessageState s) const {
  std::int64_t n = 0;
  for (const auto& [key, by] : reached_)
    if (key.second == static_cast<int>(s)) n += by;
  return n;
}

void MessageChanges::finish(std::string_view cause) {
  if (reached_.empty()) return;
  for (const auto& [key, by] : delta_)
    if (by != 0)
      db_.run(
          "INSERT INTO tally (campaign_id, state, n) VALUES ($1, $2, $3) "
          "ON CONFLICT (campaign_id, state) DO UPDATE SET n = tally.n + excluded.n",
          {key.first, std::int64_t{key.second}, by});
  std::map<std::int64_t, std::vector<std::pair<int, std::int64_t>>> by_campaign;
  for (const auto& [key, n] : reached_) by_campaign[key.first].emplace_back(key.second, n);
  for (const auto& [campaign, states] : by_campaign) {
    JsonWriter w;
    w.object().field("cause", cause).field("campaign", campaign).key("reached").object();
    for (const auto& [state, n] : states) w.field(name_of(static_cast<MessageState>(state)), n);
    w.end().end();
    append_event(db_, "message.states", campaign == 0 ? "messages" : "campaign/" + std::to_string(campaign),
                 now_, w.take());
    if (campaign != 0) end_campaign_if_settled(db_, campaign, now_);
  }
  for (const auto& [key, n] : taken_) {
    const auto [carrier, campaign, purpose, parts] = key;
    add_cost(db_, {to_ms(now_) / 3'600'000, carrier, campaign, static_cast<Purpose>(purpose), parts, n});
  }
  delta_.clear();
  reached_.clear();
  taken_.clear();
}

std::optional<MessageRow> find_message(Database& db, std::int64_t id) {
  return first(db, "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = $1", {id});
}

std::optional<MessageRow> find_waiting(Database& db, std::int64_t attempt_id, std::int64_t person_id) {
  return first(db,
               "SELECT " MESSAGE_COLUMNS
               " FROM message WHERE attempt_id = $1 AND person_id = $2 AND state IN (1, 2, 10)",
               {attempt_id, person_id});
}

void each_queued(Database& db, std::int64_t campaign_id, Lane lane, TimePoint now, int limit,
                 const std::function<void(const MessageRow&)>& row) {
  db.each("SELECT " MESSAGE_COLUMNS
          " FROM message WHERE state = 0 AND campaign_id = $1 AND lane = $2 AND not_before <= $3 ORDER BY "
          "not_before, id LIMIT $4",
          {campaign_id, std::int64_t{static_cast<int>(lane)}, val(now), std::int64_t{limit}},
          [&](const Row& r) { row(read_message(r)); });
}

void defer_message(Database& db, std::int64_t id, TimePoint not_before) {
  db.run("UPDATE message SET not_before = $1 WHERE id = $2 AND state = 0", {val(not_before), id});
}

void each_in_state(Database& db, MessageState state, std::int64_t after_id, int limit,
                   const std::function<void(const MessageRow&)>& row) {
  const auto read = [&](const Row& r) { row(read_message(r)); };
  const Database::Args args = {std::int64_t{static_cast<int>(state)}, after_id, std::int64_t{limit}};
  if (state == MessageState::uncertain)
    db.each("SELECT " MESSAGE_COLUMNS
            " FROM message WHERE $1 = 10 AND state = 10 AND +id > $2 ORDER BY +id LIMIT $3",
            args, read);
  else if (is_waiting(state))
    db.each("SELECT " MESSAGE_COLUMNS
            " FROM message WHERE state = $1 AND state IN (1, 2, 10) AND id > $2 ORDER BY id LIMIT $3",
            args, read);
  else
    db.each("SELECT " MESSAGE_COLUMNS " FROM message WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3", args,
            read);
}

StalePlace each_uncertain(Database& db, std::int64_t carrier_id, TimePoint before, StalePlace from, int limit,
                          const std::function<void(const MessageRow&)>& row) {
  StalePlace last;
  int n = 0;
  db.each("SELECT " MESSAGE_COLUMNS
          " FROM message WHERE state = 10 AND carrier_id = $1 AND changed_at < $2 AND (changed_at, id) > "
          "($3, $4) "
          "ORDER BY changed_at, id LIMIT $5",
          {carrier_id, val(before), from.first, from.second, std::int64_t{limit}}, [&](const Row& r) {
            const MessageRow m = read_message(r);
            last = {to_ms(m.changed_at), m.id};
            ++n;
            row(m);
          });
  return n == limit ? last : StalePlace{};
}

StalePlace each_unreceipted(Database& db, std::int64_t carrier_id, TimePoint before, StalePlace from,
                            int limit, const std::function<void(const MessageRow&)>& row) {
  StalePlace last;
  int n = 0;
  db.each("SELECT " MESSAGE_COLUMNS
          " FROM message WHERE state IN (1, 2, 10) AND state = 2 AND carrier_id = $1 AND changed_at < $2 AND "
          "attempt_id <= $3 AND (attempt_id, person_id) > ($4, $5) ORDER BY attempt_id, person_id LIMIT $6",
          {carrier_id, val(before), newest_attempt_before(db, before), from.first, from.second,
           std::int64_t{limit}},
          [&](const Row& r) {
            const MessageRow m = read_message(r);
            last = {m.attempt_id, m.person_id};
            ++n;
            row(m);
          });
  return n == limit ? last : StalePlace{};
}

void each_waiting_ref(Database& db, int limit, const std::function<void(const MessageRow&)>& row) {
  db.each(
      "SELECT " MESSAGE_COLUMNS
      " FROM message WHERE state IN (1, 2, 10) AND carrier_ref IS NOT NULL ORDER BY attempt_id DESC LIMIT $1",
      {std::int64_t{limit}}, [&](const Row& r) { row(read_message(r)); });
}

std::int64_t count_queued(Database& db, std::int64_t campaign_id, Lane lane, TimePoint now) {
  return db
      .integer(
          "SELECT count(*) FROM message WHERE state = 0 AND campaign_id = $1 AND lane = $2 AND not_before <= "
          "$3",
          {campaign_id, std::int64_t{static_cast<int>(lane)}, val(now)})
      .value_or(0);
}

namespace {

// Of the newest attempts that wait; each person once. Looks at a few times `limit` messages at most.
void add_waiting_persons(Database& db, std::int64_t carrier_id, TimePoint since, int limit,
                         std::vector<std::int64_t>* out) {
  std::set<std::int64_t> seen(out->begin(), out->end());
  db.each(
      "SELECT person_id FROM message WHERE state IN (1, 2, 10) AND carrier_id = $1 AND changed_at >= $2 "
      "ORDER BY attempt_id DESC LIMIT $3",
      {carrier_id, val(since), std::int64_t{limit} * 4}, [&](const Row& r) {
        if (static_cast<int>(out->size()) < limit && seen.insert(r.integer(0)).second)
          out->push_back(r.integer(0));
      });
}

}  // namespace

std::vector<std::int64_t> persons_without_receipt(Database& db, std::int64_t carrier_id, TimePoint since,
                                                  int limit) {
  std::vector<std::int64_t> out;
  add_waiting_persons(db, carrier_id, since, limit, &out);
  return out;
}

std::vector<std::int64_t> persons_who_may_answer(Database& db, std::int64_t carrier_id, TimePoint since,
                                                 int limit) {
  std::vector<std::int64_t> out;
  db.each("SELECT DISTINCT person_id FROM followup WHERE state = 1 LIMIT $1", {std::int64_t{limit}},
          [&](const Row& r) { out.push_back(r.integer(0)); });
  add_waiting_persons(db, carrier_id, since, limit, &out);
  return out;
}

std::map<MessageState, std::int64_t> tally_of(Database& db, std::int64_t campaign_id) {
  std::map<MessageState, std::int64_t> out;
  db.each("SELECT state, n FROM tally WHERE campaign_id = $1", {campaign_id},
          [&](const Row& r) { out[static_cast<MessageState>(r.integer(0))] = r.integer(1); });
  return out;
}

std::map<MessageState, std::int64_t> tally_of_all(Database& db) {
  std::map<MessageState, std::int64_t> out;
  db.each("SELECT state, sum(n) FROM tally GROUP BY state", {},
          [&](const Row& r) { out[static_cast<MessageState>(r.integer(0))] = r.integer(1); });
  return out;
}

std::int64_t body_id(Database& db, std::string_view hash, std::string_view content_sealed, int parts) {
  if (const auto id = db.integer("SELECT id FROM body WHERE hash = $1", {Blob{hash}})) return *id;
  return db.insert("INSERT INTO body (hash, content_sealed, parts) VALUES ($1, $2, $3) RETURNING id",
                   {Blob{hash}, Blob{content_sealed}, std::int64_t{parts}});
}

int body_parts(Database& db, std::int64_t id) {
  return static_cast<int>(db.integer("SELECT parts FROM body WHERE id = $1", {id}).value_or(0));
}

std::optional<std::string> sealed_body(Database& db, std::int64_t id) {
  return db.text("SELECT content_sealed FROM body WHERE id = $1", {id});
}

}  // namespace huiyin
