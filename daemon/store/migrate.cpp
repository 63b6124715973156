#include "daemon/base/log.h"
#include "daemon/store/database.h"
#include "daemon/store/migrations.h"

namespace huiyin {
namespace {

int version_of(Database& db) {
  db.script("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  return static_cast<int>(db.integer("SELECT max(version) FROM schema_version").value_or(0));
}

int number_of(const Migration& m) {
  return std::stoi(std::string(m.file.substr(0, 4)));
}

}  // namespace

int newest_schema() {
  return number_of(migrations().back());
}

Result<int> migrate(Database& db) {
  try {
    const int found = version_of(db);
    if (found > newest_schema())
      return fail(Errc::conflict, "the ledger has schema " + std::to_string(found) +
                                      ", this program knows up to " + std::to_string(newest_schema()) +
                                      ": install the newer version");
    for (const Migration& m : migrations()) {
      if (number_of(m) <= found) continue;
      db.script("BEGIN IMMEDIATE");
      db.script(std::string(m.sql));
      db.run("INSERT INTO schema_version (version) VALUES ($1)", {std::int64_t{number_of(m)}});
      db.script("COMMIT");
      log_info("store.migrated", "the ledger's schema was brought forward", {{"to", number_of(m)}});
    }
    return newest_schema();
  } catch (const StoreError& e) {
    return fail(Errc::storage, e.what(), "migration");
  }
}

}  // namespace huiyin
