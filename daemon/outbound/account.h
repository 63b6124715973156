// A carrier account that sends, as the outbound half sees it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "daemon/model/purpose.h"
#include "daemon/outbound/submitter.h"

namespace huiyin {

struct SendAccount {
  std::string name;            // "main"
  std::int64_t ledger_id = 0;  // of table carrier
  // One of the two; owned by the daemon, outlives the outbound half.
  const HttpCarrier* carrier = nullptr;
  Submitter* line = nullptr;
  bool withdraws = false;  // stop-all takes back what has not arrived (setting withdraw_on_stop)
  Capability capability;
  std::vector<Purpose> purposes;  // what it may send
  int window = 8;                 // submits under way at once
  int prepared = 2;               // durable intents that wait for a free place in the window
  double submits_per_second = 0;  // 0: unlimited
  double inquiries_per_second = 1;
  std::string kind;  // of carrier: "tencent"

  bool may_send(Purpose p) const {
    for (const Purpose mine : purposes)
      if (mine == p) return true;
    return false;
  }
};

}  // namespace huiyin
