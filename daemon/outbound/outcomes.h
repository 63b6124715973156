// What a submit's answer changes in the ledger, and what a start finds after a crash. Store thread.
#pragma once
#include <vector>

#include "daemon/outbound/claim.h"
#include "daemon/outbound/receipts.h"

namespace huiyin {

struct RetryRules {
  Millis first{10'000}, max{900'000};  // back-off of a message that was certainly not sent
  int max_tries = 5;
};

// One outcome for each row of the batch. Ends the attempt.
Result<void> record_outcomes(Database& db, const ClaimedBatch& batch, const std::vector<Outcome>& outcomes,
                             const RetryRules& rules, ReceiptBook& receipts, TimePoint now);

// The answer to a message whose outcome was `unknown`. False when the message is not uncertain any more.
bool record_late(Database& db, const std::string& instance, const std::string& batch_key,
                 const std::string& recipient_key, const Outcome& outcome, ReceiptBook& receipts,
                 TimePoint now);

// At start: every message left `submitting` by a dead process becomes `uncertain`, and its attempt is closed.
// Returns how many messages there were.
Result<std::int64_t> close_open_attempts(Database& db, TimePoint now);

}  // namespace huiyin
