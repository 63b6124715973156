#include "daemon/store/objections.h"

namespace huiyin {

void keep_objection(Database& db, std::string_view number_hash, std::string_view words, TimePoint now) {
  db.run(
      "INSERT INTO objection_kept (number_hash, words, at) VALUES ($1, $2, $3) ON CONFLICT (number_hash) DO "
      "UPDATE SET words = excluded.words, at = excluded.at",
      {Blob{number_hash}, words, val(now)});
}

std::optional<std::string> objection_of(Database& db, std::string_view number_hash) {
  return db.text("SELECT words FROM objection_kept WHERE number_hash = $1", {Blob{number_hash}});
}

void forget_objection(Database& db, std::string_view number_hash) {
  db.run("DELETE FROM objection_kept WHERE number_hash = $1", {Blob{number_hash}});
}

bool has_objections_by_hash(Database& db) {
  return db.any("SELECT 1 FROM objection_kept LIMIT 1");
}

}  // namespace huiyin
