// The audit: who changed, looked at or erased what, and why; a chain of SHA-256 in which every entry carries
// the one before it. Only ever added to, in the transaction of what it tells of. No personal data stands in
// it.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

struct AuditEntry {
  std::int64_t seq = 0;  // 1, 2, 3 … without a gap
  TimePoint at{};
  std::string actor;    // "token:li"
  std::string action;   // a command's name, "access.look", "audit.digest"
  std::string subject;  // "intake/IN-20260105-000031"; may be empty
  std::string detail;   // one JSON object
  std::string hash;     // 32 bytes, over the entry before and all of the above
};

// Gives the entry its seq and hash, and writes it. detail must be one JSON object without personal data.
AuditEntry append_audit(Database& db, TimePoint now, std::string_view actor, std::string_view action,
                        std::string_view subject, std::string_view detail);

struct AuditWanted {
  std::int64_t before = 0;     // a cursor of an earlier page; 0: the newest
  std::string actor, subject;  // exactly these; empty: any
  std::string action;          // these begin so; empty: any
};
void list_audit(Database& db, const AuditWanted& wanted, int limit,
                const std::function<void(const AuditEntry&)>& entry);  // newest first

struct AuditCheck {
  std::int64_t entries = 0, digests = 0;  // digests: entries that the journal told outside
  std::int64_t bad_seq = 0;               // the first entry that can't be what was written; 0: none
  std::string why;                        // of bad_seq
  std::string head;                       // hex of the last good hash
};
// Reads the whole chain, and holds it against the digests in the journal.
AuditCheck check_audit(Database& db);

// Once a day: tells the chain's head as the event audit.digest, so that copies of it stand outside the
// ledger. `day`: "2026-03-01". False where that day was told, or nothing has been added since the last
// digest.
bool tell_audit_digest(Database& db, TimePoint now, std::string_view day);

}  // namespace huiyin
