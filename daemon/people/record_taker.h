// RecordTaker: who acts on a new intake record inside the transaction that makes it. Implemented by care,
// handed in by the daemon.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct NewRecord {
  std::int64_t id = 0;
  std::string public_id;
  std::string channel;         // "sms", "phone"
  std::string kind;            // "text", "service", "call", "silent", "hung_up"
  std::int64_t person_id = 0;  // 0: withheld
  bool from_person = false;    // a person's number: not a short code, not a 106… port
  bool inbound = true;
  bool from_machine = false;      // reads like an auto-responder: never answered
  bool unsafe_to_answer = false;  // an answer could harm the person
  bool danger = false;
  std::string category;
  TimePoint received_at{};
  std::vector<std::string> retaliation;  // what speaks of it; empty: nothing does
  std::string text_masked;
};

// A clock that the record started.
struct RecordDue {
  std::string clock;  // "petition-2022.register"
  std::string day;    // "2026-03-17": the last day
  bool provisional = false;
};

class RecordTaker {
 public:
  virtual ~RecordTaker() = default;
  // Store thread, after the record's row and before its event; must not wait. An exception undoes the record.
  virtual std::vector<RecordDue> recorded(Database& db, const NewRecord& record, TimePoint now) = 0;
  // A danger or retaliation that was heard of only later: in a transcript, or in what a human put right. The
  // same rules.
  virtual void endangered(Database&, const NewRecord&, TimePoint) {}
};

}  // namespace huiyin
