// Looks at what is masked: who asked to see the original of a record and why, who let them, and every single
// look.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

enum class LookState { waiting = 0, open = 1, refused = 2, ended = 3 };
std::string_view name_of(LookState s);

// One asking: it is open for a time, and ends by itself.
struct LookGrant {
  std::int64_t id = 0, intake_id = 0;
  std::string public_id;  // of the record
  std::string asker, reason;
  bool text = false, number = false;  // what may be seen
  LookState state = LookState::waiting;
  bool second_needed = false;  // an accusation: somebody else has to agree
  bool emergency = false;      // danger to life: opened at once, to be looked into afterwards
  std::string decider;         // who agreed or refused; may be empty
  TimePoint asked_at{};
  Millis length{};
  std::optional<TimePoint> until;  // of an open one
};
std::int64_t add_look_grant(Database& db, const LookGrant& g);
void save_look_grant(Database& db, const LookGrant& g);  // state, decider, until
std::optional<LookGrant> find_look_grant(Database& db, std::int64_t id);
std::vector<LookGrant> list_look_grants(Database& db, std::int64_t before, int limit);  // newest first

struct Look {
  std::int64_t grant_id = 0, intake_id = 0;
  std::string actor;
  TimePoint at{};
};
void add_look(Database& db, const Look& look);
// How many records this one has looked at since then.
std::int64_t records_looked_at(Database& db, std::string_view actor, TimePoint since);
std::vector<Look> looks_at(Database& db, std::int64_t intake_id);  // oldest first

}  // namespace huiyin
