// Plain sockets on 127.0.0.1 for the tests of daemon/io: a server that follows a script, a client that says
// raw bytes.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/base/http.h"
#include "daemon/io/loop.h"

namespace huiyin::test {

// Accepts connections and runs script(fd, n) for the n-th, each on a thread of its own; closes fd afterwards.
class ScriptServer {
 public:
  using Script = std::function<void(int fd, int n)>;
  explicit ScriptServer(Script script);
  ~ScriptServer();
  int port() const { return port_; }
  std::string url(std::string_view path = "/") const;
  void stop_listening();  // later connections are refused
  int accepted() const { return accepted_; }

 private:
  void run();
  const Script script_;
  int port_ = 0;  // before fd_, whose making sets it
  int fd_ = -1;
  std::atomic<int> accepted_ = 0;
  std::vector<std::thread> connections_;
  std::thread thread_;
};

// A port on which nobody listens.
int closed_port();

std::string read_request(int fd);  // head and body; empty when the peer closed
bool write_all(int fd, std::string_view bytes);
std::string answer(int status, std::string_view body, std::string_view more_headers = {});
void reset_on_close(int fd);  // the next close sends RST

class RawClient {
 public:
  explicit RawClient(int port, const std::string& host = "127.0.0.1");
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  bool send(std::string_view bytes) { return write_all(fd_, bytes); }
  std::string read_until(std::string_view mark);  // what came up to and with the mark, or up to the end
  std::string read_all() { return read_until({}); }
  int fd() const { return fd_; }

 private:
  int fd_;
  std::string buffer_;
};

// Says `request` and reads until the server closes.
std::string say(int port, std::string_view request);

// Runs the loop until this one transfer is done.
HttpReply fetch(Loop& loop, const HttpCall& call);

}  // namespace huiyin::test
