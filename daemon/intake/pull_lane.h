// PullLane: one plan of one account. Rounds, pace, back-off, and fetching again by number what a lost answer
// may have held. Private to daemon/intake; net thread only.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "daemon/intake/puller.h"

namespace huiyin {

struct PullTools {
  Loop& loop;
  Store& store;
  Keeper& keeper;
  const Clock& clock;
  const Puller::Options options;
  const Puller::RecoverList recover_list;
  const Puller::Fetch fetch;
};

class PullLane : public std::enable_shared_from_this<PullLane> {
 public:
  // tools must outlive the lane.
  PullLane(const PullTools& tools, PullAccount account, PullPlan plan);
  void start() ON_ROLE(net_role);
  void stop(std::function<void()> drained) ON_ROLE(net_role);
  PullStatus status() const ON_ROLE(net_role);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  // A number whose items are to be fetched again.
  struct Lost {
    std::string e164;
    TimePoint since{};
    int tries = 0;
  };

  // The wheel: schedule -> begin -> take -> (call | keep)* -> end -> settle -> schedule.
  void schedule();
  void begin_round();
  void begin_recovery();
  void take(Step step);
  void call(HttpCall call);
  void fetch(const HttpCall& call);
  void keep(std::shared_ptr<const Keep> parcel);
  void on_kept(const std::shared_ptr<const Keep>& parcel, const Result<Kept>& kept);
  void end(Done done);
  void save(Done done);
  void settle(const Done& done);

  void settle_good(const Done& done);
  void settle_fault(const Done& done);
  void settle_recovery(const Done& done);
  void note_loss();
  void ask_what_was_lost();
  void add_lost(const std::vector<std::string>& numbers, TimePoint since);

  void load_cursor();
  void finish();
  bool ledger_failed(const Error& error);  // logs, now and then
  template <typename Made>
  Step guarded(Made make);
  Moment moment() const;
  Millis backoff(std::int64_t failures) const;
  Instant after(Millis delay) const { return std::chrono::steady_clock::now() + delay; }
  Loop::TimerId later(Instant when, void (PullLane::*next)());
  std::string place() const { return account_.name + "/" + plan_.name; }

  const PullTools& tools_;
  const PullAccount account_;
  const PullPlan plan_;

  std::string cursor_;
  std::unique_ptr<Exchange> exchange_;  // null between rounds
  bool recovering_ = false;             // the exchange is for recover_.front()
  bool writing_ = false;                // something brought is not durable yet
  int ledger_failures_ = 0;
  HttpCall paced_;           // waits for its turn
  Loop::TimerId timer_ = 0;  // 0: none
  Instant due_{}, next_call_{}, recover_due_{};

  TimePoint round_begun_{}, last_good_{};
  TimePoint drained_at_{};  // begin of the last round that left nothing at the carrier; epoch: none yet
  std::int64_t failures_ = 0;
  std::string fault_;
  bool stopped_ = false;

  bool lost_ = false;
  TimePoint lost_since_{};
  std::deque<Lost> recover_;
  std::set<std::string> recover_numbers_;

  bool stopping_ = false;
  std::function<void()> drained_;
};

}  // namespace huiyin
