#include "daemon/store/followups.h"

namespace huiyin {

void add_history(Database& db, const FollowupStep& s) {
  db.run(
      "INSERT INTO followup_history (followup_id, at, what, state, label, reason, channel, flags, survey, "
      "survey_version, round, answered_at, unit, town, category) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, "
      "$11, $12, $13, $14, $15)",
      {s.followup_id, val(s.at), std::string_view(s.what), static_cast<std::int64_t>(s.state),
       std::string_view(s.label), std::string_view(s.reason), std::string_view(s.channel),
       std::string_view(s.flags), std::string_view(s.survey), std::string_view(s.survey_version),
       std::int64_t{s.round}, val(s.answered_at), std::string_view(s.unit), std::string_view(s.town),
       std::string_view(s.category)});
}

void each_history(Database& db, std::int64_t through, const std::function<void(const FollowupStep&)>& f) {
  db.each(
      "SELECT id, followup_id, at, what, state, label, reason, channel, flags, survey, survey_version, "
      "round, "
      "answered_at, unit, town, category FROM followup_history WHERE id <= $1 ORDER BY id",
      {through}, [&](const Row& r) {
        FollowupStep s;
        s.id = r.integer(0);
        s.followup_id = r.integer(1);
        s.at = from_ms(r.integer(2));
        s.what = r.text(3);
        s.state = static_cast<FollowupState>(r.integer(4));
        s.label = r.text(5);
        s.reason = r.text(6);
        s.channel = r.text(7);
        s.flags = r.text(8);
        s.survey = r.text(9);
        s.survey_version = r.text(10);
        s.round = static_cast<int>(r.integer(11));
        s.answered_at = from_ms(r.integer(12));
        s.unit = r.text(13);
        s.town = r.text(14);
        s.category = r.text(15);
        f(s);
      });
}

std::int64_t history_until(Database& db, TimePoint time) {
  return db.integer("SELECT max(id) FROM followup_history WHERE at <= $1", {val(time)}).value_or(0);
}

void hold_person(Database& db, std::int64_t person_id, TimePoint until, TimePoint now, std::string_view actor,
                 std::string_view reason) {
  db.run(
      "INSERT INTO followup_hold (person_id, until, at, actor, reason) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (person_id) DO UPDATE SET until = excluded.until, at = excluded.at, actor = "
      "excluded.actor, "
      "reason = excluded.reason",
      {person_id, val(until), val(now), actor, reason});
}

bool release_person(Database& db, std::int64_t person_id) {
  return db.run("DELETE FROM followup_hold WHERE person_id = $1", {person_id}) > 0;
}

std::optional<TimePoint> held_until(Database& db, std::int64_t person_id, TimePoint now) {
  const auto until = db.integer("SELECT until FROM followup_hold WHERE person_id = $1 AND until > $2",
                                {person_id, val(now)});
  return until ? std::optional(from_ms(*until)) : std::nullopt;
}

}  // namespace huiyin
