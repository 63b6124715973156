// Records that tell of retaliation for having complained, and the guardians who are told of them: apart from
// every unit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct Guardian {
  std::string name;                // the office's word for the post, no personal data
  std::vector<std::string> units;  // words by which texts call the post's own units
  std::int64_t person_id = 0;
};
std::vector<Guardian> guardian_list(Database& db);
void set_guardian_list(Database& db, const std::vector<Guardian>& list);

struct Reprisal {
  std::int64_t id = 0, intake_id = 0;
  std::string public_id;  // of the record
  TimePoint raised_at{};
  std::string why;                   // JSON array of reasons, masked
  int told = 0;                      // times
  std::optional<TimePoint> next_at;  // none: nobody is told again
  std::optional<TimePoint> taken_at;
  std::string taken_by, note;
};
std::int64_t add_reprisal(Database& db, const Reprisal& r);
void save_reprisal(Database& db, const Reprisal& r);
std::optional<Reprisal> reprisal_of(Database& db, std::int64_t intake_id);
std::vector<Reprisal> due_reprisals(Database& db, TimePoint now, int limit);
std::vector<Reprisal> list_reprisals(Database& db, int limit);  // open ones first, then the newest

}  // namespace huiyin
