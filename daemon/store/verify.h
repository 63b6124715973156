// `verify`: proves the ledger's invariants from its rows, not from its counters. A reader's own thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct Finding {
  std::string rule;     // "tally_adds_up", ...
  std::string subject;  // "campaign/3", "message/77"
  std::string what;
};

struct Verification {
  std::int64_t messages = 0, attempts = 0, campaigns = 0, intakes = 0, events = 0;
  std::int64_t uncertain = 0, open = 0;
  std::vector<Finding> findings;  // empty: all invariants hold; at most 100
  std::string to_json() const;
};

// - states of every campaign add up to its audience, and the tally says the same as the rows
// - every accepted, delivered, undelivered or uncertain message has an attempt whose intent lists it
// - no message has two attempts with the verdict accepted, and no recipient of a campaign two messages
// - every closed attempt has a verdict for each item; no message waits on another attempt than its last
// - the journal has no gap in its order of time and no event without data; every intake record has its raw
// payload
Verification verify(Database& db);

}  // namespace huiyin
