// One route a command: POST /api/v1/commands/NAME. They run what the bus runs (store/commands.h).
#pragma once
#include <memory>

#include "daemon/api/routes.h"
#include "daemon/io/worker.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

struct CommandRouteParts {
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  const CommandTable* commands = nullptr;
  Worker* answers = nullptr;  // runs the ends of commands: they only send
};
// All in parts must outlive the routes.
void add_command_routes(RouteTable& routes, const CommandRouteParts& parts);

}  // namespace huiyin
