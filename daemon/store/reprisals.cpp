#include "daemon/store/reprisals.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

#define REPRISAL_COLUMNS                                                                            \
  "r.id, r.intake_id, i.public_id, r.raised_at, r.why, r.told, r.next_at, r.taken_at, r.taken_by, " \
  "r.note FROM reprisal r JOIN intake i ON i.id = r.intake_id "

std::optional<TimePoint> time_or_none(const Row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional<TimePoint>(from_ms(r.integer(column)));
}

Value value_or_null(const std::optional<TimePoint>& at) {
  return at ? val(*at) : Value(nullptr);
}

std::vector<Reprisal> reprisals(Database& db, std::string_view sql, Database::Args args) {
  std::vector<Reprisal> out;
  db.each(sql, args, [&](const Row& row) {
    Reprisal r;
    r.id = row.integer(0);
    r.intake_id = row.integer(1);
    r.public_id = row.text(2);
    r.raised_at = from_ms(row.integer(3));
    r.why = row.text(4);
    r.told = static_cast<int>(row.integer(5));
    r.next_at = time_or_none(row, 6);
    r.taken_at = time_or_none(row, 7);
    r.taken_by = row.text(8);
    r.note = row.text(9);
    out.push_back(std::move(r));
  });
  return out;
}

}  // namespace

std::vector<Guardian> guardian_list(Database& db) {
  std::vector<Guardian> out;
  db.each("SELECT name, units, person_id FROM guardian ORDER BY id", {}, [&](const Row& r) {
    Guardian g{r.text(0), {}, r.integer(2)};
    const std::string units = r.text(1);
    for (const std::string_view unit : split(units, '\n'))
      if (!unit.empty()) g.units.emplace_back(unit);
    out.push_back(std::move(g));
  });
  return out;
}

void set_guardian_list(Database& db, const std::vector<Guardian>& list) {
  db.run("DELETE FROM guardian");
  for (const Guardian& g : list) {
    std::string units;
    for (const std::string& unit : g.units) units.append(unit).push_back('\n');
    db.run("INSERT INTO guardian (name, units, person_id) VALUES ($1, $2, $3)",
           {std::string_view(g.name), std::string_view(units), g.person_id});
  }
}

std::int64_t add_reprisal(Database& db, const Reprisal& r) {
  return db.insert(
      "INSERT INTO reprisal (intake_id, raised_at, why, told, next_at) VALUES ($1, $2, $3, $4, $5) "
      "RETURNING id",
      {r.intake_id, val(r.raised_at), std::string_view(r.why), std::int64_t{r.told},
       value_or_null(r.next_at)});
}

void save_reprisal(Database& db, const Reprisal& r) {
  db.run("UPDATE reprisal SET told = $1, next_at = $2, taken_at = $3, taken_by = $4, note = $5 WHERE id = $6",
         {std::int64_t{r.told}, value_or_null(r.next_at), value_or_null(r.taken_at),
          null_if_empty(r.taken_by), null_if_empty(r.note), r.id});
}

std::optional<Reprisal> reprisal_of(Database& db, std::int64_t intake_id) {
  auto all = reprisals(db, "SELECT " REPRISAL_COLUMNS "WHERE r.intake_id = $1", {intake_id});
  return all.empty() ? std::nullopt : std::optional<Reprisal>(std::move(all.front()));
}

std::vector<Reprisal> due_reprisals(Database& db, TimePoint now, int limit) {
  return reprisals(db,
                   "SELECT " REPRISAL_COLUMNS
                   "WHERE r.taken_at IS NULL AND r.next_at IS NOT NULL AND r.next_at <= $1 "
                   "ORDER BY r.next_at LIMIT $2",
                   {val(now), std::int64_t{limit}});
}

std::vector<Reprisal> list_reprisals(Database& db, int limit) {
  return reprisals(db,
                   "SELECT " REPRISAL_COLUMNS
                   "ORDER BY CASE WHEN r.taken_at IS NULL THEN 0 ELSE 1 END, r.id DESC LIMIT $1",
                   {std::int64_t{limit}});
}

}  // namespace huiyin
