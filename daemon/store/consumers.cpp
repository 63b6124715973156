#include "daemon/store/consumers.h"

#include <algorithm>

#include "daemon/store/word_list.h"

namespace huiyin {
namespace {

#define CONSUMER_COLUMNS "name, topics, acked, handed, token, owner, at"
#define DEAD_COLUMNS "seq, id, type, subject, time, data, reason, state, times, at"

Consumer read_consumer(const Row& r) {
  return {r.text(0),    words_of(r.text(1)), r.integer(2),         r.integer(3),
          r.integer(4), r.text(5),           from_ms(r.integer(6))};
}

DeadEvent read_dead(const Row& r) {
  return {{r.integer(0), r.text(1), r.text(2), r.text(3), from_ms(r.integer(4)), r.text(5)},
          r.text(6),
          static_cast<DeadState>(r.integer(7)),
          r.integer(8),
          from_ms(r.integer(9))};
}

std::int64_t number(DeadState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::optional<Consumer> find_consumer(Database& db, std::string_view name) {
  std::optional<Consumer> out;
  db.each("SELECT " CONSUMER_COLUMNS " FROM consumer WHERE name = $1", {name},
          [&](const Row& r) { out = read_consumer(r); });
  return out;
}

std::vector<Consumer> list_consumers(Database& db) {
  std::vector<Consumer> out;
  db.each("SELECT " CONSUMER_COLUMNS " FROM consumer ORDER BY name", {},
          [&](const Row& r) { out.push_back(read_consumer(r)); });
  return out;
}

Result<Consumer> attach_consumer(Database& db, std::string_view name, std::string_view owner,
                                 const std::vector<std::string>& topics, std::int64_t start, TimePoint now) {
  const auto known = find_consumer(db, name);
  if (known && known->owner != owner)
    return fail(Errc::forbidden, "is another client's consumer", "/consumer");
  const std::string list = word_list(topics);
  db.run(
      "INSERT INTO consumer (name, topics, acked, handed, token, owner, at) VALUES ($1, $2, $3, $4, 1, $5, "
      "$6) "
      "ON CONFLICT (name) DO UPDATE SET topics = excluded.topics, token = consumer.token + 1, at = "
      "excluded.at",
      {name, std::string_view(list), start, start, owner, val(now)});
  return *find_consumer(db, name);
}

Result<Consumer> held_consumer(Database& db, std::string_view name, std::string_view owner,
                               std::int64_t token) {
  auto c = find_consumer(db, name);
  if (!c) return fail(Errc::not_found, "attach first: there is no such consumer", "/consumer");
  if (c->owner != owner) return fail(Errc::forbidden, "is another client's consumer", "/consumer");
  if (c->token != token)
    return fail(Errc::conflict, "another process has attached since: it holds the consumer now", "/token");
  return std::move(*c);
}

void move_consumer(Database& db, std::string_view name, std::int64_t acked, std::int64_t handed,
                   TimePoint now) {
  const std::int64_t known = std::max(acked, handed);
  db.run("UPDATE consumer SET acked = $1, at = $2 WHERE name = $3 AND acked < $4",
         {acked, val(now), name, acked});
  db.run("UPDATE consumer SET handed = $1, at = $2 WHERE name = $3 AND handed < $4",
         {known, val(now), name, known});
}

bool remove_consumer(Database& db, std::string_view name) {
  db.run("DELETE FROM consumer_dead WHERE consumer = $1", {name});
  return db.run("DELETE FROM consumer WHERE name = $1", {name}) > 0;
}

void put_aside(Database& db, std::string_view consumer, const Event& e, std::string_view reason,
               TimePoint now) {
  db.run(
      "INSERT INTO consumer_dead (consumer, seq, id, type, subject, time, data, reason, state, times, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1, $9) ON CONFLICT (consumer, seq) DO UPDATE SET "
      "reason = excluded.reason, state = 0, times = consumer_dead.times + 1, at = excluded.at",
      {consumer, e.seq, std::string_view(e.id), std::string_view(e.type), std::string_view(e.subject),
       val(e.time), std::string_view(e.data), reason, val(now)});
}

bool move_dead(Database& db, std::string_view consumer, std::int64_t seq, DeadState from, DeadState to) {
  return db.run("UPDATE consumer_dead SET state = $1 WHERE consumer = $2 AND seq = $3 AND state = $4",
                {number(to), consumer, seq, number(from)}) > 0;
}

bool remove_dead(Database& db, std::string_view consumer, std::int64_t seq) {
  return db.run("DELETE FROM consumer_dead WHERE consumer = $1 AND seq = $2", {consumer, seq}) > 0;
}

void each_dead_event(Database& db, std::string_view consumer, std::int64_t after, int limit,
                     const std::function<void(const DeadEvent&)>& dead) {
  db.each("SELECT " DEAD_COLUMNS " FROM consumer_dead WHERE consumer = $1 AND seq > $2 ORDER BY seq LIMIT $3",
          {consumer, after, std::int64_t{limit}}, [&](const Row& r) { dead(read_dead(r)); });
}

void each_again(Database& db, std::string_view consumer, int limit,
                const std::function<void(const DeadEvent&)>& dead) {
  db.each("SELECT " DEAD_COLUMNS
          " FROM consumer_dead WHERE consumer = $1 AND state = 1 ORDER BY seq LIMIT $2",
          {consumer, std::int64_t{limit}}, [&](const Row& r) { dead(read_dead(r)); });
}

std::optional<Event> dead_event(Database& db, std::string_view consumer, std::int64_t seq) {
  std::optional<Event> out;
  db.each("SELECT " DEAD_COLUMNS " FROM consumer_dead WHERE consumer = $1 AND seq = $2", {consumer, seq},
          [&](const Row& r) { out = read_dead(r).event; });
  return out;
}

std::int64_t count_dead(Database& db, std::string_view consumer) {
  return db.integer("SELECT count(*) FROM consumer_dead WHERE consumer = $1", {consumer}).value_or(0);
}

}  // namespace huiyin
