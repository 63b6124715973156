// Timers of a loop: work that is due later, by the steady clock. One thread. Private to daemon/io.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "daemon/base/clock.h"
#include "daemon/base/mailbox.h"

namespace huiyin {

class Timers {
 public:
  using Id = std::uint64_t;
  using Instant = std::chrono::steady_clock::time_point;

  // again: zero for once, else the pause between the end of one run and the start of the next.
  Id add(Instant due, Millis again, Work work);
  void cancel(
      Id id);  // of an unknown or finished id: nothing; from within the work itself: it does not run again
  // Runs what is due at `now`, each at most once; work added meanwhile waits for the next call.
  void run_due(Instant now);
  // Milliseconds until the next one is due, rounded up, at most `limit`.
  int wait_ms(Instant now, int limit) const;
  std::size_t size() const { return timers_.size(); }

 private:
  struct Timer {
    Instant due;
    Millis again;
    std::shared_ptr<Work> work;  // shared, so that work may cancel its own timer
  };
  void run(Id id);

  Id last_ = 0;
  std::map<Id, Timer> timers_;
  std::set<std::pair<Instant, Id>> queue_;
};

}  // namespace huiyin
