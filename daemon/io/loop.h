// Loop: the net thread's one wait. A curl_multi_poll over HTTP transfers, line links' descriptors, posted
// work and timers. Everything but post() is for the thread that calls run().
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/base/http.h"
#include "daemon/base/mailbox.h"

namespace huiyin {

class Loop final : public Executor {
 public:
  // limit: bound of the mailbox that other threads post to.
  explicit Loop(std::string name, std::size_t limit = 100'000);
  ~Loop() override;

  // Any thread; wakes the loop.
  bool post(Work work) override;
  void post_always(Work work) override;
  Mailbox& mailbox();

  using TimerId = std::uint64_t;
  // Runs `work` once after `delay` (steady time, not the domain's clock). Never earlier; as late as the loop
  // is busy.
  TimerId after(Millis delay, Work work);
  // Runs `work` again and again, `every` after the last one ended.
  TimerId every(Millis every, Work work);
  void cancel(TimerId id);

  // Watches a descriptor. ready(readable, writable) runs each time around while it is so.
  using Ready = std::function<void(bool readable, bool writable)>;
  void watch(int fd, bool read, bool write, Ready ready);  // again with the same fd: changes what is watched
  void unwatch(int fd);

  // Starts an HTTP transfer; `done` runs on the loop, exactly once, also when the loop is torn down
  // (transport broken).
  // The number is for stop_unsent(); 0: `done` ran already.
  std::uint64_t fetch(const HttpCall& call, std::function<void(HttpReply)> done);
  // Ends the transfer (`done` runs now) unless its request has wholly left: then its answer is waited for.
  void stop_unsent(std::uint64_t transfer);
  std::size_t transfers() const;  // under way

  void run();   // until stop()
  void stop();  // any thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
