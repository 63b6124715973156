// Clears up after campaigns that will send no more: queued messages of cancelled ones are cancelled, those of
// running or paused ones past their not-after are missed.
#pragma once
#include <cstdint>

#include "daemon/store/database.h"

namespace huiyin {

struct SweepCount {
  std::int64_t cancelled = 0, missed = 0;
  bool more = false;  // more are left than `limit`
};

// Store thread, inside a transaction.
Result<SweepCount> sweep_campaigns(Database& db, TimePoint now, int limit = 2000);

}  // namespace huiyin
