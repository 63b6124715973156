// What carriers handed over, byte for byte and sealed, before it is acknowledged or parsed; and where the
// pulls stand.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

enum class RawState { unread = 0, read = 1, dead = 2 };

struct RawInbound {
  std::int64_t id = 0, carrier_id = 0;
  std::string kind;
  TimePoint received_at{};
  std::string payload_sealed;
  RawState state = RawState::unread;
  std::int64_t times = 1;
  std::string error;
};

// hash: of the plain bytes. The same bytes of the same kind within `same_within` are counted on the first
// row, and *fresh is false: a push repeated 600 times is one row.
std::int64_t keep_raw(Database& db, const RawInbound& raw, std::string_view hash, Millis same_within,
                      bool* fresh);
void each_unread(Database& db, std::int64_t after_id, int limit,
                 const std::function<void(const RawInbound&)>& raw);
std::optional<RawInbound> find_raw(Database& db, std::int64_t id);
// unread -> read or dead, or dead -> unread (requeue). False when it was not in `from`.
bool move_raw(Database& db, std::int64_t id, RawState from, RawState to, std::string_view error);
void each_dead(Database& db, int limit, const std::function<void(const RawInbound&)>& raw);
std::int64_t count_raw(Database& db, RawState state);

std::string pull_cursor(Database& db, std::int64_t carrier_id, std::string_view plan);
void save_cursor(Database& db, std::int64_t carrier_id, std::string_view plan, std::string_view value);

// True the first time this key is seen; later times are counted.
bool first_time(Database& db, std::string_view key, std::int64_t raw_id);
// How often what this payload says was handed over: the same bytes, or the same message in other bytes
// (pulled and pushed). 1: once; 0: the payload is not kept any more.
std::int64_t times_handed_over(Database& db, std::int64_t raw_id);

// The ledger's number of a carrier account, made when new.
std::int64_t carrier_number(Database& db, std::string_view account);
std::string carrier_name(Database& db, std::int64_t id);

std::string meta(Database& db, std::string_view key);
void set_meta(Database& db, std::string_view key, std::string_view value);

}  // namespace huiyin
