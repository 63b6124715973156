// What the API tells of outgoing webhooks: JSON, without secrets.
#pragma once
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

// {"items": [{name, url, topics, paused, acked, lag, dead, trying, tries, failures, next_at, old_until}]}.
// Without `whole` of an address only scheme and host: the rest may hold a secret of the receiver's.
std::string webhooks_json(Database& db, bool whole);
// {"items": [{seq, type, at, try, status, took_ms, outcome, why}]}, newest first; nothing where there is no
// such webhook.
std::optional<std::string> webhook_tries_json(Database& db, std::string_view name, int limit);

}  // namespace huiyin
