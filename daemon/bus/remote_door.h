// The remote door: the tcp sockets of the bus, open only while there are keys. CURVE everywhere; every client
// is asked about here (ZAP), and a subscription counts only as far as the client may read. When somebody
// loses a key or a right, both sockets are closed and opened anew: the others come back by themselves and
// heal what they missed. Bus role.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "daemon/bus/key_book.h"
#include "daemon/bus/service.h"
#include "daemon/io/bus_socket.h"

namespace huiyin {

class RemoteDoor {
 public:
  struct Options {
    std::string stream, service;  // tcp://…; both empty: no door
    std::string secret_key;       // of the server, Z85
  };
  // Asks nothing of the network yet.
  RemoteDoor(BusContext& context, const Options& options, Database& reader, const Clock& clock,
             const ServiceLimits& limits);

  bool configured() const { return !options_.stream.empty(); }
  BusService::Rights rights();
  // Keys have changed in the ledger.
  void keys_changed() ON_ROLE(bus_role);
  // Opens, closes, answers ZAP and subscriptions; serves the service. Returns how long until the next call is
  // due at the latest.
  Millis tick(BusService& service) ON_ROLE(bus_role);
  // To be waited for, and to be published on.
  void add_sockets(std::vector<BusSocket*>* all) const;
  BusSocket* stream() const { return stream_.get(); }

 private:
  using Steady = std::chrono::steady_clock;
  Result<void> open(BusService& service) ON_ROLE(bus_role);
  void close(BusService& service) ON_ROLE(bus_role);
  void answer_zap();
  void take_subscriptions();
  void log_refused(const std::string& address, const std::string& key);

  BusContext& context_;
  const Options options_;
  Database& reader_;
  const Clock& clock_;
  const ServiceLimits limits_;
  KeyBook book_;
  bool to_reopen_ = false;
  Steady::time_point next_try_{};
  int failures_ = 0;
  int refused_ = 0;  // since the last line of the log
  Steady::time_point refused_told_{};
  std::unique_ptr<BusSocket> zap_, stream_, service_;
};

}  // namespace huiyin
