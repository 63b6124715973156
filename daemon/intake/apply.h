// Applies what was prepared: one transaction a payload, in which everything it says counts once and the
// payload becomes read. Store thread; private to daemon/intake.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "daemon/intake/prepared.h"
#include "daemon/intake/receipt_taker.h"
#include "daemon/model/civil_time.h"
#include "daemon/people/record_taker.h"
#include "daemon/people/reply_taker.h"
#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

struct Applied {
  int records = 0, dangers = 0, replies = 0, opt_outs = 0, receipts = 0, repeats = 0, dead = 0, parts = 0,
      commands = 0;
};

// Whom the desk tells what it heard; see Desk::Takers.
struct ApplyTakers {
  ReplyTaker* commands = nullptr;
  ReplyTaker* replies = nullptr;
  ReceiptTaker* receipts = nullptr;
  RecordTaker* records = nullptr;
};

class Applier {
 public:
  Applier(std::shared_ptr<const Vault> vault, const Clock& clock, TimeZone zone, const ApplyTakers& takers,
          double doubtful_below = 0.6);
  // Changes nothing when the payload was read, or the parts were joined, before. Throws StoreError; then
  // nothing of it is stored.
  Applied apply(Database& db, const Prepared& prepared) const;

 private:
  struct Turn;  // one apply()
  void bury(Turn& t) const;
  void take_message(Turn& t, const PreparedMessage& m) const;
  bool keep_part(Turn& t, const PreparedMessage& m, std::int64_t person) const;
  void count_message(Turn& t, const PreparedMessage& m, std::int64_t person) const;
  void opt_out(Turn& t, const PreparedMessage& m, std::int64_t person) const;
  void take_call(Turn& t, const PreparedCall& c) const;
  void take_parts(Turn& t, const PreparedCall& c, std::int64_t intake) const;
  void take_brought(Turn& t, const Brought& b) const;
  std::int64_t record(Turn& t, const Draft& draft, const Sender& sender, std::int64_t person) const;
  std::int64_t person(Turn& t, const Sender& sender) const;

  const std::shared_ptr<const Vault> vault_;
  const Clock& clock_;
  const TimeZone zone_;
  const ApplyTakers takers_;
  const double doubtful_below_;
};

}  // namespace huiyin
