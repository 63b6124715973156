// The journal: one ordered table of what happened, written in the transaction of the change it tells of.
#pragma once
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
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
// True when an event whose type begins with one of `prefixes` was told after `seq`.
bool told_since(Database& db, std::int64_t seq, std::initializer_list<std::string_view> prefixes);
// The last seq before this time (0 when none).
std::int64_t event_before(Database& db, TimePoint time);
std::optional<Event> find_event(Database& db, std::int64_t seq);
// The newest seq of each type up to `seq`. Reads the whole journal: for the first start only.
std::map<std::string, std::int64_t, std::less<>> newest_by_type(Database& db, std::int64_t seq);

// Up to here events may have been forgotten.
std::int64_t pruned_to(Database& db);
// How many intake.received are among the forgotten: so that verify can still hold records against what was
// told.
std::int64_t pruned_intakes(Database& db);
// Forgets events up to `seq` (never the newest), looking at no more than `limit`; those an audit needs are
// kept as long as the ledger. Returns how many are gone; pruned_to() moves.
std::int64_t prune_events(Database& db, std::int64_t seq, int limit);

}  // namespace huiyin
