#include "daemon/model/sending_hours.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 3> kDayRuleNames = {"every", "not_quiet", "work"};
constexpr std::chrono::milliseconds kFarthest = std::chrono::hours(24 * 400);

TimePoint next_midnight(TimePoint t, const TimeZone& zone) {
  const CivilTime c = zone.civil(t);
  const std::chrono::year_month_day next(Day(std::chrono::year(c.year) / c.month / c.day) +
                                         std::chrono::days(1));
  return zone.instant({static_cast<int>(next.year()), static_cast<int>(static_cast<unsigned>(next.month())),
                       static_cast<int>(static_cast<unsigned>(next.day())), 0, 0, 0});
}

}  // namespace

std::string_view name_of(DayRule r) {
  return kDayRuleNames[static_cast<std::size_t>(r)];
}

std::optional<DayRule> day_rule_of(std::string_view name) {
  for (std::size_t i = 0; i < kDayRuleNames.size(); ++i)
    if (kDayRuleNames[i] == name) return static_cast<DayRule>(i);
  return std::nullopt;
}

std::string_view SendingHours::closed_day(Purpose p, TimePoint now, const TimeZone& z) const {
  const DayRule rule = days[static_cast<std::size_t>(p)];
  if (rule == DayRule::every) return {};
  const CivilTime c = z.civil(now);
  const Day day(std::chrono::year(c.year) / c.month / c.day);
  const auto quiet = calendar ? calendar->quiet(day) : std::nullopt;
  if (!quiet) return "calendar";
  if (*quiet) return "quiet_day";
  return rule == DayRule::work && !*calendar->works(day) ? "rest_day" : "";
}

std::string_view SendingHours::closed_by(Purpose p, TimePoint now, const PersonHours* person) const {
  const TimeZone& z = person == nullptr ? zone : person->zone;
  const int minute = z.civil(now).minute_of_day();
  if (!window(p).open_at(minute)) return "hours";
  if (const auto day = closed_day(p, now, z); !day.empty()) return day;
  return person != nullptr && !person->hours.open_at(minute) ? "person_hours" : "";
}

std::optional<TimePoint> SendingHours::next_open(Purpose p, TimePoint now, const PersonHours* person) const {
  const TimeZone& z = person == nullptr ? zone : person->zone;
  for (TimePoint t = now; t < now + kFarthest;) {
    const std::string_view why = closed_by(p, t, person);
    if (why.empty()) return t;
    if (why == "calendar") return std::nullopt;
    TimePoint next = next_midnight(t, z);
    if (why == "hours") next = window(p).next_open(t, z);
    if (why == "person_hours") next = person->hours.next_open(t, z);
    t = next > t ? next : t + Millis(60'000);  // hours may lie in the gap of a clock change
  }
  return std::nullopt;
}

}  // namespace huiyin
