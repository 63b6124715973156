// How often a number was answered of late.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

// Counts one thing of this kind ("heard", "query", "receipt:URB") in the span of time that began at `span`.
// Returns how many it are now.
std::int64_t count_guard(Database& db, std::int64_t person_id, std::string_view kind, TimePoint span);
std::int64_t guard_count(Database& db, std::int64_t person_id, std::string_view kind, TimePoint span);
// Forgets spans that began before; returns how many rows went.
std::int64_t sweep_guard(Database& db, TimePoint before);

}  // namespace huiyin
