#include "daemon/store/messages.h"

namespace huiyin {
namespace {

std::string pack(const std::vector<std::int64_t>& ids) {
  std::string out;
  out.reserve(ids.size() * 8);
  for (const std::int64_t id : ids)
    for (int shift = 56; shift >= 0; shift -= 8)
      out.push_back(static_cast<char>((static_cast<std::uint64_t>(id) >> shift) & 0xff));
  return out;
}

std::vector<std::int64_t> unpack(const std::string& bytes) {
  std::vector<std::int64_t> ids(bytes.size() / 8);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::uint64_t id = 0;
    for (std::size_t b = 0; b < 8; ++b) id = id << 8 | static_cast<unsigned char>(bytes[i * 8 + b]);
    ids[i] = static_cast<std::int64_t>(id);
  }
  return ids;
}

#define ATTEMPT_COLUMNS "id, carrier_id, epoch, intent_at, items, done_at, results"

Attempt read_attempt(const Row& r) {
  Attempt a;
  a.id = r.integer(0);
  a.carrier_id = r.integer(1);
  a.epoch = r.integer(2);
  a.intent_at = from_ms(r.integer(3));
  a.items = unpack(r.blob(4));
  if (!r.is_null(5)) a.done_at = from_ms(r.integer(5));
  a.results = r.blob(6);
  return a;
}

}  // namespace

std::int64_t add_attempt(Database& db, std::int64_t carrier_id, std::int64_t epoch, TimePoint now,
                         const std::vector<std::int64_t>& items) {
  const std::string packed = pack(items);
  return db.insert(
      "INSERT INTO attempt (carrier_id, epoch, intent_at, items) VALUES ($1, $2, $3, $4) RETURNING id",
      {carrier_id, epoch, val(now), Blob{packed}});
}

void finish_attempt(Database& db, std::int64_t id, TimePoint now, std::string_view results,
                    std::string_view fault) {
  db.run("UPDATE attempt SET done_at = $1, results = $2, fault = $3 WHERE id = $4",
         {val(now), Blob{results}, null_if_empty(fault), id});
}

std::optional<Attempt> find_attempt(Database& db, std::int64_t id) {
  std::optional<Attempt> out;
  db.each("SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE id = $1", {id},
          [&](const Row& r) { out = read_attempt(r); });
  return out;
}

void each_open_attempt(Database& db, const std::function<void(const Attempt&)>& attempt) {
  db.each("SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE done_at IS NULL ORDER BY id", {},
          [&](const Row& r) { attempt(read_attempt(r)); });
}

void each_attempt(Database& db, const std::function<void(const Attempt&)>& attempt) {
  db.each("SELECT " ATTEMPT_COLUMNS " FROM attempt ORDER BY id", {},
          [&](const Row& r) { attempt(read_attempt(r)); });
}

std::int64_t newest_attempt(Database& db) {
  return db.integer("SELECT max(id) FROM attempt").value_or(0);
}

std::int64_t newest_attempt_before(Database& db, TimePoint t) {
  std::int64_t low = 0, high = newest_attempt(db);
  while (low < high) {
    const std::int64_t mid = low + (high - low + 1) / 2;
    const auto intent =
        db.integer("SELECT intent_at FROM attempt WHERE id <= $1 ORDER BY id DESC LIMIT 1", {mid});
    if (!intent || *intent < to_ms(t))
      low = mid;
    else
      high = mid - 1;
  }
  return low;
}

void skip_attempt_ids(Database& db, std::int64_t by, TimePoint now) {
  db.run(
      "INSERT INTO attempt (id, carrier_id, epoch, intent_at, items, done_at, results, fault) "
      "VALUES ($1, 0, 0, $2, $3, $4, $5, 'ids skipped')",
      {newest_attempt(db) + by, val(now), Blob{""}, val(now), Blob{""}});
}

void park_receipt(Database& db, const ParkedReceipt& r, TimePoint now) {
  db.run(
      "INSERT INTO receipt_parked (carrier_id, carrier_ref, attempt_id, person_id, state, code, at, "
      "parked_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {r.carrier_id, std::string_view(r.carrier_ref), r.attempt_id, r.person_id, std::int64_t{r.state},
       std::string_view(r.code), val(r.at), val(now)});
}

std::vector<ParkedReceipt> take_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref) {
  std::vector<ParkedReceipt> out;
  db.each(
      "DELETE FROM receipt_parked WHERE carrier_id = $1 AND carrier_ref = $2 "
      "RETURNING id, carrier_id, carrier_ref, attempt_id, person_id, state, code, at",
      {carrier_id, carrier_ref}, [&](const Row& r) {
        out.push_back({r.integer(0), r.integer(1), r.text(2), r.integer(3), r.integer(4),
                       static_cast<int>(r.integer(5)), r.text(6), from_ms(r.integer(7))});
      });
  return out;
}

bool is_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref) {
  return db
      .integer("SELECT 1 FROM receipt_parked WHERE carrier_id = $1 AND carrier_ref = $2 LIMIT 1",
               {carrier_id, carrier_ref})
      .has_value();
}

bool is_parked(Database& db, const ParkedReceipt& r) {
  return db
      .integer(
          "SELECT 1 FROM receipt_parked WHERE carrier_id = $1 AND carrier_ref = $2 AND state = $3 AND "
          "attempt_id = $4 AND person_id = $5 LIMIT 1",
          {r.carrier_id, std::string_view(r.carrier_ref), std::int64_t{r.state}, r.attempt_id, r.person_id})
      .has_value();
}

std::int64_t forget_parked(Database& db, TimePoint before, int limit) {
  return db.run(
      "DELETE FROM receipt_parked WHERE id IN (SELECT id FROM receipt_parked WHERE parked_at < $1 LIMIT $2)",
      {val(before), std::int64_t{limit}});
}

std::int64_t parked_count(Database& db) {
  return db.integer("SELECT count(*) FROM receipt_parked").value_or(0);
}

}  // namespace huiyin
