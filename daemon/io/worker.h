// Worker: a thread of its own for work that would keep a role busy for too long (reading texts, imports,
// reports). It meets the roles only through its mailbox.
#pragma once
#include <atomic>
#include <string>
#include <thread>

#include "daemon/base/mailbox.h"

namespace huiyin {

class Worker final : public Executor {
 public:
  // limit: bound of the mailbox. The name is the thread's and the mailbox's.
  Worker(std::string name, std::size_t limit);
  ~Worker() override;  // runs what waits, and what that posts; then the thread ends
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  bool post(Work work) override;
  void post_always(Work work) override;
  const Mailbox& mailbox() const { return mailbox_; }

 private:
  void thread_main();

  Mailbox mailbox_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace huiyin
