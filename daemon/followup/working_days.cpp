#include "daemon/followup/working_days.h"

namespace huiyin {
namespace {

Day civil_day(const FollowupRules& rules, TimePoint t) {
  const CivilTime c = rules.zone.civil(t);
  using namespace std::chrono;
  return sys_days(year(c.year) / month(static_cast<unsigned>(c.month)) / day(static_cast<unsigned>(c.day)));
}

bool works(const FollowupRules& rules, Day day, bool* provisional) {
  if (rules.calendar)
    if (const auto known = rules.calendar->works(day)) return *known;
  *provisional = true;
  const std::chrono::weekday weekday(day);
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

LastDay last_day(const FollowupRules& rules, Day day, bool provisional) {
  return {day, begin_of(rules, day + std::chrono::days(1)), provisional};
}

}  // namespace

TimePoint begin_of(const FollowupRules& rules, Day day) {
  const std::chrono::year_month_day ymd(day);
  CivilTime c;
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  return rules.zone.instant(c);
}

LastDay working_days_after(const FollowupRules& rules, TimePoint start, int n) {
  Day day = civil_day(rules, start);
  bool provisional = false;
  for (int counted = 0; counted < n;) {
    day += std::chrono::days(1);
    counted += works(rules, day, &provisional) ? 1 : 0;
  }
  return last_day(rules, day, provisional);
}

LastDay days_after(const FollowupRules& rules, TimePoint start, int n) {
  Day day = civil_day(rules, start) + std::chrono::days(n);
  bool provisional = false;
  while (!works(rules, day, &provisional)) day += std::chrono::days(1);
  return last_day(rules, day, provisional);
}

}  // namespace huiyin
