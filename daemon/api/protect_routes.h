// Routes of what protects people: looks at originals, the audit, answers that were sent.
#pragma once
#include <memory>

#include "daemon/api/routes.h"
#include "daemon/base/mailbox.h"
#include "daemon/io/worker.h"
#include "daemon/people/looks.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

struct ProtectParts {
  Database* reader = nullptr;  // web thread's
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  std::shared_ptr<const LookRules> looks;  // null: nobody may look
  Worker* answers = nullptr;               // runs the ends of writes
  Worker* checker = nullptr;               // reads whole tables
  std::string share_folder;                // of the vault's recovery shares
};
// All in parts must outlive the routes.
void add_protect_routes(RouteTable& routes, const ProtectParts& parts);

}  // namespace huiyin
