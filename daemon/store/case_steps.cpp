#include "daemon/store/case_steps.h"

namespace huiyin {
namespace {

Value maybe(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}

}  // namespace

std::int64_t add_case_step(Database& db, const CaseStep& s) {
  return db.insert(
      "INSERT INTO case_step (case_id, at, step, happened_at, accept_due, close_due, unit, town, category, "
      "actor) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
      {std::string_view(s.case_id), val(s.at), std::string_view(s.step), val(s.happened_at),
       maybe(s.accept_due), maybe(s.close_due), std::string_view(s.unit), std::string_view(s.town),
       std::string_view(s.category), std::string_view(s.actor)});
}

void each_case_step(Database& db, std::int64_t through, const std::function<void(const CaseStep&)>& f) {
  db.each(
      "SELECT id, case_id, at, step, happened_at, accept_due, close_due, unit, town, category, actor FROM "
      "case_step "
      "WHERE id <= $1 ORDER BY id",
      {through}, [&](const Row& r) {
        CaseStep s;
        s.id = r.integer(0);
        s.case_id = r.text(1);
        s.at = from_ms(r.integer(2));
        s.step = r.text(3);
        s.happened_at = from_ms(r.integer(4));
        if (!r.is_null(5)) s.accept_due = from_ms(r.integer(5));
        if (!r.is_null(6)) s.close_due = from_ms(r.integer(6));
        s.unit = r.text(7);
        s.town = r.text(8);
        s.category = r.text(9);
        s.actor = r.text(10);
        f(s);
      });
}

std::int64_t case_steps_until(Database& db, TimePoint time) {
  return db.integer("SELECT max(id) FROM case_step WHERE at <= $1", {val(time)}).value_or(0);
}

}  // namespace huiyin
