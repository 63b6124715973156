// Persons: an integer for a number that rests hashed and sealed. Nothing else is ever stored about a person
// here.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

std::optional<std::int64_t> find_person(Database& db, std::string_view number_hash);
std::int64_t add_person(Database& db, std::string_view number_hash, std::string_view number_sealed);
std::optional<std::string> sealed_number(Database& db, std::int64_t person_id);

// The newest word of a person on a purpose ("publicity", "follow_up"; "all" covers both).
bool opted_out(Database& db, std::int64_t person_id, std::string_view scope);
// False when that was already their word.
bool set_opt_out(Database& db, std::int64_t person_id, std::string_view scope, bool out,
                 std::string_view source, TimePoint now);

}  // namespace huiyin
