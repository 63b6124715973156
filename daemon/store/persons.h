// Persons: an integer for a number that rests hashed and sealed. Nothing else is ever stored about a person
// here.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

std::optional<std::int64_t> find_person(Database& db, std::string_view number_hash);
std::int64_t add_person(Database& db, std::string_view number_hash, std::string_view number_sealed);
void set_number_hash(Database& db, std::int64_t person_id, std::string_view number_hash);
struct PersonRow {
  std::int64_t id = 0;
  std::string number_hash, number_sealed;  // sealed: empty once erased
};
// The next persons after this one, in order.
std::vector<PersonRow> persons_after(Database& db, std::int64_t id, int limit);
std::optional<std::string> sealed_number(Database& db, std::int64_t person_id);

// The newest word of a person on a purpose ("publicity", "follow_up"; "all" covers both).
bool opted_out(Database& db, std::int64_t person_id, std::string_view scope);
// False when that was already their word.
bool set_opt_out(Database& db, std::int64_t person_id, std::string_view scope, bool out,
                 std::string_view source, TimePoint now);

}  // namespace huiyin
