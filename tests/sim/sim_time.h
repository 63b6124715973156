// The simulator's two times: what its clock says, and how far the world has moved on (which decides what is
// due).
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "daemon/base/clock.h"

namespace huiyin::sim {

// Any thread. The clock must outlive it.
class SimTime {
 public:
  explicit SimTime(const Clock& clock);

  TimePoint now() const { return clock_.now(); }
  // Milliseconds since the start: steady time, plus every jump forward of the clock. Never goes back.
  std::int64_t progress_ms() const;

 private:
  std::int64_t lead_ms() const;  // the clock before the system's

  const Clock& clock_;
  const std::chrono::steady_clock::time_point started_;
  const std::int64_t first_lead_;
  mutable std::atomic<std::int64_t> jumped_{0};
};

// Sleeps that end early when the simulator stops. Any thread.
class Pauses {
 public:
  void sleep(std::int64_t ms);
  void stop();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
};

}  // namespace huiyin::sim
