// The brake: while it is pulled no submit leaves. Any thread; it acts at once, without the store's queue. The
// ledger's holds (store/holds.h) are what lasts; the brake is how the net thread knows of them in time.
#pragma once
#include <atomic>

namespace huiyin {

class Brake {
 public:
  bool pulled() const { return pulled_.load(std::memory_order_acquire); }
  void pull() { pulled_.store(true, std::memory_order_release); }
  void release() { pulled_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> pulled_{false};
};

}  // namespace huiyin
