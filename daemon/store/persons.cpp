#include "daemon/store/persons.h"

#include "daemon/store/consent.h"

namespace huiyin {

std::optional<std::int64_t> find_person(Database& db, std::string_view number_hash) {
  return db.integer("SELECT id FROM person WHERE number_hash = $1", {Blob{number_hash}});
}

std::int64_t add_person(Database& db, std::string_view number_hash, std::string_view number_sealed) {
  return db.insert("INSERT INTO person (number_hash, number_sealed) VALUES ($1, $2) RETURNING id",
                   {Blob{number_hash}, Blob{number_sealed}});
}

void set_number_hash(Database& db, std::int64_t person_id, std::string_view number_hash) {
  db.run("UPDATE person SET number_hash = $1 WHERE id = $2", {Blob{number_hash}, person_id});
}

std::vector<PersonRow> persons_after(Database& db, std::int64_t id, int limit) {
  std::vector<PersonRow> out;
  db.each("SELECT id, number_hash, number_sealed FROM person WHERE id > $1 ORDER BY id LIMIT $2",
          {id, std::int64_t{limit}}, [&](const Row& r) {
            out.push_back({r.integer(0), r.blob(1), r.blob(2)});
          });
  return out;
}

std::optional<std::string> sealed_number(Database& db, std::int64_t person_id) {
  return db.text("SELECT number_sealed FROM person WHERE id = $1", {person_id});
}

bool opted_out(Database& db, std::int64_t person_id, std::string_view scope) {
  return opted_out_of(db, person_id, scope, "sms");
}

bool set_opt_out(Database& db, std::int64_t person_id, std::string_view scope, bool out,
                 std::string_view source, TimePoint now) {
  ConsentWord w;
  w.person_id = person_id;
  w.scope = scope;
  w.out = out;
  w.source = source;
  w.at = now;
  return record_word(db, w);
}

}  // namespace huiyin
