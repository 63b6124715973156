// Desk: turns kept payloads into receipts, replies, commands and intake records. Payloads are unsealed,
// parsed and read on a thread of its own; what they say is applied in one transaction that also marks the
// payload read, so that a crash at any point repeats or resumes and never doubles. A payload that can't be
// read is a dead letter.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/message.h"
#include "daemon/base/thread_role.h"
#include "daemon/intake/receipt_taker.h"
#include "daemon/intake/text_reader.h"
#include "daemon/io/loop.h"
#include "daemon/model/civil_time.h"
#include "daemon/people/record_taker.h"
#include "daemon/people/reply_taker.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

class Desk {
 public:
  struct Options {
    TimeZone zone;              // of the office: numbers of records are by its civil day
    std::string region = "CN";  // of numbers without a country code
    Millis part_wait{10 *
                     60'000};  // for the missing parts of a long MO; then it is a record marked incomplete
    Millis same_message{10 * 60'000};  // a MO without id and time is the same as an equal one within it
    Millis look_every{1'000};          // for what was requeued, could not be stored, or waited long enough
    int most_tries = 8;                // of one payload while others can be written; then it is a dead letter
    double doubtful_below = 0.6;       // words that a recogniser was less sure of are marked
    int batch = 64;                    // payloads read ahead
  };
  struct Takers {
    ReplyTaker* replies = nullptr;     // null: every text is a command or a record
    ReceiptTaker* receipts = nullptr;  // null: receipts are dropped (an office that sends nothing)
    ReplyTaker* commands = nullptr;    // asked before replies; null: nobody understands commands
    RecordTaker* records = nullptr;    // null: a record is all that comes of it
  };
  // takers, loop, store and clock must outlive the desk.
  Desk(Loop& loop, Store& store, std::shared_ptr<const Vault> vault, const Clock& clock,
       const Options& options, std::shared_ptr<const TextReader> reader, const Takers& takers);
  ~Desk();  // waits for what is being applied

  // Before start(). Accounts that are switched off too: what they left is still read.
  void add(const std::string& account, const PayloadReader* carrier, std::int64_t carrier_id);
  // Begins with what a crash left.
  Result<void> start() ON_ROLE(net_role);
  // Any thread: something was kept.
  void poke();
  // Any thread: payloads from the next one on are read by these rules.
  void use(std::shared_ptr<const TextReader> reader);
  // Reads no further; `drained` runs on the loop when nothing is being applied.
  void stop(std::function<void()> drained) ON_ROLE(net_role);

 private:
  class Bench;
  std::shared_ptr<Bench> bench_;
};

}  // namespace huiyin
