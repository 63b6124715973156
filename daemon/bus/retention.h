// Retention: forgets old events, a piece at a time. An event stays while it is younger than `keep`; then
// until every durable consumer has acknowledged it, but for no longer than `hold` more. A consumer that loses
// events so is told of in the journal. set(): any thread; prune(): store role.
#pragma once
#include <atomic>

#include "daemon/store/database.h"

namespace huiyin {

class Retention {
 public:
  Retention(Millis keep, Millis hold) : keep_(keep.count()), hold_(hold.count()) {}
  void set(Millis keep, Millis hold) {
    keep_ = keep.count();
    hold_ = hold.count();
  }
  // In a transaction; true when there is more to forget.
  Result<bool> prune(Database& db, TimePoint now);

 private:
  std::atomic<std::int64_t> keep_, hold_;  // ms
};

}  // namespace huiyin
