// How far intake records are, and their clocks.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct RecordProgress {
  std::string state = "received";
  TimePoint at{};
  std::string case_id, assignee;  // may be empty
};
RecordProgress progress_of(Database& db, std::int64_t intake_id, TimePoint received_at);
void save_progress(Database& db, std::int64_t intake_id, const RecordProgress& p);

struct IntakeClock {
  std::int64_t id = 0, intake_id = 0;
  std::string rule_set, clock;
  TimePoint started_at{}, due_at{};
  bool provisional = false, extended = false;
  int told = 0;                      // per cent
  std::optional<TimePoint> next_at;  // of the next warning
  std::optional<TimePoint> stopped_at;
};
// False where the same clock runs already.
bool add_clock(Database& db, const IntakeClock& c);
void save_clock(Database& db, const IntakeClock& c);
std::vector<IntakeClock> clocks_of(Database& db, std::int64_t intake_id);  // stopped ones too, oldest first
std::vector<IntakeClock> clocks_to_warn(Database& db, TimePoint now, int limit);
// Running clocks, the soonest due first.
std::vector<IntakeClock> running_clocks(Database& db, int limit);

}  // namespace huiyin
