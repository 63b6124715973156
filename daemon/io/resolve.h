// Names to addresses without blocking: glibc's own asynchronous resolver, asked now and then. Private to
// daemon/io.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include <sys/socket.h>

namespace huiyin {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

class Resolve {
 public:
  Resolve(const std::string& host, int port);  // begins
  ~Resolve();                                  // gives up what still runs
  Resolve(const Resolve&) = delete;
  Resolve& operator=(const Resolve&) = delete;

  bool done() const;  // an IP address is at once
  // REQUIRES: done(). Empty: `error` says why.
  std::vector<SocketAddress> addresses(std::string* error) const;

 private:
  struct Request;
  static void leave_to_glibc(std::unique_ptr<Request> request);
  std::unique_ptr<Request> request_;
};

}  // namespace huiyin
