// What the case system told of its cases: registered, accepted, closed, and by when. Only ever added to.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

struct CaseStep {
  std::int64_t id = 0;
  std::string case_id;
  TimePoint at{};    // when it was told
  std::string step;  // "registered", "accepted", "informed", "extended", "closed", "withdrawn"
  TimePoint happened_at{};
  std::optional<TimePoint> accept_due, close_due;  // late from then on; nothing: not told
  std::string unit, town, category, actor;         // empty: not told
};

std::int64_t add_case_step(Database& db, const CaseStep& s);
// In order, up to this id.
void each_case_step(Database& db, std::int64_t through, const std::function<void(const CaseStep&)>& f);
std::int64_t case_steps_until(Database& db, TimePoint time);  // the newest at or before; 0: none

}  // namespace huiyin
