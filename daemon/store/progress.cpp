#include "daemon/store/progress.h"

namespace huiyin {
namespace {

#define CLOCK_COLUMNS \
  "id, intake_id, rule_set, clock, started_at, due_at, provisional, extended, told, next_at, stopped_at"

IntakeClock read_clock(const Row& r) {
  IntakeClock c;
  c.id = r.integer(0);
  c.intake_id = r.integer(1);
  c.rule_set = r.text(2);
  c.clock = r.text(3);
  c.started_at = from_ms(r.integer(4));
  c.due_at = from_ms(r.integer(5));
  c.provisional = r.integer(6) != 0;
  c.extended = r.integer(7) != 0;
  c.told = static_cast<int>(r.integer(8));
  if (!r.is_null(9)) c.next_at = from_ms(r.integer(9));
  if (!r.is_null(10)) c.stopped_at = from_ms(r.integer(10));
  return c;
}

Value or_null(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}

std::vector<IntakeClock> clocks(Database& db, std::string_view sql, Database::Args args) {
  std::vector<IntakeClock> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_clock(r)); });
  return out;
}

}  // namespace

RecordProgress progress_of(Database& db, std::int64_t intake_id, TimePoint received_at) {
  RecordProgress p;
  p.at = received_at;
  db.each("SELECT state, at, case_id, assignee FROM intake_progress WHERE intake_id = $1", {intake_id},
          [&](const Row& r) {
            p = {r.text(0), from_ms(r.integer(1)), r.text(2), r.text(3)};
          });
  return p;
}

void save_progress(Database& db, std::int64_t intake_id, const RecordProgress& p) {
  db.run(
      "INSERT INTO intake_progress (intake_id, state, at, case_id, assignee) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (intake_id) DO UPDATE SET state = excluded.state, at = excluded.at, "
      "case_id = excluded.case_id, assignee = excluded.assignee",
      {intake_id, std::string_view(p.state), val(p.at), std::string_view(p.case_id),
       std::string_view(p.assignee)});
}

bool add_clock(Database& db, const IntakeClock& c) {
  return db.run(
             "INSERT INTO intake_clock (intake_id, rule_set, clock, started_at, due_at, provisional, "
             "extended, "
             "told, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
             {c.intake_id, std::string_view(c.rule_set), std::string_view(c.clock), val(c.started_at),
              val(c.due_at), std::int64_t{c.provisional}, std::int64_t{c.extended}, std::int64_t{c.told},
              or_null(c.next_at)}) > 0;
}

void save_clock(Database& db, const IntakeClock& c) {
  db.run(
      "UPDATE intake_clock SET due_at = $1, provisional = $2, extended = $3, told = $4, next_at = $5, "
      "stopped_at = $6 WHERE id = $7",
      {val(c.due_at), std::int64_t{c.provisional}, std::int64_t{c.extended}, std::int64_t{c.told},
       or_null(c.next_at), or_null(c.stopped_at), c.id});
}

std::vector<IntakeClock> clocks_of(Database& db, std::int64_t intake_id) {
  return clocks(db, "SELECT " CLOCK_COLUMNS " FROM intake_clock WHERE intake_id = $1 ORDER BY id",
                {intake_id});
}

std::vector<IntakeClock> clocks_to_warn(Database& db, TimePoint now, int limit) {
  return clocks(db,
                "SELECT " CLOCK_COLUMNS
                " FROM intake_clock WHERE stopped_at IS NULL AND next_at IS NOT NULL AND next_at <= $1 "
                "ORDER BY next_at LIMIT $2",
                {val(now), std::int64_t{limit}});
}

std::vector<IntakeClock> running_clocks(Database& db, int limit) {
  return clocks(
      db, "SELECT " CLOCK_COLUMNS " FROM intake_clock WHERE stopped_at IS NULL ORDER BY due_at LIMIT $1",
      {std::int64_t{limit}});
}

}  // namespace huiyin
