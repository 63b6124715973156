// The service: ROUTER. A request is [id][JSON], the answer [id][JSON]; a REQ socket's empty frame is
// understood. What can be asked, with its limits, stands in docs/bus.md. Bus role.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "daemon/bus/answers.h"
#include "daemon/bus/consumers.h"
#include "daemon/bus/pages.h"
#include "daemon/bus/request_rates.h"
#include "daemon/bus/writes.h"
#include "daemon/store/commands.h"

namespace huiyin {

class BusService {
 public:
  struct Parts {
    Store& store;
    Database& reader;
    const CommandTable& commands;
    const Clock& clock;
    Executor& executor;
    std::string source;
  };
  // The client behind a name that the ZAP handler gave; null when it has no rights any more.
  using Rights = std::function<std::shared_ptr<const BusClient>(const std::string& user)>;
  BusService(const Parts& parts, Rights rights, ServiceLimits limits = {});

  // The socket to serve, or null; waits of the one before are forgotten.
  void use(BusSocket* socket) ON_ROLE(bus_role);
  // Handles what waits on the socket for at most this long; true when there may be more.
  bool serve(Millis at_most) ON_ROLE(bus_role);
  void journal_grew() ON_ROLE(bus_role) { consumers_.journal_grew(); }
  // Ends waits that are over, tries answers again. Returns how long until it is to be called again.
  Millis tick() ON_ROLE(bus_role);

  std::size_t under_way() const { return writes_.under_way(); }
  std::size_t replays() const { return consumers_.pages_under_way() + answers_.held(); }
  std::size_t waiting() const { return consumers_.waiting(); }

 private:
  void take(Frames frames, const std::string& user) ON_ROLE(bus_role);
  void handle(const Peer& peer, const std::string& request) ON_ROLE(bus_role);
  void replay(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void command(const Peer& peer, const Json& q) ON_ROLE(bus_role);

  const ServiceLimits limits_;
  const CommandTable& table_;
  Executor& executor_;
  const Rights rights_;
  Answers answers_;
  Writes writes_;
  Pages pages_;
  DurableConsumers consumers_;
  RequestRates rates_;
  BusSocket* socket_ = nullptr;
};

}  // namespace huiyin
