#include "daemon/store/persons.h"

namespace huiyin {

std::optional<std::int64_t> find_person(Database& db, std::string_view number_hash) {
  return db.integer("SELECT id FROM person WHERE number_hash = $1", {Blob{number_hash}});
}

std::int64_t add_person(Database& db, std::string_view number_hash, std::string_view number_sealed) {
  return db.insert("INSERT INTO person (number_hash, number_sealed) VALUES ($1, $2) RETURNING id",
                   {Blob{number_hash}, Blob{number_sealed}});
}

std::optional<std::string> sealed_number(Database& db, std::int64_t person_id) {
  return db.text("SELECT number_sealed FROM person WHERE id = $1", {person_id});
}

bool opted_out(Database& db, std::int64_t person_id, std::string_view scope) {
  return db.any("SELECT 1 FROM consent WHERE person_id = $1 AND state = 0 AND (scope = $2 OR scope = 'all')",
                {person_id, scope});
}

bool set_opt_out(Database& db, std::int64_t person_id, std::string_view scope, bool out,
                 std::string_view source, TimePoint now) {
  const std::int64_t state = out ? 0 : 1;
  return db.run(
             "INSERT INTO consent (person_id, scope, state, at, source) VALUES ($1, $2, $3, $4, $5) "
             "ON CONFLICT (person_id, scope) DO UPDATE SET state = excluded.state, at = excluded.at, "
             "source = excluded.source WHERE consent.state <> excluded.state",
             {person_id, scope, state, val(now), source}) > 0;
}

}  // namespace huiyin
