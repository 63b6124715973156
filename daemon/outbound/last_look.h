// The last look before bytes leave. A batch may have waited between its intent and its turn: what was said in
// that time (an opt-out, a pause, a contact to be spared) wins still. Reads only; any connection.
#pragma once
#include "daemon/outbound/claim.h"

namespace huiyin {

// True when each message of the batch may still leave: the gate is asked again where anything it asks about
// was said since the intent, or the clock has turned a minute (hours may have closed behind a slow carrier,
// not_after may have passed). Costs one look into the newest events where neither is so.
bool may_still_leave(Database& db, const ClaimedBatch& batch, const SendingHours& hours, TimePoint now);

}  // namespace huiyin
