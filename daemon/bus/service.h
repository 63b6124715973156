// The service: ROUTER. A request is [id][JSON], the answer [id][JSON]; a REQ socket's empty frame is
// understood. What can be asked, with its limits, stands in docs/bus.md. Bus role.
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/base/mailbox.h"
#include "daemon/base/thread_role.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/commands.h"
#include "daemon/store/store.h"

namespace huiyin {

struct ServiceLimits {
  int events = 1'000;                          // a replay's or fetch's most
  std::size_t answer_bytes = 4 * 1024 * 1024;  // of events in one answer; at least one event is given
  Millis wait{30'000};                         // a fetch's longest wait
  std::size_t waiting = 256;                   // fetches that may wait at once
  std::size_t commands = 1'000;                // commands under way at once
};

class BusService {
 public:
  BusService(BusSocket& socket, Store& store, Database& reader, const CommandTable& commands,
             const Clock& clock, Executor& executor, std::string source, ServiceLimits limits = {});

  // Handles what waits on the socket, at most `limit` requests; true when there may be more.
  bool serve(int limit) ON_ROLE(bus_role);
  // The journal grew: waiting fetches may have something now.
  void journal_grew() ON_ROLE(bus_role);
  // Ends waits that are over. Returns how long until the next one ends.
  Millis tick() ON_ROLE(bus_role);

 private:
  struct Peer {
    Frames envelope;  // identity, the empty frame if there was one, the request's id
  };
  struct Waiting {
    Peer peer;
    std::string consumer;
    int credit;
    std::chrono::steady_clock::time_point until;
  };
  void handle(const Peer& peer, const std::string& request) ON_ROLE(bus_role);
  void answer(const Peer& peer, std::string json);
  void refuse(const Peer& peer, const Error& e);
  void replay(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void attach(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void fetch(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void ack(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void command(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  bool give(const Peer& peer, const std::string& consumer, int credit, bool even_none);
  std::string events_answer(std::int64_t after, const std::vector<std::string>& topics, int limit,
                            int* count);

  BusSocket& socket_;
  Store& store_;
  Database& reader_;
  const CommandTable& commands_;
  const Clock& clock_;
  Executor& executor_;
  const std::string source_;
  const ServiceLimits limits_;
  std::deque<Waiting> waiting_;
  std::size_t commands_under_way_ = 0;
};

}  // namespace huiyin
