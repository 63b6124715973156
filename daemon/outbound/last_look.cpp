#include "daemon/outbound/last_look.h"

#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/store/journal.h"

namespace huiyin {

// Frequency was counted with the intent; to count it again would count the message itself.
bool may_still_leave(Database& db, const ClaimedBatch& batch, const SendingHours& hours, TimePoint now) {
  try {
    const bool same_minute =
        std::chrono::floor<std::chrono::minutes>(batch.at) ==
        std::chrono::floor<std::chrono::minutes>(now);  // hours and not_after are of minutes
    if (same_minute && !told_since(db, batch.seq, {"consent.", "contact.", "campaign."})) return true;
    Gate gate(db, hours, now);
    return std::all_of(batch.rows.begin(), batch.rows.end(),
                       [&](const MessageRow& m) { return gate.judge(m).say == GateVerdict::Say::send; });
  } catch (const StoreError& e) {  // who can't be asked says no: the next claim asks again
    log_error("outbound.last_look", e.what());
    return false;
  }
}

}  // namespace huiyin
