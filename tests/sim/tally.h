// Plain counters by name. Any thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "daemon/base/mutex.h"

namespace huiyin::sim {

class Tally {
 public:
  void count(const std::string& name) EXCLUDES(mutex_) {
    const Lock lock(mutex_);
    ++counts_[name];
  }
  std::map<std::string, std::uint64_t> all() const EXCLUDES(mutex_) {
    const Lock lock(mutex_);
    return counts_;
  }
  void reset() EXCLUDES(mutex_) {
    const Lock lock(mutex_);
    counts_.clear();
  }

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::uint64_t> counts_ GUARDED_BY(mutex_);
};

}  // namespace huiyin::sim
