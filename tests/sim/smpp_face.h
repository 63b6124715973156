// The simulator as an operator's SMSC: SMPP 3.4 on 127.0.0.1. Checks binds, joins long texts, counts in the
// same ledger and lets the same people receive and answer as the Tencent face. A thread a connection, so that
// it may stall, be cut or fall silent on command.
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
#include "tests/sim/smpp_wire.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

struct SmppOptions {
  std::string system_id = "sim-smpp", password = "sim-pass";
  std::string number = "106900001234";  // the access number; what follows it is an extension
  bool decimal_receipts = false;        // ids are hexadecimal in answers, decimal in receipts
  bool one_receipt = false;             // one for a long message, with the id of its first part
  int deliver_window = 10;
};

class SmppFace {
 public:
  SmppFace(World* world, SmppOptions options) : world_(*world), options_(std::move(options)) {}
  ~SmppFace();
  SmppFace(const SmppFace&) = delete;
  SmppFace& operator=(const SmppFace&) = delete;

  Result<void> listen(int port);  // 0: the system picks one
  int port() const { return port_; }
  const SmppOptions& options() const { return options_; }
  World& world() { return world_; }
  bool stopping() const { return stopping_; }

  // What connections share. Any thread.
  // Takes one part; once the message is whole it is in the ledger. Its id; empty when the recipient has opted
  // out, which is known with the last part.
  std::string accept_part(const SmppSubmit& part, const Twists& twists) EXCLUDES(mutex_);
  // One deliver_sm that waits for a receiver, oldest first; give_back() what was not acknowledged.
  struct Delivery {
    std::string body;
    bool inbound = false;
    std::uint64_t inbound_seq = 0;
  };
  std::optional<Delivery> next_delivery() EXCLUDES(mutex_);
  void give_back(Delivery delivery) EXCLUDES(mutex_);
  // message_state of query_sm; 0 when the id is unknown.
  int state_of(const std::string& id) EXCLUDES(mutex_);
  // cancel_sm: true when the message was still on its way and will not arrive.
  bool withdraw(const std::string& id) EXCLUDES(mutex_);

 private:
  struct Joining {
    std::map<int, SmppSubmit> parts;
    std::map<int, std::string> ids;
  };
  struct Known {                   // a message in the ledger
    std::vector<std::string> ids;  // of the parts that want a receipt
    std::string sender;
  };
  void run();
  bool join(const SmppSubmit& first, Joining joining, const Twists& twists) ON_ROLE(mutex_);
  void fetch() ON_ROLE(mutex_);
  void add_receipts(const ReceiptView& receipt) ON_ROLE(mutex_);
  Kind kind_of_text(std::string_view text) const;

  World& world_;
  const SmppOptions options_;
  int fd_ = -1, port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  mutable Mutex mutex_;
  std::vector<std::thread> connections_ GUARDED_BY(mutex_);
  std::uint32_t last_id_ GUARDED_BY(mutex_) = 0x0A000000;
  std::map<std::string, Joining> joining_ GUARDED_BY(mutex_);  // by sender, recipient, reference, total
  std::map<std::string, Known> known_ GUARDED_BY(mutex_);      // by the ledger's serial
  struct PartAtCarrier {
    std::uint64_t seq = 0;  // of the message in the ledger; 0: not whole yet
    std::string word;       // the receipt's; empty before it
  };
  std::map<std::string, PartAtCarrier> parts_ GUARDED_BY(mutex_);  // by id
  std::deque<Delivery> deliveries_ GUARDED_BY(mutex_);
};

// Serves one connection until it ends or the face stops; closes fd.
void serve_smpp(SmppFace* face, int fd);

}  // namespace huiyin::sim
