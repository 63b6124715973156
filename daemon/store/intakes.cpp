#include "daemon/store/intakes.h"

#include <array>
#include <cstdio>

namespace huiyin {
namespace {

#define INTAKE_COLUMNS \
  "id, public_id, channel, received_at, carrier_id, person_id, raw_id, content_sealed, masked, reading"

IntakeRow read_intake(const Row& r) {
  return {r.integer(0), r.text(1), r.text(2), from_ms(r.integer(3)), r.integer(4), r.integer(5), r.integer(6),
          r.blob(7),    r.text(8), r.text(9)};
}

}  // namespace

std::string next_intake_id(Database& db, const std::string& day) {
  const std::int64_t n = db.insert(
      "INSERT INTO intake_number (day, last) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET last = "
      "intake_number.last + 1 RETURNING last",
      {std::string_view(day)});
  std::array<char, 32> number{};
  std::snprintf(number.data(), number.size(), "%06lld", static_cast<long long>(n));
  return "IN-" + day + "-" + number.data();
}

std::int64_t add_intake(Database& db, const IntakeRow& row) {
  return db.insert(
      "INSERT INTO intake (public_id, channel, received_at, carrier_id, person_id, raw_id, content_sealed, "
      "masked, reading) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
      {std::string_view(row.public_id), std::string_view(row.channel), val(row.received_at), row.carrier_id,
       row.person_id == 0 ? Value(nullptr) : Value(row.person_id), row.raw_id, Blob{row.content_sealed},
       std::string_view(row.masked), std::string_view(row.reading)});
}

std::optional<IntakeRow> find_intake(Database& db, std::string_view public_id) {
  std::optional<IntakeRow> out;
  db.each("SELECT " INTAKE_COLUMNS " FROM intake WHERE public_id = $1", {public_id},
          [&](const Row& r) { out = read_intake(r); });
  return out;
}

std::optional<IntakeRow> intake_by_row(Database& db, std::int64_t id) {
  std::optional<IntakeRow> out;
  db.each("SELECT " INTAKE_COLUMNS " FROM intake WHERE id = $1", {id},
          [&](const Row& r) { out = read_intake(r); });
  return out;
}

void list_intakes(Database& db, std::int64_t before_id, int limit,
                  const std::function<void(const IntakeRow&)>& row) {
  db.each("SELECT " INTAKE_COLUMNS " FROM intake WHERE id < $1 ORDER BY id DESC LIMIT $2",
          {before_id == 0 ? std::int64_t{1} << 62 : before_id, std::int64_t{limit}},
          [&](const Row& r) { row(read_intake(r)); });
}

std::int64_t intake_count(Database& db) {
  return db.integer("SELECT count(*) FROM intake").value_or(0);
}

std::string public_id_of(Database& db, std::int64_t id) {
  return db.text("SELECT public_id FROM intake WHERE id = $1", {id}).value_or("");
}

std::optional<IntakeRow> newest_intake_of(Database& db, std::int64_t person_id, std::string_view ending) {
  std::optional<IntakeRow> out;
  const std::string pattern = "%" + std::string(ending);
  db.each(
      "SELECT " INTAKE_COLUMNS
      " FROM intake WHERE person_id = $1 AND public_id LIKE $2 ORDER BY received_at DESC, id DESC LIMIT 1",
      {person_id, std::string_view(pattern)}, [&](const Row& r) { out = read_intake(r); });
  return out;
}

}  // namespace huiyin
