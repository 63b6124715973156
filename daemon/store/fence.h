// The fence against restored and cloned ledgers: what the ledger says of itself is compared with a side file
// next to it and with the machine. A ledger that is older than this machine remembers, or lies elsewhere than
// it did, must not send what its other self may have sent already.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

struct Fingerprint {
  std::string instance;
  std::int64_t epoch = 0;  // grows at every start
  std::int64_t seq = 0;    // newest journal event
  std::string host;        // hash of the machine's id; empty: the machine has none
  std::int64_t inode = 0;  // of the ledger's file; 0: not a file

  std::string json() const;
  static Result<Fingerprint> from_json(std::string_view text);
};

// Why sending must be frozen, in one sentence; empty when all is well. ledger: what the ledger says (host and
// inode empty before the first start with a fence). side: the side file, if there is one. here: this machine
// now; only host and inode count.
std::string broken_fence(const Fingerprint& ledger, const std::optional<Fingerprint>& side,
                         const Fingerprint& here);

}  // namespace huiyin
