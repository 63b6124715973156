// Lists of follow-ups as JSON. Case ids and states only: no numbers, no texts, no persons.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

// {"items":[…],"next":cursor or null}, newest first. limit: 1..500. with_ratings: who rated what is not for
// everybody; without it labels and reasons are left out.
std::string followup_list_json(Database& db, std::int64_t before, int limit, bool with_ratings = true);
// One case with its answers' labels, also and why (never their text); nothing when it was never told.
std::optional<std::string> followup_json(Database& db, std::string_view case_id, bool with_ratings = true);

}  // namespace huiyin
