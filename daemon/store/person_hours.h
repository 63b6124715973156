// What a person asked for about hours, and what left for a person lately: the gate's questions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/frequency_caps.h"
#include "daemon/store/database.h"

namespace huiyin {

struct PersonHoursRow {
  std::int64_t person_id = 0;
  std::string zone, hours;  // IANA name, "": the office's; "18:00-20:00"
  TimePoint set_at{};
  std::string set_by, note;
  bool strict = false;  // safe contact: nothing outside, whatever its purpose; with no hours nothing at all
  bool never() const { return strict && hours.empty(); }
};
void set_person_hours(Database& db, const PersonHoursRow& row);
bool clear_person_hours(Database& db, std::int64_t person_id);
std::optional<PersonHoursRow> find_person_hours(Database& db, std::int64_t person_id);
bool any_person_hours(Database& db);

// Started, and not ended before `since`.
std::vector<std::int64_t> campaigns_since(Database& db, TimePoint since);
// What left or may have left for this person since then, within these campaigns and outside of any.
std::vector<PersonSend> sends_since(Database& db, std::int64_t person_id,
                                    const std::vector<std::int64_t>& campaigns, TimePoint since);

}  // namespace huiyin
