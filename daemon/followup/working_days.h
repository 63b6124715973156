// Time limits of the follow-up half in civil days. The day of the event itself is not counted. Internal to
// the folder.
#pragma once
#include "daemon/followup/rules.h"

namespace huiyin {

struct LastDay {
  Day day{};                 // inclusive
  TimePoint end{};           // too late from then on
  bool provisional = false;  // a year on the way has no calendar: Monday to Friday was taken for work
};

// The nth working day after the day of `start`.
LastDay working_days_after(const FollowupRules& rules, TimePoint start, int n);
// The nth day after it; where that is no working day, the first one after it.
LastDay days_after(const FollowupRules& rules, TimePoint start, int n);
// The civil day as an instant.
TimePoint begin_of(const FollowupRules& rules, Day day);

}  // namespace huiyin
