#include "daemon/model/civil_time.h"

#include <array>
#include <cstdio>
#include <map>
#include <memory>

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include "daemon/base/mutex.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

// ICU zone objects are immutable after creation, and creating one costs microseconds: one per name for ever.
const icu::TimeZone* zone_object(const std::string& name) {
  static Mutex mutex;
  static std::map<std::string, std::unique_ptr<icu::TimeZone>>& zones =
      *new std::map<std::string, std::unique_ptr<icu::TimeZone>>;
  Lock lock(mutex);
  auto& slot = zones[name];
  if (!slot) slot.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  return slot.get();
}

std::int64_t days_from_civil(int y, int m, int d) {
  using namespace std::chrono;
  return sys_days(year(y) / month(static_cast<unsigned>(m)) / day(static_cast<unsigned>(d)))
      .time_since_epoch()
      .count();
}

std::int64_t offset_ms(const icu::TimeZone& zone, double utc_ms) {
  int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(utc_ms, false, raw, dst, status);
  return U_FAILURE(status) ? 0 : raw + dst;
}

bool two_digits(std::string_view s, int* out) {
  if (s.size() != 2 || s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') return false;
  *out = (s[0] - '0') * 10 + (s[1] - '0');
  return true;
}

bool minute_of(std::string_view text, int* out) {
  int h = 0, m = 0;
  if (text.size() != 5 || text[2] != ':' || !two_digits(text.substr(0, 2), &h) ||
      !two_digits(text.substr(3), &m))
    return false;
  if (h > 24 || m > 59 || (h == 24 && m != 0)) return false;
  *out = h * 60 + m;
  return true;
}

}  // namespace

std::string CivilTime::date() const {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d%02d%02d", year, month, day);
  return buffer.data();
}

Result<TimeZone> TimeZone::load(std::string_view iana_name) {
  std::string name(iana_name);
  const icu::TimeZone* zone = zone_object(name);
  if (zone == nullptr || *zone == icu::TimeZone::getUnknown())
    return fail(Errc::bad_input, "is not a time zone of the tz database", name);
  return TimeZone(name);
}

CivilTime TimeZone::civil(TimePoint t) const {
  const std::int64_t local = to_ms(t) + offset_ms(*zone_object(name_), static_cast<double>(to_ms(t)));
  using namespace std::chrono;
  const auto days = floor<std::chrono::days>(sys_time<milliseconds>(milliseconds(local)));
  const year_month_day ymd(days);
  const auto rest = duration_cast<seconds>(sys_time<milliseconds>(milliseconds(local)) - days).count();
  CivilTime c;
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  c.hour = static_cast<int>(rest / 3600);
  c.minute = static_cast<int>(rest / 60 % 60);
  c.second = static_cast<int>(rest % 60);
  return c;
}

TimePoint TimeZone::instant(const CivilTime& c) const {
  const std::int64_t local =
      (days_from_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second) * 1000;
  const icu::TimeZone& zone = *zone_object(name_);
  // The offset before the change maps a time inside a gap to the instant after it, and picks the first of a
  // doubled hour.
  const std::int64_t before = offset_ms(zone, static_cast<double>(local - 86'400'000));
  const std::int64_t after = offset_ms(zone, static_cast<double>(local + 86'400'000));
  for (const std::int64_t offset : {std::max(before, after), std::min(before, after)})
    if (offset_ms(zone, static_cast<double>(local - offset)) == offset) return from_ms(local - offset);
  return from_ms(local - before);
}

Result<DayWindow> DayWindow::parse(std::string_view text) {
  DayWindow window;
  window.text_ = std::string(text);
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    Span span{};
    if (part.size() != 11 || part[5] != '-' || !minute_of(part.substr(0, 5), &span.begin) ||
        !minute_of(part.substr(6), &span.end))
      return fail(Errc::bad_input, "is not a list of hours like 08:30-12:00,14:00-20:30", std::string(text));
    if (span.begin >= span.end)
      return fail(Errc::bad_input, "hours must end after they begin, within one day", std::string(text));
    if (!window.spans_.empty() && window.spans_.back().end > span.begin)
      return fail(Errc::bad_input, "hours must stand in order and not overlap", std::string(text));
    window.spans_.push_back(span);
  }
  return window;
}

bool DayWindow::open_at(int minute_of_day) const {
  for (const Span& s : spans_)
    if (minute_of_day >= s.begin && minute_of_day < s.end) return true;
  return false;
}

TimePoint DayWindow::next_open(TimePoint t, const TimeZone& zone) const {
  CivilTime c = zone.civil(t);
  if (open_at(c.minute_of_day())) return t;
  for (int ahead = 0; ahead < 3; ++ahead) {
    const CivilTime day = zone.civil(t + std::chrono::hours(24 * ahead));
    for (const Span& s : spans_) {
      const CivilTime start{day.year, day.month, day.day, s.begin / 60, s.begin % 60, 0};
      const TimePoint at = zone.instant(start);
      if (at >= t) return at;
    }
  }
  return t + std::chrono::hours(24);
}

}  // namespace huiyin
