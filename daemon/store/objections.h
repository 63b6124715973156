// Objections that outlive a person's number: a keyed hash and the words, so that who was erased is not
// written to again as if they had never said no.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

void keep_objection(Database& db, std::string_view number_hash, std::string_view words, TimePoint now);
std::optional<std::string> objection_of(Database& db, std::string_view number_hash);
void forget_objection(Database& db, std::string_view number_hash);
bool has_objections_by_hash(Database& db);

}  // namespace huiyin
