// The simulator as an operator's gateway: what its line protocols share. Listens on 127.0.0.1, joins long
// texts, counts in the same ledger and lets the same people receive and answer as the Tencent face. A thread
// a connection, so that it may stall, be cut or fall silent on command.
#pragma once
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/base/mutex.h"
#include "daemon/base/result.h"
#include "tests/sim/wire_octets.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

struct LineOptions {
  std::string account, password = "sim-pass";
  std::string number = "106900001234";  // the access number; what follows it is an extension
  bool one_receipt = false;             // one for a long message, with the id of its first part
  int deliver_window = 10;
};

class LineFace {
 public:
  LineFace(World* world, LineOptions options) : world_(*world), options_(std::move(options)) {}
  virtual ~LineFace() = default;  // derived ones call stop() in theirs
  LineFace(const LineFace&) = delete;
  LineFace& operator=(const LineFace&) = delete;

  Result<void> listen(int port);  // 0: the system picks one
  int port() const { return port_; }
  const LineOptions& line() const { return options_; }
  World& world() { return world_; }
  bool stopping() const { return stopping_; }

  // What connections share. Any thread.
  // The first of so many numbers that were never given before, for ids.
  std::uint64_t next_number(std::uint64_t count = 1) { return last_number_.fetch_add(count) + 1; }
  // Takes one part; once the message is whole it is in the ledger. False when the recipient has opted out,
  // which is known with the last part.
  bool accept_part(const LinePart& part, const std::string& id, const Twists& twists) EXCLUDES(mutex_);
  // One message for the client that waits for a receiver, oldest first; give_back() what was not
  // acknowledged.
  struct Delivery {
    std::string body;
    bool inbound = false;
    std::uint64_t inbound_seq = 0;
    bool report = false;
    bool last = true;  // of the parts of one message: with it, the message is handed over
  };
  std::optional<Delivery> next_delivery() EXCLUDES(mutex_);
  void give_back(Delivery delivery) EXCLUDES(mutex_);
  // message_state of query_sm; 0 when the id is unknown.
  int state_of(const std::string& id) EXCLUDES(mutex_);
  // True when the message was still on its way and will not arrive.
  bool withdraw(const std::string& id) EXCLUDES(mutex_);

 protected:
  struct Told {  // one receipt
    std::string id, number, sender, word;
    bool delivered = false;
    TimePoint at;
  };
  virtual std::string receipt_body(const Told& told) = 0;
  virtual std::vector<std::string> inbound_bodies(const InboundView& m) = 0;  // several: parts
  // Serves one connection until it ends or the face stops; closes fd.
  virtual void serve(int fd) = 0;
  virtual void round() {}  // now and then, on the listener's thread
  void stop();
  void add_thread(std::thread thread) EXCLUDES(mutex_);

 private:
  struct Joining {
    std::map<int, LinePart> parts;
    std::map<int, std::string> ids;
  };
  struct Known {                   // a message in the ledger
    std::vector<std::string> ids;  // of the parts that want a receipt
    std::string sender;
  };
  void run();
  bool join(const LinePart& first, Joining joining, const Twists& twists) ON_ROLE(mutex_);
  void fetch() ON_ROLE(mutex_);
  void add_receipts(const ReceiptView& receipt) ON_ROLE(mutex_);
  Kind kind_of_text(std::string_view text) const;

  World& world_;
  const LineOptions options_;
  int fd_ = -1, port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  mutable Mutex mutex_;
  std::vector<std::thread> connections_ GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> last_number_ = 0x0A000000;
  std::map<std::string, Joining> joining_ GUARDED_BY(mutex_);  // by sender, recipient, reference, total
  std::map<std::string, Known> known_ GUARDED_BY(mutex_);      // by the ledger's serial
  struct PartAtCarrier {
    std::uint64_t seq = 0;  // of the message in the ledger; 0: not whole yet
    std::string word;       // the receipt's; empty before it
  };
  std::map<std::string, PartAtCarrier> parts_ GUARDED_BY(mutex_);  // by id
  std::deque<Delivery> deliveries_ GUARDED_BY(mutex_);
};

// "2403011003", Beijing time.
std::string short_time(TimePoint at);

}  // namespace huiyin::sim
