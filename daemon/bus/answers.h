// Answers: what goes back to the service's clients. A client whose pipe is full gets its answers a little
// later, out of a bounded store for all; one that does not read at all loses them. Bus role.
#pragma once
#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "daemon/bus/limits.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/bus_keys.h"

namespace huiyin {

struct Peer {
  Frames envelope;  // identity, the empty frame if there was one, the request's id
  std::shared_ptr<const BusClient> client;
  const std::string& identity() const { return envelope.front(); }
};

class Answers {
 public:
  explicit Answers(const ServiceLimits& limits) : limits_(limits) {}
  // Null while there is none; what was held for the one before is dropped.
  void use(BusSocket* socket);
  void send(const Peer& peer, std::string json);
  void refuse(const Peer& peer, const Error& e);  // a problem document, RFC 9457
  // Tries again what is held.
  void flush();
  std::size_t held() const { return held_.size(); }

 private:
  using Steady = std::chrono::steady_clock;
  struct Held {
    Frames frames;
    Steady::time_point until;
  };
  bool waits(const std::string& identity) const;

  const ServiceLimits& limits_;
  BusSocket* socket_ = nullptr;
  std::deque<Held> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace huiyin
