// Dispatcher: gate -> pace -> intent -> submit -> result, for every sending account. Net role. Between claim
// and result nothing lives in memory only: the intent is durable before the first byte leaves, the result
// before anyone is told.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/io/loop.h"
#include "daemon/outbound/brake.h"
#include "daemon/outbound/outcomes.h"
#include "daemon/outbound/pacer.h"
#include "daemon/store/store.h"

namespace huiyin {

struct OutboundParts {  // all owned by the daemon, all outlive the outbound half
  Loop* loop = nullptr;
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  ReceiptBook* receipts = nullptr;  // store thread's
  const Brake* brake = nullptr;
  std::string instance;
  std::int64_t epoch = 0;
  PartPrice price = {};        // of budgets
  Database* reader = nullptr;  // the net thread's
};

// What a reload may exchange.
struct SendingRules {
  SendingHours hours;
  std::optional<RampRules> ramp;  // none: switched off
  Millis start_grace{3'600'000};
};

class Dispatcher {
 public:
  Dispatcher(const OutboundParts& parts, SendingRules rules, RetryRules retries,
             std::vector<SendAccount> accounts);
  ~Dispatcher();

  void start() ON_ROLE(net_role);
  // Something may have become due. Cheap; may be called for every commit.
  void wake() ON_ROLE(net_role);
  // After the brake was pulled: what is prepared goes back to the queue, requests that have not wholly left
  // are ended, both at once. What waits for an answer goes on waiting. `halted` runs when all that is queued
  // for the ledger, which then has no open attempt that has not left.
  void halt(std::function<void()> halted) ON_ROLE(net_role);
  // No further claim or submit; `done` runs when every submit under way is durable, or the loop's owner gives
  // up waiting.
  void drain(std::function<void()> done) ON_ROLE(net_role);
  void set_rules(SendingRules rules) ON_ROLE(net_role);

  struct Line {  // for status
    std::string account;
    int in_flight = 0, prepared = 0;
    bool held = false, stopped = false;
    std::string fault;
    bool failing = false;  // the last submit had no answer, or one that took and refused nothing
    std::string trouble;   // why
    std::uint64_t submits = 0, accepted = 0, unknown = 0;
  };
  std::vector<Line> lines() const ON_ROLE(net_role);

 private:
  struct Lane;
  void pump(Lane& lane) ON_ROLE(net_role);
  void ask_for_work(Lane& lane) ON_ROLE(net_role);
  int wanted_batches(const Lane& lane) const ON_ROLE(net_role);
  void put_ready(Lane& lane, ClaimedBatch batch) ON_ROLE(net_role);
  void submit(Lane& lane, ClaimedBatch batch) ON_ROLE(net_role);
  void submit_by_line(Lane& lane, std::shared_ptr<ClaimedBatch> batch) ON_ROLE(net_role);
  // Certain: no byte of them has left.
  void hand_back(Lane& lane, const char* why, Millis wait) ON_ROLE(net_role);
  void give_back(Lane& lane, ClaimedBatch batch, const char* why, Millis wait) ON_ROLE(net_role);
  void answered_late(Lane& lane, const std::string& batch_key, const std::string& recipient_key,
                     Outcome outcome) ON_ROLE(net_role);
  void answered(Lane& lane, std::shared_ptr<ClaimedBatch> batch, std::vector<Outcome> outcomes)
      ON_ROLE(net_role);
  void record(Lane& lane, std::shared_ptr<ClaimedBatch> batch, std::vector<Outcome> outcomes)
      ON_ROLE(net_role);
  void hold(Lane& lane, const std::vector<Outcome>& outcomes) ON_ROLE(net_role);
  void settle_down() ON_ROLE(net_role);
  void tell_halted() ON_ROLE(net_role);

  const OutboundParts parts_;
  std::shared_ptr<const SendingRules> rules_;  // shared with the claims under way on the store thread
  const RetryRules retries_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::function<void()> drained_;
  std::vector<std::function<void()>> halted_;
  bool draining_ = false;
  Loop::TimerId timer_ = 0;
};

}  // namespace huiyin
