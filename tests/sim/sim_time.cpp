#include "tests/sim/sim_time.h"

namespace huiyin::sim {

SimTime::SimTime(const Clock& clock)
    : clock_(clock), started_(std::chrono::steady_clock::now()), first_lead_(lead_ms()) {}

std::int64_t SimTime::lead_ms() const {
  return to_ms(clock_.now()) - to_ms(SystemClock().now());
}

std::int64_t SimTime::progress_ms() const {
  // A few milliseconds pass between the two readings; only a real jump counts.
  constexpr std::int64_t kNoise = 500;
  const std::int64_t lead = lead_ms() - first_lead_;
  std::int64_t known = jumped_.load();
  while (lead > known + kNoise && !jumped_.compare_exchange_weak(known, lead)) {
  }
  const auto steady = std::chrono::steady_clock::now() - started_;
  return std::chrono::duration_cast<Millis>(steady).count() + jumped_.load();
}

void Pauses::sleep(std::int64_t ms) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, Millis(ms), [this] { return stopped_; });
}

void Pauses::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  wake_.notify_all();
}

}  // namespace huiyin::sim
