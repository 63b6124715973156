// LineCarrier: one link of a carrier that speaks a binary line protocol (SMPP, CMPP, SGIP, SMGP), as a sans-I/O state
// machine. The link driver in daemon/io owns the socket, TLS, timers and buffers; the session is fed bytes and ticks
// and answers with bytes and events. One thread at a time.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/message.h"

namespace huiyin {

struct LinkUp {};  // logged in: submits may flow
struct LinkDown {  // the driver closes the socket; every open submit has had its outcome before this event
  std::string why;
  Hold hold = Hold::none;  // account: reconnect with back-off; stopped: alarm, do not reconnect
};
struct SubmitDone {  // one per recipient of a submitted batch, in any order, possibly after LinkDown of a later link
  std::string batch_key, recipient_key;
  Outcome outcome;
};
struct Arrived {  // a DLR or MO to be made durable; the session holds its answer back until kept(handle)
  std::uint64_t handle = 0;
  std::string kind, bytes;
};
using LineEvent = std::variant<LinkUp, LinkDown, SubmitDone, Arrived>;

class LineSession {
 public:
  virtual ~LineSession() = default;
  virtual void connected(const Moment& m) = 0;
  virtual void received(std::string_view bytes, const Moment& m) = 0;
  virtual void disconnected(const Moment& m) = 0;
  virtual void tick(const Moment& m) = 0;      // at least as often as next_tick() asks
  virtual Millis next_tick() const = 0;
  // How many more submits the window takes now.
  virtual int room() const = 0;
  virtual void submit(const SubmitBatch& batch, const Moment& m) = 0;  // REQUIRES: room() > 0
  virtual void kept(std::uint64_t handle, const Moment& m) = 0;        // durable: answer the carrier now
  virtual void close(const Moment& m) = 0;                             // polite unbind
  virtual std::string take_output() = 0;                               // bytes for the socket
  virtual std::vector<LineEvent> take_events() = 0;
};

class LineCarrier {
 public:
  virtual ~LineCarrier() = default;
  virtual std::unique_ptr<LineSession> open_session() const = 0;
  virtual Inbox read(std::string_view kind, std::string_view bytes) const = 0;  // throws BadInput
};

}  // namespace huiyin
