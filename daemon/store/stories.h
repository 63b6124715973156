// What the ledger knows of one message, person or subject, for explain.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {

// Events of one subject, in order.
void each_event_of(Database& db, std::string_view subject, const std::function<void(const Event&)>& event);
// Of all campaigns and single ones, the newest first.
std::vector<MessageRow> messages_of_person(Database& db, std::int64_t person_id);
std::optional<TimePoint> next_try(Database& db, std::int64_t id);  // of a queued message
// From this one back to older ones, until `attempt` returns false.
void each_attempt_back(Database& db, std::int64_t from, const std::function<bool(const Attempt&)>& attempt);
std::string attempt_fault(Database& db, std::int64_t id);

}  // namespace huiyin
