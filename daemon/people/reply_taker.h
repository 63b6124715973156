// ReplyTaker: who may claim a person's text as the answer to an open question before it becomes an intake
// record. Implemented by followup, handed in by the daemon.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

// One text of one person, counted once.
struct PersonReply {
  std::int64_t person_id = 0;
  std::int64_t carrier_id = 0;  // the ledger's number of the account it came by
  std::int64_t raw_id = 0;
  std::string extension;    // the person answered to; may be empty
  std::string text;         // as the person wrote it: for the reader only, never for a log or an event
  std::string text_sealed;  // the same, vault context "answer"
  TimePoint at{};           // when the person sent it; when it reached us where the carrier does not tell
  std::optional<std::string> opt_out;  // the rule of OptOutWords that matched
};

enum class Taken {
  no,                  // no open question fits, or it is no answer to one
  yes,                 // all that it says is accounted for
  yes_and_new_matter,  // it also tells of something new: make an intake record too
};

class ReplyTaker {
 public:
  virtual ~ReplyTaker() = default;
  // Store thread, inside the transaction that marks the payload read; must not wait. An exception undoes all
  // that the payload changed.
  virtual Taken take(Database& db, const PersonReply& reply) = 0;
};

}  // namespace huiyin
