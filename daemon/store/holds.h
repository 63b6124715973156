// Holds: why nothing may be sent at all. They rest in the ledger, so that a restart, a crash or another
// program finds them; every claim asks in its own transaction.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct SendingHold {
  std::string why;                       // "stop_all", "restored"
  TimePoint at{};                        // of the first, when it is set again
  std::string by;                        // actor
  std::string detail;                    // one sentence, or empty
  std::vector<std::int64_t> unanswered;  // attempts that had left without an answer at that moment
};

// False when this hold was set before: the first stays as it is.
bool set_hold(Database& db, const SendingHold& hold);
std::vector<SendingHold> holds(Database& db);
bool is_held(Database& db);
// How many there were.
int clear_holds(Database& db);

}  // namespace huiyin
