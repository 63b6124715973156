// What a follow-up does by itself as time passes: ask, remind once, stop. Store thread, inside a transaction.
#pragma once
#include <cstdint>

#include "daemon/followup/rules.h"
#include "daemon/store/database.h"

namespace huiyin {

struct StepCount {
  std::int64_t asked = 0, reminded = 0, ended = 0, put_off = 0;
  bool more = false;  // more are due than this call took
};

// The steps that are due, at most `limit`. Each is saved with its message and its event in the caller's
// transaction, so that a crash repeats it whole or not at all. At most a question and one reminder a case.
Result<StepCount> take_due_steps(Database& db, const FollowupRules& rules, TimePoint now, int limit = 500);

// The questions whose receipt says that they did not arrive: no answer to them is no silence. The same terms.
Result<StepCount> end_undelivered(Database& db, const FollowupRules& rules, TimePoint now, int limit = 500);

// Texts of questions that wait to leave (for the morning, a carrier, the end of a hold) to persons who told
// of a danger today: put off to tomorrow's window. Returns how many.
std::int64_t spare_the_endangered(Database& db, const FollowupRules& rules, TimePoint now, int limit = 500);

}  // namespace huiyin
