// Time limits by rule set and calendar (config/deadlines.toml): which clocks a record has, when each is due,
// when to warn. Advice, never a decision.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/calendar.h"
#include "daemon/model/civil_time.h"

namespace huiyin {

// What the office or its case system tells of a record. "received" is where every record begins.
bool is_progress_state(std::string_view state);
const std::vector<std::string>& progress_states();

struct ClockRule {
  std::string rule_set, id;
  std::string from;
  std::vector<std::string> until;
  int days = 0;
  bool working = false;  // working days; else calendar days
  bool shift = false;    // a last day of rest moves to the next day of work
  int extend = 0;        // days, once; 0: it can't be lengthened
  std::string source;
  bool stops_at(std::string_view state) const;
};

struct DueDate {
  Day day{};                 // the last day, inclusive
  TimePoint at{};            // its end in the office's zone: late from then on
  bool provisional = false;  // a year on the way has no calendar: the earliest date it may be
};

// Immutable after load; any thread.
class Deadlines {
 public:
  // From dir/deadlines.toml and dir/calendars, or the shipped ones. Errors name file, line and column.
  static Result<Deadlines> load(const std::string& dir, TimeZone zone, std::string_view region = "cn");
  static Result<Deadlines> parse(std::string_view toml, std::string file_name, Calendar calendar,
                                 TimeZone zone);

  // The clocks that a record of this channel starts when it reaches `state`.
  std::vector<const ClockRule*> started_by(std::string_view channel, std::string_view state) const;
  const ClockRule* find(std::string_view rule_set, std::string_view id) const;  // null where unknown
  DueDate due(const ClockRule& rule, TimePoint start) const;
  // `extend` more days after the due date that was.
  DueDate extended(const ClockRule& rule, const DueDate& was) const;

  const std::vector<int>& warnings() const { return warn_; }  // per cent, ascending
  // The first warning after `told` per cent, and when; nothing after the last.
  struct Warning {
    int percent = 0;
    TimePoint at{};
  };
  std::optional<Warning> next_warning(TimePoint start, TimePoint due, int told) const;
  const std::string& version() const { return version_; }
  const Calendar& calendar() const { return calendar_; }

 private:
  struct RuleSet {
    std::string id;
    std::vector<std::string> channels;
    std::vector<ClockRule> clocks;
  };
  Deadlines(Calendar calendar, TimeZone zone) : calendar_(std::move(calendar)), zone_(std::move(zone)) {}
  void read(const class Toml& file);
  DueDate end_of(Day day, bool provisional) const;
  DueDate shifted(const ClockRule& rule, Day last) const;

  Calendar calendar_;
  TimeZone zone_;
  std::string version_;
  std::vector<int> warn_;
  std::vector<RuleSet> sets_;
};

}  // namespace huiyin
