// The vault's wrapped keys and the jobs that bring the ledger over to new ones. Nothing here opens anything.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

enum class KeyState { in_use = 0, opens = 1, destroyed = 2 };

struct VaultKeyRow {
  std::int64_t id = 0;
  std::string key_class;  // see schema/0020_vault_keys.sql
  KeyState state = KeyState::in_use;
  std::string wrapped;  // empty once destroyed
  TimePoint made_at{};
  std::optional<TimePoint> retired_at, destroyed_at;
};
std::vector<VaultKeyRow> list_vault_keys(Database& db);  // oldest first
// The number of the next key: it is part of what is wrapped, so it is asked for before.
std::int64_t next_vault_key(Database& db);
void add_vault_key(Database& db, const VaultKeyRow& key);
void rewrap_vault_key(Database& db, std::int64_t id, std::string_view wrapped);
void retire_vault_keys(Database& db, std::string_view key_class, TimePoint now);  // in use -> opens
void destroy_vault_key(Database& db, std::int64_t id, TimePoint now);
// Grows with every change of the above: whoever holds keys sees that they are no longer all.
std::int64_t vault_generation(Database& db);

std::string vault_master(Database& db);  // the name of the master key that opens them; empty: there are none
void set_vault_master(Database& db, std::string_view name);

struct VaultJob {
  std::int64_t id = 0;
  std::string kind;  // "data", "index"
  TimePoint asked_at{};
  std::string asked_by;
  std::int64_t place = 0, after_id = 0;
  std::int64_t round = 1, found = 0, changed = 0, unreadable = 0;
  std::optional<TimePoint> ended_at;
};
std::optional<VaultJob> newest_vault_job(Database& db);
void add_vault_job(Database& db, const VaultJob& job);
void save_vault_job(Database& db, const VaultJob& job);

// Whether anything was sealed or hashed in this ledger before it had keys of its own.
bool ledger_has_people(Database& db);

}  // namespace huiyin
