// When and how often a message of a purpose may leave: hours of the day, kinds of day by the calendar, and
// what a person asked for. Fails closed: where the calendar does not know the year, what depends on it waits.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "daemon/model/calendar.h"
#include "daemon/model/civil_time.h"
#include "daemon/model/frequency_caps.h"
#include "daemon/model/purpose.h"

namespace huiyin {

enum class DayRule { every, not_quiet, work };
std::string_view name_of(DayRule r);
std::optional<DayRule> day_rule_of(std::string_view name);

// What one person asked for: their zone, and hours within it that narrow every purpose's.
struct PersonHours {
  TimeZone zone;
  DayWindow hours;
};

// Immutable while it is shared; any thread.
struct SendingHours {
  TimeZone zone;
  std::array<DayWindow, kPurposes> windows;        // by purpose
  std::array<DayRule, kPurposes> days{};           // by purpose
  std::shared_ptr<const Calendar> calendar = {};   // null: no year is known
  std::shared_ptr<const FrequencyCaps> caps = {};  // how often; null: no limits

  const DayWindow& window(Purpose p) const { return windows[static_cast<std::size_t>(p)]; }
  bool open(Purpose p, TimePoint now, const PersonHours* person = nullptr) const {
    return closed_by(p, now, person).empty();
  }
  // Why it may not leave now: "hours", "rest_day", "quiet_day", "calendar" (the year is not known),
  // "person_hours"; empty when it may.
  std::string_view closed_by(Purpose p, TimePoint now, const PersonHours* person = nullptr) const;
  // The first moment at or after `now` when it may; nothing where that can't be told: the calendar ends
  // before, or there is none within 400 days.
  std::optional<TimePoint> next_open(Purpose p, TimePoint now, const PersonHours* person = nullptr) const;

 private:
  std::string_view closed_day(Purpose p, TimePoint now, const TimeZone& z) const;
};

}  // namespace huiyin
