// Looks at the receipts, opt-outs and complaints of running campaigns and moves their ramps on, or stops
// them.
#pragma once
#include "daemon/model/ramp.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

// What the ledger knows of a campaign's course.
RampView ramp_view(Database& db, const Campaign& c);
// Store thread, inside a transaction. True: at least one may send more now.
Result<bool> watch_ramps(Database& db, const RampRules& rules, TimePoint now);

}  // namespace huiyin
