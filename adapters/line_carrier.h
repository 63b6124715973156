// LineCarrier: a carrier that speaks a binary line protocol (SMPP, CMPP, SGIP, SMGP). Each of its links is a
// sans-I/O state machine: the link driver in daemon/io owns the socket, TLS, timers and buffers; the session
// is fed bytes and ticks and answers with bytes and events. One thread at a time; time-outs go by
// Moment::steady.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/message.h"

namespace huiyin {

struct LinkUp {};   // logged in: submits may flow
struct LinkDown {   // every open submit has had its outcome before this event; the driver closes the socket
  std::string why;  // for the log; no personal data
  Hold hold = Hold::none;  // stopped: alarm, do not reconnect until someone asks for it
  Millis wait{0};          // not earlier than this; 0: the driver's own back-off
};
struct SubmitDone {  // exactly one for each recipient of a submitted batch
  std::string batch_key, recipient_key;
  Outcome outcome;
};
// After a SubmitDone that said `unknown`: the answer came after all, on the same connection. Never `unknown`.
struct AnsweredLate {
  std::string batch_key, recipient_key;
  Outcome outcome;
};
struct Arrived {  // a DLR or MO to be made durable; the session holds its answer back until kept() or
                  // not_kept()
  std::uint64_t handle = 0;
  std::string kind, bytes;  // the same for a payload that is handed over again
};
struct Inquired {  // the answer to inquire()
  std::uint64_t handle = 0;
  Found found;
};
struct Cancelled {  // the answer to cancel(): whether the carrier withdrew every part
  std::uint64_t handle = 0;
  bool withdrawn = false;
  std::string code;
};
using LineEvent = std::variant<LinkUp, LinkDown, SubmitDone, AnsweredLate, Arrived, Inquired, Cancelled>;

// Lives through many connections, one after the other.
class LineSession {
 public:
  virtual ~LineSession() = default;
  virtual void connected(const Moment& m) = 0;
  virtual void received(std::string_view bytes, const Moment& m) = 0;
  virtual void disconnected(const Moment& m) = 0;  // after LinkDown: nothing more happens
  virtual void tick(const Moment& m) = 0;          // at least as often as next_tick() asks
  virtual Millis next_tick() const = 0;
  // How many more batches it takes now. 0 while the link is down or paused, and while parts of an earlier
  // message wait for the window.
  virtual int room() const = 0;
  virtual void submit(const SubmitBatch& batch, const Moment& m) = 0;  // REQUIRES: room() > 0
  virtual void halt(const Moment& m) = 0;  // what was submitted and has not left is not_sent, at once
  virtual void kept(std::uint64_t handle, const Moment& m) = 0;      // durable: answer the carrier now
  virtual void not_kept(std::uint64_t handle, const Moment& m) = 0;  // ask the carrier to hand it over again
  // False: the link is down or the carrier can't be asked; no event will come.
  virtual bool inquire(std::uint64_t, const Inquiry&, const Moment&) { return false; }
  virtual bool cancel(std::uint64_t, const std::string& /*carrier_id*/, const Recipient&, const Moment&) {
    return false;
  }
  // Polite end: what has not left is not_sent, answers to what has are waited for, then the link goes down.
  virtual void close(const Moment& m) = 0;
  virtual std::string take_output() = 0;  // bytes for the socket
  virtual std::vector<LineEvent> take_events() = 0;
};

// Where a link goes and what it is for.
struct LinkPlan {
  std::string name;  // "1", "tx-1": unique within the account
  std::string host;  // name or IP address
  int port = 0;
  bool tls = false;
  std::string tls_ca_file;  // empty: the system's
  std::string tls_name;     // the name in the server's certificate; empty: host
  bool sends = true;        // false: for receipts and MO only
};

class LineCarrier : public PayloadReader {
 public:
  virtual std::vector<LinkPlan> links() const = 0;
  virtual std::unique_ptr<LineSession> open_session(const LinkPlan& plan) const = 0;
  // How ids are compared: equal keys, one message. carrier_id: one of Outcome::carrier_id's.
  virtual std::string id_key(std::string_view carrier_id) const { return std::string(carrier_id); }
};

}  // namespace huiyin
