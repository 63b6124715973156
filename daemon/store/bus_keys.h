// Who may use the bus by tcp: clients with their rights, and the CURVE keys each is known by.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct BusClient {
  std::string name;
  std::vector<std::string> topics;    // prefixes of what it may read; empty: nothing, {""}: everything
  std::vector<std::string> commands;  // prefixes of what it may order
};
struct BusKey {
  std::string public_key, client;
  std::optional<TimePoint> until;  // where a newer key takes its place
};

// Fails where the name or the key is known.
Result<void> add_bus_client(Database& db, const BusClient& c, std::string_view public_key,
                            std::string_view by, TimePoint now);
// The keys that are good now end at `until`.
Result<void> rotate_bus_key(Database& db, std::string_view client, std::string_view public_key,
                            TimePoint until);
bool remove_bus_client(Database& db, std::string_view name);
std::vector<BusClient> list_bus_clients(Database& db);
std::vector<BusKey> list_bus_keys(Database& db);

}  // namespace huiyin
