// The last look before bytes leave. A batch may have waited between its intent and its turn: what was said in
// that time (an opt-out, a pause, a contact to be spared) wins still. Reads only; any connection.
#pragma once
#include "daemon/outbound/claim.h"

namespace huiyin {

// True when each message of the batch may still leave, as far as anything was said since its intent that the
// gate asks about. Costs one look into the newest events where nothing was.
bool may_still_leave(Database& db, const ClaimedBatch& batch, const SendingHours& hours, TimePoint now);

}  // namespace huiyin
