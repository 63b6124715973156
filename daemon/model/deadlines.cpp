#include "daemon/model/deadlines.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr int kMostDays = 3650;

std::string state_of(const Toml& value) {
  std::string state = value.text();
  if (!is_progress_state(state)) throw BadInput(value.where(), "\"" + state + "\" is no state of a record");
  return state;
}

int days_of(const Toml& value, int least) {
  const std::int64_t days = value.integer();
  if (days < least || days > kMostDays)
    throw BadInput(value.where(), "is not from " + std::to_string(least) + " to 3650 days");
  return static_cast<int>(days);
}

ClockRule read_clock(const Toml& t, const std::string& set) {
  ClockRule c{set, t.text("id"), state_of(t.at("from")), {}, days_of(t.at("days"), 1)};
  for (const Toml& state : t.at("until").items()) c.until.push_back(state_of(state));
  if (c.stops_at(c.from)) throw BadInput(t.at("until").where(), "the clock stops where it starts");
  const std::string unit = t.text("unit");
  if (unit != "working" && unit != "calendar")
    throw BadInput(t.at("unit").where(), "unit is neither \"working\" nor \"calendar\"");
  c.working = unit == "working";
  c.shift = t.boolean_or("shift", false);
  if (const auto extend = t.find("extend")) c.extend = days_of(*extend, 1);
  c.source = t.text("source");
  if (c.source.empty()) throw BadInput(t.at("source").where(), "source must not be empty");
  return c;
}

}  // namespace

const std::vector<std::string>& progress_states() {
  static const std::vector<std::string>& states =
      *new std::vector<std::string>{"received", "registered",   "transferred", "objected", "accepted",
                                    "informed", "not_accepted", "answered",    "reviewed", "closed"};
  return states;
}

bool is_progress_state(std::string_view state) {
  const auto& all = progress_states();
  return std::find(all.begin(), all.end(), state) != all.end();
}

bool ClockRule::stops_at(std::string_view state) const {
  return std::find(until.begin(), until.end(), state) != until.end();
}

Result<Deadlines> Deadlines::load(const std::string& dir, TimeZone zone, std::string_view region) {
  auto calendar = Calendar::load(dir, region);
  if (!calendar) return tl::unexpected<Error>(calendar.error());
  try {
    return parse(rule_file(dir, "deadlines.toml"), "deadlines.toml", std::move(*calendar), std::move(zone));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

Result<Deadlines> Deadlines::parse(std::string_view toml, std::string file_name, Calendar calendar,
                                   TimeZone zone) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    Deadlines out(std::move(calendar), std::move(zone));
    out.read(*file);
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

void Deadlines::read(const Toml& file) {
  version_ = file.text("version");
  for (const Toml& percent : file.at("warn").items()) {
    const std::int64_t p = percent.integer();
    if (p < 1 || p > 100 || (!warn_.empty() && p <= warn_.back()))
      throw BadInput(percent.where(), "warnings are per cent from 1 to 100, ascending");
    warn_.push_back(static_cast<int>(p));
  }
  for (const Toml& t : file.at("rule_set").items()) {
    RuleSet set{t.text("id"), t.at("channels").texts(), {}};
    for (const RuleSet& other : sets_) {
      if (other.id == set.id) throw BadInput(t.at("id").where(), set.id + " is there twice");
      for (const std::string& channel : set.channels)
        if (std::find(other.channels.begin(), other.channels.end(), channel) != other.channels.end())
          throw BadInput(t.at("channels").where(), channel + " belongs to " + other.id + " already");
    }
    for (const Toml& clock : t.at("clock").items()) {
      ClockRule rule = read_clock(clock, set.id);
      for (const ClockRule& other : set.clocks)
        if (other.id == rule.id) throw BadInput(clock.at("id").where(), rule.id + " is there twice");
      set.clocks.push_back(std::move(rule));
    }
    sets_.push_back(std::move(set));
  }
}

std::vector<const ClockRule*> Deadlines::started_by(std::string_view channel, std::string_view state) const {
  std::vector<const ClockRule*> out;
  for (const RuleSet& set : sets_) {
    if (std::find(set.channels.begin(), set.channels.end(), channel) == set.channels.end()) continue;
    for (const ClockRule& c : set.clocks)
      if (c.from == state) out.push_back(&c);
  }
  return out;
}

const ClockRule* Deadlines::find(std::string_view rule_set, std::string_view id) const {
  for (const RuleSet& set : sets_)
    if (set.id == rule_set)
      for (const ClockRule& c : set.clocks)
        if (c.id == id) return &c;
  return nullptr;
}

DueDate Deadlines::end_of(Day day, bool provisional) const {
  const std::chrono::year_month_day next(day + std::chrono::days(1));
  const CivilTime midnight{static_cast<int>(next.year()),
                           static_cast<int>(static_cast<unsigned>(next.month())),
                           static_cast<int>(static_cast<unsigned>(next.day()))};
  return {day, zone_.instant(midnight), provisional};
}

DueDate Deadlines::shifted(const ClockRule& rule, Day last) const {
  if (!rule.shift) return end_of(last, false);
  const auto worked = calendar_.working_from(last);
  return end_of(worked.value_or(last), !worked);
}

DueDate Deadlines::due(const ClockRule& rule, TimePoint start) const {
  const CivilTime c = zone_.civil(start);
  const Day first = std::chrono::year_month_day(std::chrono::year(c.year),
                                                std::chrono::month(static_cast<unsigned>(c.month)),
                                                std::chrono::day(static_cast<unsigned>(c.day)));
  if (!rule.working) return shifted(rule, first + std::chrono::days(rule.days));
  const auto last = calendar_.add_working(first, rule.days);
  return end_of(last.value_or(first + std::chrono::days(rule.days)), !last);
}

DueDate Deadlines::extended(const ClockRule& rule, const DueDate& was) const {
  if (!rule.working) {
    DueDate out = shifted(rule, was.day + std::chrono::days(rule.extend));
    out.provisional = out.provisional || was.provisional;
    return out;
  }
  const auto last = calendar_.add_working(was.day, rule.extend);
  return end_of(last.value_or(was.day + std::chrono::days(rule.extend)), !last || was.provisional);
}

std::optional<Deadlines::Warning> Deadlines::next_warning(TimePoint start, TimePoint due, int told) const {
  for (const int percent : warn_)
    if (percent > told) return Warning{percent, start + (due - start) * percent / 100};
  return std::nullopt;
}

}  // namespace huiyin
