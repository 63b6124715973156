#include "daemon/io/timers.h"

#include <algorithm>
#include <vector>

namespace huiyin {

Timers::Id Timers::add(Instant due, Millis again, Work work) {
  const Id id = ++last_;
  timers_.emplace(id, Timer{due, again, std::make_shared<Work>(std::move(work))});
  queue_.emplace(due, id);
  return id;
}

void Timers::cancel(Id id) {
  const auto it = timers_.find(id);
  if (it == timers_.end()) return;
  queue_.erase({it->second.due, id});
  timers_.erase(it);
}

void Timers::run_due(Instant now) {
  std::vector<Id> due;
  for (auto it = queue_.begin(); it != queue_.end() && it->first <= now; ++it) due.push_back(it->second);
  for (const Id id : due) run(id);
}

void Timers::run(Id id) {
  auto it = timers_.find(id);
  if (it == timers_.end()) return;  // cancelled by one that ran just before
  const std::shared_ptr<Work> work = it->second.work;
  queue_.erase({it->second.due, id});
  if (it->second.again == Millis(0)) {
    timers_.erase(it);
    (*work)();
    return;
  }
  (*work)();
  it = timers_.find(id);
  if (it == timers_.end()) return;
  it->second.due = std::chrono::steady_clock::now() + it->second.again;
  queue_.emplace(it->second.due, id);
}

int Timers::wait_ms(Instant now, int limit) const {
  if (queue_.empty()) return limit;
  const auto left = std::chrono::ceil<Millis>(queue_.begin()->first - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, limit));
}

}  // namespace huiyin
