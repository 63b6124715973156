#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

#define RAW_COLUMNS "id, carrier_id, kind, received_at, payload_sealed, state, times, error"

RawInbound read_raw(const Row& r) {
  return {r.integer(0),          r.integer(1), r.text(2),
          from_ms(r.integer(3)), r.blob(4),    static_cast<RawState>(r.integer(5)),
          r.integer(6),          r.text(7)};
}

std::int64_t number(RawState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::int64_t keep_raw(Database& db, const RawInbound& raw, std::string_view hash, Millis same_within,
                      bool* fresh) {
  *fresh = true;
  if (same_within.count() > 0) {
    const auto before = db.integer(
        "SELECT id FROM raw_inbound WHERE hash = $1 AND received_at >= $2 AND carrier_id = $3 AND kind = $4",
        {Blob{hash}, val(raw.received_at - same_within), raw.carrier_id, std::string_view(raw.kind)});
    if (before) {
      *fresh = false;
      db.run("UPDATE raw_inbound SET times = times + 1 WHERE id = $1", {*before});
      return *before;
    }
  }
  return db.insert(
      "INSERT INTO raw_inbound (carrier_id, kind, received_at, hash, payload_sealed, state, times) VALUES "
      "($1, $2, $3, $4, $5, 0, 1) RETURNING id",
      {raw.carrier_id, std::string_view(raw.kind), val(raw.received_at), Blob{hash},
       Blob{raw.payload_sealed}});
}

void each_unread(Database& db, std::int64_t after_id, int limit,
                 const std::function<void(const RawInbound&)>& raw) {
  db.each("SELECT " RAW_COLUMNS " FROM raw_inbound WHERE state = 0 AND id > $1 ORDER BY id LIMIT $2",
          {after_id, std::int64_t{limit}}, [&](const Row& r) { raw(read_raw(r)); });
}

std::optional<RawInbound> find_raw(Database& db, std::int64_t id) {
  std::optional<RawInbound> out;
  db.each("SELECT " RAW_COLUMNS " FROM raw_inbound WHERE id = $1", {id},
          [&](const Row& r) { out = read_raw(r); });
  return out;
}

bool move_raw(Database& db, std::int64_t id, RawState from, RawState to, std::string_view error) {
  return db.run("UPDATE raw_inbound SET state = $1, error = $2 WHERE id = $3 AND state = $4",
                {number(to), null_if_empty(error), id, number(from)}) > 0;
}

void each_dead(Database& db, int limit, const std::function<void(const RawInbound&)>& raw) {
  db.each("SELECT " RAW_COLUMNS " FROM raw_inbound WHERE state = 2 ORDER BY id DESC LIMIT $1",
          {std::int64_t{limit}}, [&](const Row& r) { raw(read_raw(r)); });
}

std::int64_t count_raw(Database& db, RawState state) {
  // Written out for each state, so that the partial indexes are used.
  const char* sql = state == RawState::unread ? "SELECT count(*) FROM raw_inbound WHERE state = 0"
                    : state == RawState::dead ? "SELECT count(*) FROM raw_inbound WHERE state = 2"
                                              : "SELECT count(*) FROM raw_inbound WHERE state = 1";
  return db.integer(sql).value_or(0);
}

std::string pull_cursor(Database& db, std::int64_t carrier_id, std::string_view plan) {
  return db.text("SELECT value FROM pull_cursor WHERE carrier_id = $1 AND plan = $2", {carrier_id, plan})
      .value_or("");
}

void save_cursor(Database& db, std::int64_t carrier_id, std::string_view plan, std::string_view value) {
  db.run(
      "INSERT INTO pull_cursor (carrier_id, plan, value) VALUES ($1, $2, $3) "
      "ON CONFLICT (carrier_id, plan) DO UPDATE SET value = excluded.value",
      {carrier_id, plan, value});
}

bool first_time(Database& db, std::string_view key, std::int64_t raw_id) {
  if (db.run("INSERT INTO inbound_key (key, raw_id, times) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING",
             {Blob{key}, raw_id}) > 0)
    return true;
  db.run("UPDATE inbound_key SET times = times + 1 WHERE key = $1", {Blob{key}});
  return false;
}

std::int64_t times_handed_over(Database& db, std::int64_t raw_id) {
  const auto payload = db.integer("SELECT times FROM raw_inbound WHERE id = $1", {raw_id});
  if (!payload) return 0;
  const auto message =
      db.integer("SELECT max(times) FROM inbound_key WHERE raw_id = $1 AND times > 1", {raw_id});
  return *payload + message.value_or(1) - 1;
}

std::int64_t carrier_number(Database& db, std::string_view account) {
  if (const auto id = db.integer("SELECT id FROM carrier WHERE name = $1", {account})) return *id;
  return db.insert("INSERT INTO carrier (name) VALUES ($1) RETURNING id", {account});
}

std::string carrier_name(Database& db, std::int64_t id) {
  return db.text("SELECT name FROM carrier WHERE id = $1", {id}).value_or("");
}

std::string meta(Database& db, std::string_view key) {
  return db.text("SELECT value FROM meta WHERE key = $1", {key}).value_or("");
}

void set_meta(Database& db, std::string_view key, std::string_view value) {
  db.run(
      "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      {key, value});
}

}  // namespace huiyin
