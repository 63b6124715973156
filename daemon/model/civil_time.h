// Civil time of an office: a fixed zone by IANA name, day and minute of day, windows of allowed hours.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  int minute_of_day() const { return hour * 60 + minute; }
  std::string date() const;  // "20260301"
};

// A time zone from the system's tz database through ICU; cheap to copy, thread-safe to use.
class TimeZone {
 public:
  static Result<TimeZone> load(std::string_view iana_name);
  CivilTime civil(TimePoint t) const;
  // The first instant that shows this civil time or later (in a DST gap: the instant after the gap).
  TimePoint instant(const CivilTime& c) const;
  const std::string& name() const { return name_; }

 private:
  explicit TimeZone(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

// "08:30-12:00,14:00-20:30": hours of the day, end exclusive. "00:00-24:00" is always open. Never over
// midnight.
class DayWindow {
 public:
  static Result<DayWindow> parse(std::string_view text);
  bool open_at(int minute_of_day) const;
  // The first moment at or after t when the window is open.
  TimePoint next_open(TimePoint t, const TimeZone& zone) const;
  const std::string& text() const { return text_; }

 private:
  struct Span {
    int begin, end;
  };
  std::vector<Span> spans_;
  std::string text_;
};

}  // namespace huiyin
