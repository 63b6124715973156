#include "daemon/base/clock.h"

#include <algorithm>

namespace huiyin {
namespace {

// Reads exactly n digits at *at and moves on.
bool take_number(std::string_view s, std::size_t* at, std::size_t n, int* out) {
  if (s.size() < *at + n) return false;
  int value = 0;
  for (std::size_t i = *at; i < *at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    value = value * 10 + (s[i] - '0');
  }
  *at += n;
  *out = value;
  return true;
}

bool take_char(std::string_view s, std::size_t* at, std::string_view any_of) {
  if (*at >= s.size() || any_of.find(s[*at]) == std::string_view::npos) return false;
  ++*at;
  return true;
}

// ".123456": at least one digit, cut to milliseconds. No fraction is fine.
bool take_fraction(std::string_view s, std::size_t* at, int* ms) {
  *ms = 0;
  if (!take_char(s, at, ".")) return true;
  int digits = 0, weight = 100;
  for (; *at < s.size() && s[*at] >= '0' && s[*at] <= '9'; ++*at, ++digits, weight /= 10)
    *ms += (s[*at] - '0') * weight;
  return digits > 0;
}

bool take_offset(std::string_view s, std::size_t* at, int* minutes) {
  *minutes = 0;
  if (take_char(s, at, "Zz")) return true;
  const int sign = take_char(s, at, "+") ? 1 : take_char(s, at, "-") ? -1 : 0;
  int h = 0, m = 0;
  if (sign == 0 || !take_number(s, at, 2, &h) || !take_char(s, at, ":") || !take_number(s, at, 2, &m))
    return false;
  if (h > 23 || m > 59) return false;
  *minutes = sign * (h * 60 + m);
  return true;
}

void put_digits(std::string* out, std::size_t at, std::size_t digits, std::int64_t value) {
  for (std::size_t i = digits; i-- > 0; value /= 10) (*out)[at + i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string to_rfc3339(TimePoint t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Millis> time(t - day);
  const int year = std::clamp(static_cast<int>(date.year()), 0, 9999);  // RFC 3339 knows no others
  std::string out = "0000-00-00T00:00:00";  // by hand: an event's time is written for every reader
  put_digits(&out, 0, 4, year);
  put_digits(&out, 5, 2, static_cast<unsigned>(date.month()));
  put_digits(&out, 8, 2, static_cast<unsigned>(date.day()));
  put_digits(&out, 11, 2, time.hours().count());
  put_digits(&out, 14, 2, time.minutes().count());
  put_digits(&out, 17, 2, time.seconds().count());
  if (time.subseconds().count() != 0) {
    out += ".000";
    put_digits(&out, 20, 3, time.subseconds().count());
  }
  out += 'Z';
  return out;
}

bool from_rfc3339(std::string_view s, TimePoint* out) {
  using namespace std::chrono;
  std::size_t at = 0;
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, sec = 0, ms = 0, offset = 0;
  if (!take_number(s, &at, 4, &y) || !take_char(s, &at, "-") || !take_number(s, &at, 2, &mo) ||
      !take_char(s, &at, "-") || !take_number(s, &at, 2, &d) || !take_char(s, &at, "Tt ") ||
      !take_number(s, &at, 2, &h) || !take_char(s, &at, ":") || !take_number(s, &at, 2, &mi) ||
      !take_char(s, &at, ":") || !take_number(s, &at, 2, &sec) || !take_fraction(s, &at, &ms) ||
      !take_offset(s, &at, &offset) || at != s.size())
    return false;
  const year_month_day date(year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d)));
  if (!date.ok() || h > 23 || mi > 59 || sec > 60) return false;  // 60: a leap second is the next second
  *out = sys_days(date) + hours(h) + minutes(mi - offset) + seconds(sec) + Millis(ms);
  return true;
}

TimePoint SystemClock::now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

}  // namespace huiyin
