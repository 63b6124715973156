#include "daemon/store/contacts.h"

namespace huiyin {
std::optional<ContactRule> contact_rule(Database& db, std::int64_t person_id) {
  std::optional<ContactRule> out;
  db.each("SELECT hours, at, source FROM contact_rule WHERE person_id = $1", {person_id}, [&](const Row& r) {
    out = ContactRule{r.text(0), from_ms(r.integer(1)), r.text(2)};
  });
  return out;
}

void set_contact_rule(Database& db, std::int64_t person_id, const ContactRule& rule) {
  db.run(
      "INSERT INTO contact_rule (person_id, hours, at, source) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (person_id) DO UPDATE SET hours = excluded.hours, at = excluded.at, source = "
      "excluded.source",
      {person_id, std::string_view(rule.hours), val(rule.at), std::string_view(rule.source)});
}

bool clear_contact_rule(Database& db, std::int64_t person_id) {
  return db.run("DELETE FROM contact_rule WHERE person_id = $1", {person_id}) > 0;
}

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
