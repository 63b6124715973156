#include "daemon/store/vault_keys.h"

#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::string_view kMaster = "vault.master", kGeneration = "vault.generation";

std::optional<TimePoint> time_or_none(const Row& r, int column) {
  if (r.is_null(column)) return std::nullopt;
  return from_ms(r.integer(column));
}

void changed(Database& db) {
  set_meta(db, kGeneration, std::to_string(vault_generation(db) + 1));
}

std::int64_t number(KeyState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::vector<VaultKeyRow> list_vault_keys(Database& db) {
  std::vector<VaultKeyRow> out;
  db.each("SELECT id, class, state, wrapped, made_at, retired_at, destroyed_at FROM vault_key ORDER BY id",
          {}, [&](const Row& r) {
            out.push_back({r.integer(0), r.text(1), static_cast<KeyState>(r.integer(2)), r.blob(3),
                           from_ms(r.integer(4)), time_or_none(r, 5), time_or_none(r, 6)});
          });
  return out;
}

std::int64_t next_vault_key(Database& db) {
  return db.integer("SELECT max(id) FROM vault_key").value_or(0) + 1;
}

void add_vault_key(Database& db, const VaultKeyRow& k) {
  db.run("INSERT INTO vault_key (id, class, state, wrapped, made_at) VALUES ($1, $2, $3, $4, $5)",
         {k.id, std::string_view(k.key_class), number(k.state), Blob{k.wrapped}, val(k.made_at)});
  changed(db);
}

void rewrap_vault_key(Database& db, std::int64_t id, std::string_view wrapped) {
  db.run("UPDATE vault_key SET wrapped = $1 WHERE id = $2", {Blob{wrapped}, id});
  changed(db);
}

void retire_vault_keys(Database& db, std::string_view key_class, TimePoint now) {
  db.run("UPDATE vault_key SET state = 1, retired_at = $1 WHERE class = $2 AND state = 0",
         {val(now), key_class});
  changed(db);
}

void destroy_vault_key(Database& db, std::int64_t id, TimePoint now) {
  db.run("UPDATE vault_key SET state = 2, wrapped = $1, destroyed_at = $2 WHERE id = $3",
         {Blob{std::string_view()}, val(now), id});
  changed(db);
}

std::int64_t vault_generation(Database& db) {
  const std::string text = meta(db, kGeneration);
  return text.empty() ? 0 : std::stoll(text);
}

std::string vault_master(Database& db) {
  return meta(db, kMaster);
}

void set_vault_master(Database& db, std::string_view name) {
  set_meta(db, kMaster, name);
  changed(db);
}

std::optional<VaultJob> newest_vault_job(Database& db) {
  std::optional<VaultJob> out;
  db.each(
      "SELECT id, kind, asked_at, asked_by, place, after_id, round, found, changed, unreadable, ended_at "
      "FROM "
      "vault_job ORDER BY id DESC LIMIT 1",
      {}, [&](const Row& r) {
        out = VaultJob{r.integer(0), r.text(1),    from_ms(r.integer(2)), r.text(3),
                       r.integer(4), r.integer(5), r.integer(6),          r.integer(7),
                       r.integer(8), r.integer(9), time_or_none(r, 10)};
      });
  return out;
}

void add_vault_job(Database& db, const VaultJob& j) {
  db.run(
      "INSERT INTO vault_job (kind, asked_at, asked_by, place, after_id, round, found, changed, unreadable) "
      "VALUES ($1, $2, $3, 0, 0, 1, 0, 0, 0)",
      {std::string_view(j.kind), val(j.asked_at), std::string_view(j.asked_by)});
}

void save_vault_job(Database& db, const VaultJob& j) {
  db.run(
      "UPDATE vault_job SET place = $1, after_id = $2, round = $3, found = $4, changed = $5, unreadable = "
      "$6, "
      "ended_at = $7 WHERE id = $8",
      {j.place, j.after_id, j.round, j.found, j.changed, j.unreadable,
       j.ended_at ? val(*j.ended_at) : Value(nullptr), j.id});
}

bool ledger_has_people(Database& db) {
  for (const char* sql : {"SELECT 1 FROM person LIMIT 1", "SELECT 1 FROM body LIMIT 1",
                          "SELECT 1 FROM raw_inbound LIMIT 1", "SELECT 1 FROM staff_number LIMIT 1",
                          "SELECT 1 FROM webhook LIMIT 1", "SELECT 1 FROM voice_sample LIMIT 1"})
    if (db.any(sql)) return true;
  return false;
}

}  // namespace huiyin
