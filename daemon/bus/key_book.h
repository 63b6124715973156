// The key book: which CURVE keys may come in by tcp, and with which rights. A copy of the ledger's, read anew
// when the journal tells of a change. Bus role.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/store/bus_keys.h"

namespace huiyin {

class KeyBook {
 public:
  // True when somebody who may be connected has lost something: a key or a right.
  bool load(Database& reader, TimePoint now);
  // The key has ended by its time since the last load.
  bool any_ended(TimePoint now) const;
  bool empty() const { return keys_.empty(); }
  // Null when it is nobody's.
  std::shared_ptr<const BusClient> of_key(const std::string& public_key) const;
  std::shared_ptr<const BusClient> of_name(const std::string& client) const;

 private:
  using Clients = std::map<std::string, std::shared_ptr<const BusClient>, std::less<>>;
  std::vector<BusKey> keys_;  // those that are good
  Clients clients_;
};

}  // namespace huiyin
