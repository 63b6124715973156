#include "daemon/store/contacts.h"

namespace huiyin {
std::int64_t count_guard(Database& db, std::int64_t person_id, std::string_view kind, TimePoint span) {
  return db
      .integer(
          "INSERT INTO answer_guard (person_id, kind, span, n) VALUES ($1, $2, $3, 1) "
          "ON CONFLICT (person_id, kind, span) DO UPDATE SET n = answer_guard.n + 1 RETURNING n",
          {person_id, kind, val(span)})
      .value_or(0);
}

std::int64_t guard_count(Database& db, std::int64_t person_id, std::string_view kind, TimePoint span) {
  return db
      .integer("SELECT n FROM answer_guard WHERE person_id = $1 AND kind = $2 AND span = $3",
               {person_id, kind, val(span)})
      .value_or(0);
}

std::int64_t sweep_guard(Database& db, TimePoint before) {
  return db.run("DELETE FROM answer_guard WHERE span < $1", {val(before)});
}

}  // namespace huiyin
