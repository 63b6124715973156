// The stream: PUB, frame 0 the topic, frame 1 the event. Published only from the journal, after commit, in
// its order. The place reached is kept in the ledger, so that a restart goes on there: at least once, ids
// tell repeats. Bus role.
#pragma once
#include <string>

#include "daemon/base/thread_role.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/store.h"

namespace huiyin {

class BusStream {
 public:
  BusStream(BusSocket& socket, Database& reader, std::string source);
  // Publishes what is new, at most `limit` events; true when there is more.
  bool publish(int limit) ON_ROLE(bus_role);
  void heartbeat(TimePoint now) ON_ROLE(bus_role);
  std::int64_t published() const { return published_; }

 private:
  BusSocket& socket_;
  Database& reader_;
  const std::string source_;
  std::int64_t published_ = 0;
};

}  // namespace huiyin
