// Puller: runs the standing pulls of every account, round and round, on the net thread. One round of a plan
// is in flight at a time; what a round brings is durable before the carrier is asked for more. Does not read
// what it brings.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http_carrier.h"
#include "daemon/base/thread_role.h"
#include "daemon/intake/keeper.h"
#include "daemon/io/loop.h"

namespace huiyin {

struct PullAccount {
  std::string name;                      // of the account, for logs and metrics
  const HttpCarrier* carrier = nullptr;  // must outlive the puller
  std::int64_t carrier_id = 0;           // carrier_number() of the ledger
};

struct PullStatus {
  std::string account, plan;
  std::string fault;           // of the last round; empty: it went well
  std::int64_t failures = 0;   // rounds in a row that failed
  bool stopped = false;        // the carrier refuses us until someone mends the account
  std::size_t to_recover = 0;  // numbers whose items are still to be fetched again
  TimePoint last_good{};       // end of the last round that went well; epoch: none since the start
};

class Puller {
 public:
  struct Options {
    Millis backoff_first{1'000}, backoff_max{60'000};  // after a fault, doubled and jittered
    Millis stopped_retry{5 * 60'000};                  // after Hold::stopped
    Millis keep_retry{1'000};             // the ledger could not keep what was pulled: it is tried for ever
    Millis recover_back{24 * 3'600'000};  // how far back a lost answer may reach when nothing better is known
    int recover_numbers = 500;            // at most, for one lost answer
    double recover_per_second = 2;        // exchanges, for each plan
  };
  // E.164 numbers whose items a lost answer of `plan` may have held (accepted messages without a receipt,
  // open questions), the likeliest first, at most `limit`. Store thread, inside a transaction.
  using RecoverList = std::function<std::vector<std::string>(
      Database& db, std::int64_t carrier_id, std::string_view plan, TimePoint since, int limit)>;
  using Fetch = std::function<void(const HttpCall& call, std::function<void(HttpReply)> done)>;

  // fetch: how calls are made; empty: Loop::fetch. All must outlive the puller.
  Puller(Loop& loop, Store& store, Keeper& keeper, const Clock& clock, const Options& options,
         RecoverList recover_list, Fetch fetch = {});
  ~Puller();

  // Before start(). Accounts without pulls are welcome.
  void add(const PullAccount& account) ON_ROLE(net_role);
  void start() ON_ROLE(net_role);
  // No new calls. `drained` runs on the loop when no call is under way and everything brought is durable.
  void stop(std::function<void()> drained) ON_ROLE(net_role);
  std::vector<PullStatus> status() const ON_ROLE(net_role);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace huiyin
