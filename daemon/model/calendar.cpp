#include "daemon/model/calendar.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr int kFirstYear = 2020, kLastYear = 2060;

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

bool is_weekend(Day day) {
  const std::chrono::weekday w(day);
  return w == std::chrono::Saturday || w == std::chrono::Sunday;
}

bool number_at(std::string_view text, std::size_t at, std::size_t length, int* out) {
  const char* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + length, *out);
  return error == std::errc() && end == begin + length && *begin != '-';
}

Day day_of(const Toml& value, int year) {
  const std::string text = value.text();
  const auto day = read_day(text);
  if (!day) throw BadInput(value.where(), "\"" + text + "\" is no day like \"2026-02-28\"");
  if (year_of(*day) != year)
    throw BadInput(value.where(), text + " lies in another year than " + std::to_string(year));
  return *day;
}

}  // namespace

std::optional<Day> read_day(std::string_view text) {
  int y = 0, m = 0, d = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!number_at(text, 0, 4, &y) || !number_at(text, 5, 2, &m) || !number_at(text, 8, 2, &d))
    return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                        std::chrono::day(static_cast<unsigned>(d)));
  return day.ok() ? std::optional<Day>(Day(day)) : std::nullopt;
}

std::string day_text(Day day) {
  const std::chrono::year_month_day ymd(day);
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return buffer.data();
}

struct Calendar::Reader {
  Calendar* out;
  int year = 0;

  void read(const Toml& file) {
    const Toml told = file.at("year");
    year = static_cast<int>(told.integer());
    if (year < kFirstYear || year > kLastYear) throw BadInput(told.where(), "year is not from 2020 to 2060");
    if (out->years_.contains(year)) throw BadInput(told.where(), std::to_string(year) + " was read already");
    out->years_[year] = file.text("source");
    for (const Toml& range : file.at("rest").items())
      each_day(range, [&](Day day, const std::string& name) { decide(range, day, false, name); });
    for (const Toml& item : file.at("work").items()) {
      const Day day = day_of(item, year);
      if (!is_weekend(day)) throw BadInput(item.where(), day_text(day) + " is a day of work anyway");
      decide(item, day, true, "调休");
    }
    if (const auto quiet = file.find("quiet"))
      for (const Toml& range : quiet->items())
        each_day(range, [&](Day day, const std::string& name) {
          Special& s = out->special_[day];
          s.quiet = true;
          if (s.name.empty()) s.name = name;
        });
  }

  template <typename F>
  void each_day(const Toml& range, F&& f) {
    const Day first = day_of(range.at("from"), year), last = day_of(range.at("to"), year);
    if (last < first) throw BadInput(range.where(), "ends before it begins");
    for (Day day = first; day <= last; day += std::chrono::days(1)) f(day, range.text("name"));
  }

  void decide(const Toml& where, Day day, bool works, const std::string& name) {
    Special& s = out->special_[day];
    if (s.decides) throw BadInput(where.where(), day_text(day) + " is named twice");
    s = {works, s.quiet, true, name};
  }
};

Result<Calendar> Calendar::parse(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    Calendar out;
    Reader{&out}.read(*file);
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

Result<Calendar> Calendar::load(const std::string& dir, std::string_view region) {
  try {
    Calendar out;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      const std::string name = std::string(region) + "-" + std::to_string(year) + ".toml";
      const std::string text = rule_file(dir.empty() ? dir : dir + "/calendars", name);
      if (text.empty()) continue;
      const auto file = Toml::parse(text, name);
      if (!file) return tl::unexpected<Error>(file.error());
      if (file->integer_or("year", 0) != year) throw BadInput(name, "tells of another year than its name");
      Reader{&out}.read(*file);
    }
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::optional<bool> Calendar::works(Day day) const {
  if (!knows(year_of(day))) return std::nullopt;
  const auto special = special_.find(day);
  if (special != special_.end() && special->second.decides) return special->second.works;
  return !is_weekend(day);
}

std::string Calendar::name_of(Day day) const {
  const auto special = special_.find(day);
  return special == special_.end() ? std::string() : special->second.name;
}

std::optional<bool> Calendar::quiet(Day day) const {
  if (!knows(year_of(day))) return std::nullopt;
  const auto special = special_.find(day);
  return special != special_.end() && special->second.quiet;
}

std::optional<Day> Calendar::add_working(Day start, int n) const {
  Day day = start;
  while (n > 0) {
    day += std::chrono::days(1);
    const auto worked = works(day);
    if (!worked) return std::nullopt;
    if (*worked) --n;
  }
  return day;
}

std::optional<Day> Calendar::working_from(Day day) const {
  for (;; day += std::chrono::days(1)) {
    const auto worked = works(day);
    if (!worked) return std::nullopt;
    if (*worked) return day;
  }
}

}  // namespace huiyin
