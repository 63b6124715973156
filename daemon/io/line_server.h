// LineServer: takes the calls of carriers that call us. Accepts from listed addresses alone; everybody else
// is let go before a byte is read. What becomes of a connection is its owner's. Net thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/io/loop.h"

namespace huiyin {

class LineServer {
 public:
  struct Options {
    std::string address;             // numeric, of our side
    int port = 0;                    // 0: any
    std::vector<std::string> peers;  // numeric addresses that may call
  };
  // fd: connected, non-blocking; the callee owns it.
  using Called = std::function<void(int fd, const std::string& peer)>;
  using Refused = std::function<void(const std::string& peer)>;
  LineServer(Loop& loop, Options options, Called called, Refused refused);
  ~LineServer();
  LineServer(const LineServer&) = delete;
  LineServer& operator=(const LineServer&) = delete;

  // Errors: unavailable (taken, not ours), bad_input (no numeric address); they name address and port.
  Result<void> open();
  void close();
  bool is_open() const { return fd_ >= 0; }
  int port() const { return port_; }

 private:
  void accept_some();

  Loop& loop_;
  const Options options_;
  const Called called_;
  const Refused refused_;
  int fd_ = -1, port_ = 0;
};

}  // namespace huiyin
