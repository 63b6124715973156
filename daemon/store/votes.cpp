#include "daemon/store/votes.h"

namespace huiyin {

bool add_staff_number(Database& db, std::string_view number_hash, std::string_view number_sealed,
                      TimePoint now, std::string_view actor) {
  const bool known = db.any("SELECT 1 FROM staff_number WHERE number_hash = $1", {Blob{number_hash}});
  db.run(
      "INSERT INTO staff_number (number_hash, at, actor, number_sealed) VALUES ($1, $2, $3, $4) ON CONFLICT "
      "(number_hash) DO UPDATE SET number_sealed = excluded.number_sealed",
      {Blob{number_hash}, val(now), actor, Blob{number_sealed}});
  return !known;
}

std::vector<StaffNumber> staff_numbers(Database& db) {
  std::vector<StaffNumber> out;
  db.each("SELECT number_hash, number_sealed FROM staff_number", {}, [&](const Row& r) {
    out.push_back({r.blob(0), r.blob(1)});
  });
  return out;
}

void rehash_staff_number(Database& db, std::string_view old_hash, std::string_view new_hash) {
  db.run("UPDATE staff_number SET number_hash = $1 WHERE number_hash = $2", {Blob{new_hash}, Blob{old_hash}});
  db.run("UPDATE person SET number_hash = $1 WHERE number_hash = $2", {Blob{new_hash}, Blob{old_hash}});
}

bool remove_staff_number(Database& db, std::string_view number_hash) {
  return db.run("DELETE FROM staff_number WHERE number_hash = $1", {Blob{number_hash}}) > 0;
}

std::int64_t staff_number_count(Database& db) {
  return db.integer("SELECT count(*) FROM staff_number").value_or(0);
}

bool is_staff(Database& db, std::int64_t person_id) {
  return db.any(
      "SELECT 1 FROM person p JOIN staff_number s ON s.number_hash = p.number_hash WHERE p.id = $1 UNION ALL "
      "SELECT 1 FROM audience_member m JOIN audience_list l ON l.id = m.list_id AND l.version = m.version "
      "WHERE "
      "m.person_id = $2 AND l.purposes = 'staff' AND l.state <> 3 LIMIT 1",
      {person_id, person_id});
}

bool any_staff(Database& db) {
  return db.any(
      "SELECT 1 FROM staff_number UNION ALL SELECT 1 FROM audience_list WHERE purposes = 'staff' LIMIT 1");
}

std::int64_t other_cases_rated(Database& db, std::int64_t person_id, std::int64_t followup_id,
                               TimePoint since) {
  return db
      .integer(
          "SELECT count(*) FROM followup WHERE person_id = $1 AND id <> $2 AND state = 2 AND ended_at >= $3",
          {person_id, followup_id, val(since)})
      .value_or(0);
}

}  // namespace huiyin
