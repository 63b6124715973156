// One bounded piece of bringing the ledger over to new keys. Rounds go on until a whole one, begun after
// every value sealed before the change has reached the ledger, finds nothing; then the old keys are
// destroyed.
#pragma once
#include "daemon/base/result.h"
#include "daemon/people/vault.h"
#include "daemon/store/database.h"
#include "daemon/store/vault_keys.h"

namespace huiyin {

// In a transaction. settled: nothing sealed before is on its way any more. clean: of the round at hand, kept
// by the caller between calls, false at first. True when there is more to do now.
Result<bool> change_keys(Database& db, const Vault& vault, VaultJob* job, bool settled, bool* clean,
                         TimePoint now);

}  // namespace huiyin
