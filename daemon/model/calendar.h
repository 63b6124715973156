// Days of work and rest of a region, by year (config/calendars/<region>-<year>.toml). China moves working
// weekends, so that no arithmetic can tell: a year without a file is unknown, and who asks must say what
// then.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

using Day = std::chrono::sys_days;  // a civil day, without a zone

std::optional<Day> read_day(std::string_view text);  // "2026-02-28"; nothing where there is no such day
std::string day_text(Day day);                       // "2026-02-28"

// Immutable after load; any thread.
class Calendar {
 public:
  // dir/calendars/<region>-<year>.toml, else the shipped ones, for years from 2020 to 2060. Errors name file,
  // line and column: a day of another year, a day that is named twice, work on a day that is worked anyway.
  static Result<Calendar> load(const std::string& dir = {}, std::string_view region = "cn");
  static Result<Calendar> parse(std::string_view toml, std::string file_name);  // one year

  bool knows(int year) const { return years_.contains(year); }
  // Nothing where the year is unknown.
  std::optional<bool> works(Day day) const;
  // Why this day is no ordinary one: "春节", a quiet day's name; empty otherwise.
  std::string name_of(Day day) const;
  // A day on which publicity is not to disturb anybody; nothing where the year is unknown.
  std::optional<bool> quiet(Day day) const;

  // The nth day of work after `start`, which is not counted. Nothing where a year on the way is unknown.
  std::optional<Day> add_working(Day start, int n) const;
  // `day`, or the first day of work after it. Nothing where a year on the way is unknown.
  std::optional<Day> working_from(Day day) const;

 private:
  struct Special {
    bool works = false, quiet = false, decides = false;  // decides: it changes what the weekday says
    std::string name;
  };
  struct Reader;
  std::map<int, std::string> years_;  // year -> source of its rules
  std::map<Day, Special> special_;
};

}  // namespace huiyin
