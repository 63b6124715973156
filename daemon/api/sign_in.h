// Signing in and out, setting a password by a one-time code, the second factor: the routes under
// /api/v1/session and /api/v1/setup. Passwords are hashed on a worker of their own.
#pragma once
#include <memory>

#include "daemon/api/routes.h"
#include "daemon/api/sessions.h"
#include "daemon/io/worker.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

struct SignInParts {
  Database* reader = nullptr;  // web thread's
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  Worker* hashing = nullptr;  // one thread: guesses wait for one another, not the rest
  Worker* answers = nullptr;
  SessionRules rules;
  std::string office;  // named by authenticators
};
// All in parts must outlive the routes.
void add_sign_in_routes(RouteTable& routes, const SignInParts& parts);

void add_own_account_routes(RouteTable& routes,
                            const SignInParts& parts);  // own_account.cpp: called by the above
HttpResponse never_stored(std::string json);

}  // namespace huiyin
