// Pushes receipts and replies to the daemon's webhooks in a carrier's form (push_forms.h), with two more
// attempts after pauses. One thread of its own.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "daemon/base/mutex.h"
#include "tests/sim/push_forms.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

struct CallbackUrls {
  std::string status, reply;  // empty: not pushed
  PushForm form = PushForm::tencent;
};

class Callbacks {
 public:
  // retry_ms: real-time pauses before the second and third attempt.
  Callbacks(World* world, CallbackUrls urls, std::vector<std::int64_t> retry_ms);
  ~Callbacks();  // attempts that wait are dropped
  Callbacks(const Callbacks&) = delete;
  Callbacks& operator=(const Callbacks&) = delete;

  // What became due before is not pushed to new addresses when nothing was pushed until now.
  void configure(CallbackUrls urls) EXCLUDES(mutex_);
  CallbackUrls urls() const EXCLUDES(mutex_);

 private:
  struct Job {
    std::string url;
    PushForm form = PushForm::tencent;
    PushBody push;
    bool is_inbound = false;
    std::size_t items = 0;
    std::uint64_t inbound_seq = 0;
    std::size_t attempt = 0;
    std::chrono::steady_clock::time_point due;
  };

  void run();
  void collect(const CallbackUrls& urls);
  void attempt(Job job, void* curl);
  bool stopping() const EXCLUDES(mutex_);

  World& world_;
  const std::vector<std::int64_t> retry_ms_;
  mutable Mutex mutex_;
  CallbackUrls urls_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::deque<Job> jobs_;  // worker thread only
  std::thread worker_;
};

// The bodies, without sending them.
std::string status_push_body(const std::vector<ReceiptView>& receipts);
std::string reply_push_body(const InboundView& reply);

}  // namespace huiyin::sim
