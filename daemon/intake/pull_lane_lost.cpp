// PullLane, the part that asks a carrier again for what a lost answer may have held.
#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/intake/pull_lane.h"

namespace huiyin {
namespace {

constexpr int kRecoverTries = 5;

}  // namespace

void PullLane::note_loss() {
  const TimePoint since =
      drained_at_ == TimePoint{} ? tools_.clock.now() - tools_.options.recover_back : drained_at_;
  lost_since_ = lost_ ? std::min(lost_since_, since) : since;
  if (!std::exchange(lost_, true))
    log_warn("carrier.pull.may_have_lost", "the answer of a pull that empties the carrier's queue was lost",
             {{"plan", place()}});
}

// Only after a round that went well: before, the carrier could not be asked anyway.
void PullLane::ask_what_was_lost() {
  lost_ = false;
  if (!tools_.recover_list) return;
  const TimePoint since = lost_since_;
  tools_.store.write<std::vector<std::string>>(
      [list = tools_.recover_list, id = account_.carrier_id, plan = plan_.name, since,
       limit = tools_.options.recover_numbers](Database& db) -> Result<std::vector<std::string>> {
        return list(db, id, plan, since, limit);
      },
      tools_.loop,
      [weak = weak_from_this(), since](const Result<std::vector<std::string>>& numbers) {
        const auto self = weak.lock();
        if (!self) return;
        if (numbers) return self->add_lost(*numbers, since);
        self->lost_ = true;  // the next good round asks again
      });
}

void PullLane::add_lost(const std::vector<std::string>& numbers, TimePoint since) {
  const auto limit = static_cast<std::size_t>(tools_.options.recover_numbers);
  for (const std::string& number : numbers)
    if (recover_.size() < limit && recover_numbers_.insert(number).second)
      recover_.push_back({number, since, 0});
  log_info("carrier.recover.begun", "asks the carrier by number for what a lost answer may have held",
           {{"plan", place()}, {"numbers", recover_.size()}, {"at_the_limit", numbers.size() >= limit}});
  if (!exchange_ && !writing_) schedule();
}

void PullLane::settle_recovery(const Done& done) {
  Lost lost = std::move(recover_.front());
  recover_.pop_front();
  const bool again = !done.fault.empty() && ++lost.tries < kRecoverTries;
  if (again) {
    const Millis wait =
        done.hold == Hold::stopped ? tools_.options.stopped_retry : std::max(done.wait, backoff(lost.tries));
    recover_due_ = after(wait);
    recover_.push_back(std::move(lost));
    return;
  }
  recover_numbers_.erase(lost.e164);
  recover_due_ =
      after(Millis(static_cast<std::int64_t>(1000 / std::max(tools_.options.recover_per_second, 0.001))));
  if (!done.fault.empty())
    log_error("carrier.recover.failed",
              "what a lost answer may have held for one number could not be fetched again",
              {{"plan", place()}, {"why", done.fault}});
  else if (recover_.empty())
    log_info("carrier.recover.done", "all numbers were asked for", {{"plan", place()}});
}

}  // namespace huiyin
