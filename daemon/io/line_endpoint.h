// LineEndpoint: what LineClient drives, seen from daemon/io, which knows no message: bytes and ticks go in,
// bytes come out. Net thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"

namespace huiyin {

class LineEndpoint {
 public:
  virtual ~LineEndpoint() = default;
  virtual void connected() = 0;  // TCP, and TLS where it is wanted
  virtual void received(std::string_view bytes) = 0;
  virtual void disconnected(const std::string& why) = 0;  // once for each connected()
  virtual void not_connected(const std::string& why) = 0;
  virtual void tick() = 0;
  virtual Millis next_tick() const = 0;
  virtual std::string take_output() = 0;
  // The connection is of no more use. What take_output() had goes out before it is closed.
  virtual bool wants_close() const = 0;
  // Logged in: the next link of the same gate may begin.
  virtual bool is_up() const = 0;
  // After an end: not earlier than that; nothing: not until LineClient::open() is called again.
  virtual std::optional<Millis> reconnect_after() const = 0;
};

}  // namespace huiyin
