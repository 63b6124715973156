// Mailbox: the only way work crosses threads. Named, bounded, counted; a deque and an eventfd.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "daemon/base/mutex.h"

namespace huiyin {

using Work = std::function<void()>;

// Where finished work is handed back: the owner thread's mailbox, or a test's own.
class Executor {
 public:
  virtual ~Executor() = default;
  // Any thread. False when the bound is reached and `work` was not taken.
  virtual bool post(Work work) = 0;
  // Any thread. Takes even beyond the bound: for answers to work that was itself admitted under a bound.
  virtual void post_always(Work work) = 0;
};

class Mailbox final : public Executor {
 public:
  // limit: how many items may wait; post() refuses beyond it. The name labels the metrics and `huiyinctl
  // status`.
  Mailbox(std::string name, std::size_t limit);
  ~Mailbox() override;
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  bool post(Work work) override;
  void post_always(Work work) override;

  // Owner thread: everything that waits now, in order; clears the eventfd.
  std::vector<Work> take();
  // Owner thread: runs what waits now; returns how many ran.
  std::size_t run();
  // Owner thread: blocks until something waits or the time-out passes; false on time-out.
  bool wait(int timeout_ms);

  int fd() const { return fd_; }  // readable while something waits
  const std::string& name() const { return name_; }
  std::size_t size() const;
  std::uint64_t refused() const;  // how many posts met the bound

 private:
  const std::string name_;
  const std::size_t limit_;
  const int fd_;
  mutable Mutex mutex_;
  std::deque<Work> items_ GUARDED_BY(mutex_);
  std::uint64_t refused_ GUARDED_BY(mutex_) = 0;
};

}  // namespace huiyin
