// What the API and huiyinctl see of the care for records: dangers, clocks, who is on duty. Without numbers.
#pragma once
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

// {"items":[{intake_id, raised_at, level, pages, next_at, acknowledged_at, acknowledged_by}…]}: open ones
// first.
std::string dangers_json(Database& db, int limit);
// {"items":[{level, name, party_ref}…]}
std::string duty_json(Database& db, const Vault& vault);
// {"items":[{intake_id, clock, started_at, due_at, …}…]}: running clocks, the soonest due first.
std::string deadlines_json(Database& db, int limit, TimePoint now);
// {"items":[{intake_id, kind, why, seconds, message, state…}…],"next":cursor}: what machines answered
// persons, newest first. seconds: from the text's coming in to the answer's being queued. public_id: of one
// record only; empty: all.
std::string answers_sent_json(Database& db, std::string_view public_id, std::int64_t before, int limit);

}  // namespace huiyin
