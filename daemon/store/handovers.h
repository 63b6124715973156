// Packages without identity that were made for handling units.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

struct HandoverRow {
  std::int64_t id = 0, intake_id = 0;
  std::string unit, actor;
  TimePoint at{};
};
std::int64_t add_handover(Database& db, const HandoverRow& h);
std::optional<HandoverRow> find_handover(Database& db, std::int64_t id);

}  // namespace huiyin
