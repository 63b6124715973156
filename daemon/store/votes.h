// What makes a vote noteworthy: whose number it comes from. Nothing is kept about persons; an answer is
// flagged.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

// Numbers of the office's and the units' staff, by the vault's hash. False: that was so already.
bool add_staff_number(Database& db, std::string_view number_hash, std::string_view number_sealed,
                      TimePoint now, std::string_view actor);
struct StaffNumber {
  std::string hash, sealed;  // sealed: empty where it was told before numbers of staff were kept sealed
};
std::vector<StaffNumber> staff_numbers(Database& db);
// Found by another hash from now on, its person too.
void rehash_staff_number(Database& db, std::string_view old_hash, std::string_view new_hash);
bool remove_staff_number(Database& db, std::string_view number_hash);
std::int64_t staff_number_count(Database& db);
// A staff number, or on a staff list that is in use.
bool is_staff(Database& db, std::int64_t person_id);
bool any_staff(Database& db);

// Other questions that this number rated since.
std::int64_t other_cases_rated(Database& db, std::int64_t person_id, std::int64_t followup_id,
                               TimePoint since);

}  // namespace huiyin
