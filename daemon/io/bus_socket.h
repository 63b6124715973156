// BusSocket: the ZeroMQ sockets of the bus thread, behind strings. libzmq is private to bus_socket.cpp. All
// sockets of one BusContext belong to one thread; wait() is zmq_poll over them and one extra descriptor (a
// mailbox). Never ZMQ_FD.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

using Frames = std::vector<std::string>;

// xpub: as pub, but a subscription counts only once admit() has been called for it. sub and dealer: for
// huiyinctl and tests.
enum class BusKind { pub, xpub, router, rep, sub, dealer };

// CURVE keys, 40 characters of Z85 each.
struct CurvePair {
  std::string public_key, secret_key;
};
CurvePair make_curve_pair();
bool is_curve_key(std::string_view key);
std::string curve_text(std::string_view raw_key);  // of 32 bytes; else ""
std::string curve_public_key(const std::string& secret_key);

struct BusOptions {
  int send_high_water = 20'000;  // messages a slow peer may have waiting; beyond it PUB drops, ROUTER refuses
  int receive_high_water = 10'000;
  std::int64_t max_message_bytes = 8 * 1024 * 1024;  // of one frame; a larger one closes its connection
  int linger_ms = 500;
  int ipc_mode = 0600;  // of an ipc:// socket file
  // With a secret alone this end is a CURVE server, and every client is asked about at the ZAP handler of the
  // same context; with all three it is a client.
  std::string curve_secret, curve_public, curve_server;
};

class BusContext;

class BusSocket {
 public:
  ~BusSocket();
  BusSocket(BusSocket&&) noexcept;

  Result<void> bind(const std::string& endpoint);  // "ipc:///run/huiyin/bus", "tcp://127.0.0.1:*"
  Result<void> connect(const std::string& endpoint);
  std::string bound_endpoint() const;               // after bind, with the port chosen
  void subscribe(const std::string& topic_prefix);  // sub only
  // xpub only, for the peer whose subscription was received last.
  void admit(const std::string& topic_prefix);
  void dismiss(const std::string& topic_prefix);
  // False when it could not be queued (high-water mark, or for a router: no such peer); of pub and xpub:
  // when at least one subscriber missed it.
  bool send(const Frames& frames);
  // False when nothing waits. *user: the name the ZAP handler gave the peer; empty without CURVE.
  bool receive(Frames* frames, std::string* user = nullptr);

 private:
  friend class BusContext;
  struct Impl;
  explicit BusSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class BusContext {
 public:
  BusContext();
  ~BusContext();  // REQUIRES: its sockets are gone
  BusSocket open(BusKind kind, const BusOptions& options = {});
  // Where the ZAP handler, a rep socket, has to be bound before any CURVE server.
  static constexpr const char* kZapEndpoint = "inproc://zeromq.zap.01";
  // Waits until a socket or extra_fd (-1: none) is readable, or the time-out passes. readable[i] tells of
  // sockets[i]. Returns false on time-out.
  bool wait(const std::vector<BusSocket*>& sockets, int extra_fd, int timeout_ms,
            std::vector<bool>* readable);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
