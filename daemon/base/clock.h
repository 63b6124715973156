// Time as the domain sees it: milliseconds, UTC. Civil time belongs to model/calendar.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace huiyin {

using Millis = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Millis>;

inline std::int64_t to_ms(TimePoint t) {
  return t.time_since_epoch().count();
}
inline TimePoint from_ms(std::int64_t ms) {
  return TimePoint(Millis(ms));
}

// "2026-03-01T02:03:04Z" or with ".123" where the milliseconds are not zero.
std::string to_rfc3339(TimePoint t);
// Reads RFC 3339 with any offset. Returns false (and leaves *out alone) on anything else.
bool from_rfc3339(std::string_view text, TimePoint* out);

// Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
};

// For tests: time moves only when told.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start) : ms_(to_ms(start)) {}
  TimePoint now() const override { return from_ms(ms_.load()); }
  void advance(Millis by) { ms_ += by.count(); }
  void set(TimePoint t) { ms_ = to_ms(t); }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace huiyin
