// What the first page of the console shows: counts of a day, what alarms, and what waits for somebody.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

struct TodayCounts {
  std::int64_t messages_taken = 0, parts_taken = 0;  // by carriers, since `from`
  std::map<std::string, std::int64_t> records;       // by channel, since `from`
  std::int64_t answers = 0, opt_outs = 0;            // since `from`
  std::int64_t dangers_open = 0, clocks_overdue = 0, dead_letters = 0, webhooks_stopped = 0;
  std::int64_t campaigns_ready = 0, campaigns_running = 0, campaigns_paused = 0;
  std::int64_t looks_waiting = 0, answers_unclear = 0, dissatisfied_open = 0, dissatisfied_overdue = 0;
  std::int64_t uncertain = 0;
};
TodayCounts today_counts(Database& db, TimePoint from, TimePoint now);

}  // namespace huiyin
