// A small HTTP/1.1 server on 127.0.0.1: a thread per connection, so that a handler may stall, and answers may
// be cut, dripped or reset on command. Owns its threads; the handler must outlive it.
#pragma once
#include <memory>

#include "daemon/base/result.h"
#include "tests/sim/http.h"
#include "tests/sim/sim_time.h"

struct MHD_Daemon;

namespace huiyin::sim {

class Server {
 public:
  // port 0: the system picks one. Bodies beyond 4 MiB are answered 413. pauses: what slow answers sleep with;
  // stop it before the server is destroyed.
  static Result<std::unique_ptr<Server>> start(int port, Handler handler, Pauses* pauses);
  ~Server();  // waits for the handlers that run
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;

 private:
  friend struct ServerCallbacks;
  Server(Handler handler, Pauses* pauses) : handler_(std::move(handler)), pauses_(pauses) {}

  const Handler handler_;
  Pauses* const pauses_;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace huiyin::sim
