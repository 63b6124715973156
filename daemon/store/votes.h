// What makes a vote noteworthy: whose number it comes from. Nothing is kept about persons; an answer is
// flagged.
#pragma once
#include <cstdint>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

// Numbers of the office's and the units' staff, by the vault's hash. False: that was so already.
bool add_staff_number(Database& db, std::string_view number_hash, TimePoint now, std::string_view actor);
bool remove_staff_number(Database& db, std::string_view number_hash);
std::int64_t staff_number_count(Database& db);
// A staff number, or on a staff list that is in use.
bool is_staff(Database& db, std::int64_t person_id);
bool any_staff(Database& db);

// Other questions that this number rated since.
std::int64_t other_cases_rated(Database& db, std::int64_t person_id, std::int64_t followup_id,
                               TimePoint since);

}  // namespace huiyin
