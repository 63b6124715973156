#include "daemon/store/person_hours.h"

namespace huiyin {
namespace {

// queued, suppressed, cancelled and missed ones have not left. The index of single messages is found by the
// literal 0 only.
#define SENT_FROM                                                                                   \
  "SELECT a.intent_at, m.carrier_id, m.body_id, m.purpose FROM message m JOIN attempt a ON a.id = " \
  "m.attempt_id WHERE m.state IN (1, 2, 3, 4, 5, 6, 10) AND m.person_id = $1 "

void read_sends(std::vector<PersonSend>* out, const Row& r, TimePoint since) {
  const PersonSend s{from_ms(r.integer(0)), r.integer(1), r.integer(2), static_cast<Purpose>(r.integer(3))};
  if (s.at >= since) out->push_back(s);
}

}  // namespace

void set_person_hours(Database& db, const PersonHoursRow& row) {
  db.run(
      "INSERT INTO person_hours (person_id, zone, hours, set_at, set_by, note, strict) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6, $7) ON CONFLICT (person_id) DO UPDATE SET zone = excluded.zone, hours = excluded.hours, "
      "set_at = "
      "excluded.set_at, set_by = excluded.set_by, note = excluded.note, strict = excluded.strict",
      {row.person_id, std::string_view(row.zone), std::string_view(row.hours), val(row.set_at),
       std::string_view(row.set_by), std::string_view(row.note), std::int64_t{row.strict ? 1 : 0}});
}

bool clear_person_hours(Database& db, std::int64_t person_id) {
  return db.run("DELETE FROM person_hours WHERE person_id = $1", {person_id}) > 0;
}

std::optional<PersonHoursRow> find_person_hours(Database& db, std::int64_t person_id) {
  std::optional<PersonHoursRow> out;
  db.each(
      "SELECT person_id, zone, hours, set_at, set_by, note, strict FROM person_hours WHERE person_id = $1",
      {person_id}, [&](const Row& r) {
        out = PersonHoursRow{r.integer(0), r.text(1), r.text(2),        from_ms(r.integer(3)),
                             r.text(4),    r.text(5), r.integer(6) != 0};
      });
  return out;
}

bool any_person_hours(Database& db) {
  return db.any("SELECT 1 FROM person_hours LIMIT 1");
}

std::vector<std::int64_t> campaigns_since(Database& db, TimePoint since) {
  std::vector<std::int64_t> out;
  db.each(
      "SELECT id FROM campaign WHERE started_at IS NOT NULL AND (ended_at IS NULL OR ended_at >= $1) ORDER "
      "BY "
      "id DESC",
      {val(since)}, [&](const Row& r) { out.push_back(r.integer(0)); });
  return out;
}

std::vector<PersonSend> sends_since(Database& db, std::int64_t person_id,
                                    const std::vector<std::int64_t>& campaigns, TimePoint since) {
  std::vector<PersonSend> out;
  const auto keep = [&](const Row& r) { read_sends(&out, r, since); };
  db.each(SENT_FROM "AND m.campaign_id = 0 ORDER BY m.id DESC LIMIT 500", {person_id}, keep);
  for (const std::int64_t c : campaigns) db.each(SENT_FROM "AND m.campaign_id = $2", {person_id, c}, keep);
  return out;
}

}  // namespace huiyin
