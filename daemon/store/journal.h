// The journal: one ordered table of what happened, written in the transaction of the change it tells of.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

struct Event {
  std::int64_t seq = 0;
  std::string id;       // UUIDv7, for consumers to de-duplicate by
  std::string type;     // "intake.received"; the bus topic
  std::string subject;  // "intake/IN-20260105-000031", "case/2026-17"; never a number
  TimePoint time{};
  std::string data;  // one JSON object, masked
};

// data must be one JSON object without personal data. Returns the seq.
std::int64_t append_event(Database& db, std::string_view type, std::string_view subject, TimePoint now,
                          std::string_view data);

// Events after `after`, in order, at most `limit`; topic prefixes filter when given. Returns the newest seq
// looked at.
std::int64_t read_events(Database& db, std::int64_t after, int limit,
                         const std::function<void(const Event&)>& event);
std::int64_t newest_event(Database& db);
std::int64_t oldest_event(Database& db);
// The last seq before this time (0 when none).
std::int64_t event_before(Database& db, TimePoint time);

}  // namespace huiyin
