// Where a person's number may stand inside sealed payloads that belong to nobody in particular: what carriers
// handed over, and lines of lists. A bounded piece at a time.
#pragma once
#include "daemon/base/result.h"
#include "daemon/people/vault.h"
#include "daemon/store/erase_rows.h"
#include "daemon/store/erasures.h"

namespace huiyin {

inline constexpr std::int64_t kScanPlaces = 3;  // raw payloads, rejected lines of campaigns, of lists

// Erases those older than `before`; moves e->place and e->after_id.
Result<Erased> scan_for_person(Database& db, const Vault& vault, ErasureRow& e, TimePoint before);

}  // namespace huiyin
