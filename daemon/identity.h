// Who this installation is: a short name that its batch keys and events carry, an epoch that grows at every
// start, and the fence that finds a ledger restored, cloned or on another machine.
#pragma once
#include <string>

#include "daemon/store/fence.h"
#include "daemon/store/store.h"

namespace huiyin {

struct Identity {
  std::string instance;  // 6 characters, [0-9a-z], made with the ledger
  std::int64_t epoch = 0;
  std::int64_t lost = 0;  // messages that the last process left between intent and answer: `uncertain` now
  bool held = false;      // sending is stopped or frozen, by this start or an earlier one
  std::string frozen;     // why this start froze it; empty when it did not
  Fingerprint print;      // as the side file says it, but for the seq
};

struct IdentityFiles {
  std::string ledger;  // the database's file
  std::string side;    // state.dir/huiyin.identity: must be kept beside the ledger, and out of its backups
};

// At start, before anything is sent: closes what a dead process left open, compares the ledger with its side
// file and the machine, and freezes sending when they do not agree.
Result<Identity> begin_epoch(Store& store, const IdentityFiles& files, TimePoint now);
// Now and then: up to which event the ledger has come. Never ahead of what is durable.
Result<void> remember_identity(const IdentityFiles& files, Fingerprint print, std::int64_t newest_seq);

}  // namespace huiyin
