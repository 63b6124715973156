// Campaigns as JSON for the API and huiyinctl. No numbers, no persons.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/base/clock.h"
#include "daemon/store/database.h"

namespace huiyin {

// {campaign, name, purpose, state, created_at, created_by, started_at, ended_at, not_after, parts, audience,
// states: {queued: n, …}, open, left_per_second, import: {lines, bad, doubled, bytes}}. states add up to
// audience. Nothing when there is none.
std::optional<std::string> campaign_json(Database& db, std::int64_t id, TimePoint now);
// {"items":[…],"next":cursor or null}, newest first. limit: 1..500.
std::string campaign_list_json(Database& db, std::int64_t before, int limit, TimePoint now);
// {"items":[{line, reason}],"next":line or null}, in the file's order: rejected lines and doubled numbers.
std::optional<std::string> bad_lines_json(Database& db, std::int64_t campaign_id, std::int64_t after,
                                          int limit);

}  // namespace huiyin
