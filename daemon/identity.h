// Who this installation is: a short name that its batch keys and events carry, and an epoch that grows at
// every start.
#pragma once
#include <string>

#include "daemon/store/store.h"

namespace huiyin {

struct Identity {
  std::string instance;  // 6 characters, [0-9a-z], made with the ledger
  std::int64_t epoch = 0;
  std::int64_t lost = 0;  // messages that the last process left between intent and answer: `uncertain` now
};
// At start, before anything is sent: closes what a dead process left open.
Result<Identity> begin_epoch(Store& store, TimePoint now);

}  // namespace huiyin
