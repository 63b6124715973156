// Routes of intake beyond reading its records: copies as vCon, and how good the suggestions are.
#pragma once
#include <string>

#include "daemon/api/routes.h"
#include "daemon/io/worker.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

struct IntakeRouteParts {      // all outlive the routes
  Database* reader = nullptr;  // web thread's
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  Worker* answers = nullptr;
  std::string office;
};

// GET /api/v1/intake/{id}/vcon: the redacted copy. POST, {"reason"}: the whole one, for supervisors, on
// record. GET /api/v1/intake-precision?since=: of each rule. GET /api/v1/reprisals, /api/v1/guardians: for
// supervisors.
void add_intake_routes(RouteTable& routes, const IntakeRouteParts& parts);

}  // namespace huiyin
