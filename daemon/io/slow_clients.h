// Drops clients that take too long to say what they want: libmicrohttpd's own time-out starts anew with every
// byte, so one byte a minute would hold a connection for good. A thread of its own shuts such sockets down;
// the server then finds them closed. Private to daemon/io.
#pragma once
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "daemon/base/clock.h"

namespace huiyin {

class SlowClients {
 public:
  struct Client {
    int fd;
    std::optional<std::chrono::steady_clock::time_point> deadline;
  };
  using Ticket = std::list<Client>::iterator;

  explicit SlowClients(Millis patience);
  ~SlowClients();

  Ticket add(int fd);
  void remove(Ticket ticket);          // before the socket is closed
  void expect_request(Ticket ticket);  // from now on the client has `patience` for the next whole step
  void expect_nothing(Ticket ticket);  // it is our turn
  std::size_t count() const;

 private:
  void run();
  void drop_late();

  const Millis patience_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable wake_;
  std::list<Client> clients_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all above
};

}  // namespace huiyin
