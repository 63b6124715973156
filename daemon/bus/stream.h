// The stream: PUB, frame 0 the topic, frame 1 the event. Published only from the journal, after commit, in
// its order. The place reached is kept in the ledger, so that a restart goes on there: at least once, ids
// tell repeats. Bus role.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/bus/cloud_event.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/store.h"

namespace huiyin {

class BusStream {
 public:
  // seen: called for every event, after it was sent.
  BusStream(Database& reader, std::string source, std::function<void(const Event&)> seen = {});
  // Publishes what is new to all sockets, at most `limit` events; true when there is more.
  bool publish(const std::vector<BusSocket*>& sockets, int limit) ON_ROLE(bus_role);
  void heartbeat(const std::vector<BusSocket*>& sockets, TimePoint now) ON_ROLE(bus_role);
  std::int64_t published() const { return published_; }
  // To be kept as meta kPlaceKey: a stream made later goes on here.
  std::string place() const;

  static constexpr const char* kPlaceKey = "bus.published";

 private:
  void send(const std::vector<BusSocket*>& sockets, const Frames& frames);

  Database& reader_;
  const std::string source_;
  const std::function<void(const Event&)> seen_;
  std::int64_t published_ = 0;
  NewestByType newest_;
  Frames frames_{2};  // of the event at hand: the strings keep their room
};

}  // namespace huiyin
