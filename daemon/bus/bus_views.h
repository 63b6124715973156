// What the API and status tell of the bus: JSON, read with the caller's own connection.
#pragma once
#include <string>

#include "daemon/base/clock.h"
#include "daemon/store/database.h"

namespace huiyin {

// The first twelve hex digits of a key's SHA-256: tells keys apart without being one.
std::string key_fingerprint(std::string_view key);

// {"items": [{client, topics, commands, keys: [{key_fingerprint, until}]}]}. Keys that have ended are left
// out.
std::string bus_clients_json(Database& db, TimePoint now);
// A list: [{consumer, owner, topics, acked, lag, dead, changed_at}].
std::string bus_consumers_json(Database& db);

}  // namespace huiyin
