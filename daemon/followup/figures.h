// The figures of satisfaction: what is counted, by which rule, for the office and by unit, town, category and
// month. One computation for every form it is shown in.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/followup/matters.h"
#include "daemon/model/civil_time.h"

namespace huiyin {

// Of fewer raters nothing is shown by group: nobody is to learn who rated what.
inline constexpr std::int64_t kFewest = 5;

struct FigureQuery {
  TimePoint as_of{};
  // The last rows that count; nothing: those told up to as_of. Given with the figures, so that they can be
  // made again to the byte.
  std::optional<std::int64_t> history, cases;
  // Of the first written answers, and of the due dates of cases; to: exclusive. Nothing: all.
  std::optional<TimePoint> from, to;
};

struct Counts {
  std::array<std::int64_t, kOutcomes> outcomes{};
  std::int64_t total = 0, opted_out_unasked = 0;
  std::int64_t satisfied = 0, mostly = 0, dissatisfied = 0;
  std::int64_t by_human = 0, changed = 0, asked_again = 0;
  std::int64_t proxy = 0, staff_number = 0, many_cases = 0, unflagged = 0, unflagged_positive = 0;
  std::int64_t voice = 0, voice_positive = 0;
  std::int64_t contact_due = 0, contact_in_time = 0;
  std::int64_t accept_due = 0, accept_in_time = 0, close_due = 0, close_in_time = 0;

  std::int64_t of(MatterOutcome o) const { return outcomes[static_cast<std::size_t>(o)]; }
  std::int64_t raters() const { return of(MatterOutcome::rated); }
  // Ended, and the question may have reached the person.
  std::int64_t reached() const;
  void add(const Matter& m);
};

struct Rate {
  std::string_view name, rule;
  std::int64_t numerator = 0, denominator = 0;
  bool of_raters = false;  // tells of single ratings: hidden where there are few
};
std::vector<Rate> rates_of(const Counts& c);

struct Group {
  std::string key;  // empty: not told
  Counts counts;
  bool hidden = false;  // fewer than kFewest raters, or their number could be worked out
};

struct Figures {
  FigureQuery query;  // with history and cases filled in
  Counts office;
  // "unit", "town", "category", "month" -> in the order of their keys
  std::map<std::string, std::vector<Group>, std::less<>> groups;
  std::int64_t cases_without_due = 0;  // told of, but not when they are due: in no rate
};

Figures make_figures(Database& db, const FigureQuery& query, const TimeZone& zone);

}  // namespace huiyin
