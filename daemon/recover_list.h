// Whose items a lost answer of a destructive pull may have held: for a status pull the recipients still
// without a receipt, for a reply pull the people with an open question, then those written to lately.
#pragma once
#include "daemon/intake/puller.h"

namespace huiyin {

Puller::RecoverList make_recover_list(std::shared_ptr<const Vault> vault);

}  // namespace huiyin
