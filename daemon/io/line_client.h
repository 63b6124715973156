// LineClient: keeps one link to a carrier alive: resolves, connects, TLS, reads and writes, ticks, reconnects
// with back-off. It never stops reading while it writes; a peer that does not read is let go when the output
// bound is reached. Net thread; owns its socket.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io/line_endpoint.h"
#include "daemon/io/loop.h"
#include "daemon/io/resolve.h"
#include "daemon/io/tls_stream.h"

namespace huiyin {

class LineClient;

// Lets the links of one account begin one after the other: carriers count half-open binds.
class LineGate {
 public:
  // True: go on. False: begin() will be called when it is your turn.
  bool enter(LineClient* client);
  void leave(LineClient* client);

 private:
  LineClient* inside_ = nullptr;
  std::deque<LineClient*> waiting_;
};

class LineClient {
 public:
  struct Options {
    std::string host;
    int port = 0;
    bool tls = false;
    std::string tls_ca_file;                                 // empty: the system's
    std::string tls_name;                                    // empty: host
    Millis connect_timeout{10'000};                          // resolving, connecting, TLS
    Millis first_back_off{1'000}, longest_back_off{60'000};  // between connects that fail
    Millis linger{2'000};                                    // for the last output
    std::size_t output_limit = 1 << 20;
  };
  // loop, endpoint and gate outlive this. gate may be null.
  LineClient(Loop& loop, Options options, LineEndpoint& endpoint, LineGate* gate);
  ~LineClient();
  LineClient(const LineClient&) = delete;
  LineClient& operator=(const LineClient&) = delete;

  // Serves a connection that came from outside; it ends once, and there is no other. REQUIRES: is_idle().
  void adopt(int fd);
  void open();  // connects, and again and again; at once where it was waiting
  void stop();  // connects no more; an open link ends when its endpoint wants it to
  void poke();  // the endpoint may have output; cheap, may be called from its callbacks
  bool is_open() const { return state_ == State::open; }
  bool is_idle() const { return state_ == State::idle; }

 private:
  friend class LineGate;
  enum class State { idle, waiting, at_gate, resolving, connecting, handshaking, open };

  void begin();  // behind the gate
  void look_up();
  void try_next_address();
  void finish_connect();
  void shake_hands();
  void became_open();
  void ready(bool readable, bool writable);
  bool read_some();
  bool take_bytes(std::string_view bytes);
  void move_output();
  bool flush();
  void on_tick();
  void arm();
  void watch();
  void fail_connect(const std::string& why);
  void end(const std::string& why);
  void close_socket();
  void rest();  // after an end: wait, or stay idle
  void after(Millis delay, void (LineClient::*what)());

  Loop& loop_;
  const Options options_;
  LineEndpoint& endpoint_;
  LineGate* const gate_;
  State state_ = State::idle;
  bool wanted_ = false, poked_ = false;
  int fd_ = -1;
  int failures_ = 0;
  Loop::TimerId timer_ = 0, deadline_ = 0, poke_timer_ = 0;
  std::unique_ptr<Resolve> resolve_;
  std::vector<SocketAddress> addresses_;
  std::size_t next_address_ = 0;
  std::string last_error_;
  std::unique_ptr<TlsStream> tls_;
  std::string out_;
  std::size_t written_ = 0;
  bool closing_ = false;
};

}  // namespace huiyin
