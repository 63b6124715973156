// Outgoing webhooks: for systems without ZeroMQ each event is posted, signed (Standard Webhooks), one at a
// time and in order for each receiver. Every webhook is a durable consumer: nothing is skipped, a receiver
// that is down is tried again with growing pauses, and an event it never takes becomes a dead letter. At
// least once; webhook-id tells repeats. Net role; receivers never wait for each other, nothing else waits for
// them.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/bus/topics.h"
#include "daemon/bus/webhook_commands.h"
#include "daemon/io/loop.h"
#include "daemon/store/consumers.h"
#include "daemon/store/store.h"
#include "daemon/store/webhooks.h"

namespace huiyin {

struct WebhookRules {
  std::int64_t tries = 12;  // of one event; then it is a dead letter
  Millis first_pause{5'000}, longest_pause{3'600'000};
  Millis timeout{15'000};
  std::int64_t kept_tries = 500;       // lines of the log, of each webhook
  std::int64_t dead_letters = 10'000;  // of each; beyond them it pauses
  Millis tick{1'000};
};
// After so many failures in a row: twice as long each time.
Millis webhook_pause(const WebhookRules& rules, std::int64_t failures);

class Webhooks {
 public:
  // reader: the net thread's. All outlive the webhooks.
  Webhooks(Loop& loop, Store& store, Database& reader, const Clock& clock, SecretSeal secrets,
           std::string source, WebhookRules rules);
  void start() ON_ROLE(net_role);
  void set(const WebhookRules& rules) ON_ROLE(net_role) { rules_ = rules; }
  void wake() ON_ROLE(net_role);  // the journal grew; cheap
  // Posts nothing new; done when nothing is under way. A post that had not left is made by the next start.
  void stop(std::function<void()> done) ON_ROLE(net_role);

 private:
  struct Delivery {  // an event on its way to one receiver
    Event event;
    bool again = false;  // a dead letter that an operator wants tried again
  };
  struct Line {  // one webhook as it was when its generation began
    Webhook hook;
    std::string consumer;
    Prefixes topics;
    std::vector<std::string> keys;  // the newest first
    std::deque<Delivery> queue;
    std::int64_t read_to = 0, kept = 0;  // looked at; durably done with
    std::uint64_t transfer = 0;          // under way; 0: none
    bool busy = false, more = false, gone = false;
    int writes = 0;  // results that are not durable yet
  };
  using LinePtr = std::shared_ptr<Line>;
  struct Outcome;

  void run() ON_ROLE(net_role);
  void load() ON_ROLE(net_role);
  LinePtr make_line(const std::string& name) ON_ROLE(net_role);
  void step(const LinePtr& line) ON_ROLE(net_role);
  void fill(Line& line) ON_ROLE(net_role);
  void post(const LinePtr& line) ON_ROLE(net_role);
  void answered(const LinePtr& line, const HttpReply& reply, Millis took) ON_ROLE(net_role);
  void keep(const LinePtr& line, std::shared_ptr<const Outcome> outcome) ON_ROLE(net_role);
  void keep_place(const LinePtr& line) ON_ROLE(net_role);
  void tell_lag() ON_ROLE(net_role);
  void settle() ON_ROLE(net_role);
  void forget(const LinePtr& line) ON_ROLE(net_role);

  Loop& loop_;
  Store& store_;
  Database& reader_;
  const Clock& clock_;
  const SecretSeal secrets_;
  const std::string source_;
  WebhookRules rules_;
  std::map<std::string, LinePtr> lines_;
  int under_way_ = 0;  // posts and writes of all lines, also of those that are gone
  bool woken_ = false, stopping_ = false;
  Loop::TimerId ticking_ = 0;
  std::function<void()> stopped_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for calls that come back too late
};

}  // namespace huiyin
