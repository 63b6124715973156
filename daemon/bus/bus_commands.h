// Commands about the bus itself: bus.key.add, rotate and revoke; bus.consumer.remove; bus.dead.requeue and
// discard.
#pragma once
#include <string>

#include "daemon/store/commands.h"

namespace huiyin {

// server_key: the CURVE public key that clients need to know of this server.
void register_bus_commands(CommandTable& table, const std::string& server_key);

}  // namespace huiyin
