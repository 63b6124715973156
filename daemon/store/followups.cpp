#include "daemon/store/followups.h"

#include <array>

namespace huiyin {
namespace {

#define FOLLOWUP_COLUMNS                                                                                     \
  "id, case_id, person_id, state, extension, answered_at, due_at, asked_at, ended_at, reminded, clarified, " \
  "label, tail, unit, town, category, reason, survey, survey_version, round, reopened"

Followup read_followup(const Row& r) {
  Followup f;
  f.id = r.integer(0);
  f.case_id = r.text(1);
  f.person_id = r.integer(2);
  f.state = static_cast<FollowupState>(r.integer(3));
  f.extension = r.text(4);
  f.answered_at = from_ms(r.integer(5));
  f.due_at = from_ms(r.integer(6));
  if (!r.is_null(7)) f.asked_at = from_ms(r.integer(7));
  if (!r.is_null(8)) f.ended_at = from_ms(r.integer(8));
  f.reminded = static_cast<int>(r.integer(9));
  f.clarified = static_cast<int>(r.integer(10));
  f.label = r.text(11);
  f.tail = r.text(12);
  f.unit = r.text(13);
  f.town = r.text(14);
  f.category = r.text(15);
  f.reason = r.text(16);
  f.survey = r.text(17);
  f.survey_version = r.text(18);
  f.round = static_cast<int>(r.integer(19));
  f.reopened = r.integer(20) != 0;
  return f;
}

std::optional<Followup> first(Database& db, std::string_view sql, Database::Args args) {
  std::optional<Followup> out;
  db.each(sql, args, [&](const Row& r) { out = read_followup(r); });
  return out;
}

Value maybe(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}
std::int64_t number(FollowupState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::string_view name_of(FollowupState s) {
  constexpr std::array<std::string_view, kFollowupStates> kNames = {
      "waiting", "asked", "rated", "unclear", "opted_out", "no_answer", "undeliverable", "withdrawn"};
  return kNames[static_cast<std::size_t>(s)];
}

std::optional<std::int64_t> add_followup(Database& db, const Followup& f) {
  return db.integer(
      "INSERT INTO followup (case_id, person_id, state, extension, answered_at, due_at, reminded, clarified, "
      "tail, unit, town, category, survey, survey_version, round) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, "
      "$8, "
      "$9, $10, $11, $12, $13) ON CONFLICT (case_id) DO NOTHING RETURNING id",
      {std::string_view(f.case_id), f.person_id, number(f.state), std::string_view(f.extension),
       val(f.answered_at), val(f.due_at), std::string_view(f.tail), std::string_view(f.unit),
       std::string_view(f.town), std::string_view(f.category), std::string_view(f.survey),
       std::string_view(f.survey_version), std::int64_t{f.round}});
}

std::optional<Followup> find_followup(Database& db, std::int64_t id) {
  return first(db, "SELECT " FOLLOWUP_COLUMNS " FROM followup WHERE id = $1", {id});
}

std::optional<Followup> followup_of_case(Database& db, std::string_view case_id) {
  return first(db, "SELECT " FOLLOWUP_COLUMNS " FROM followup WHERE case_id = $1", {case_id});
}

std::vector<Followup> open_followups_of(Database& db, std::int64_t person_id) {
  std::vector<Followup> out;
  db.each("SELECT " FOLLOWUP_COLUMNS " FROM followup WHERE person_id = $1 AND state IN (0, 1) ORDER BY id",
          {person_id}, [&](const Row& r) { out.push_back(read_followup(r)); });
  return out;
}

void each_due_followup(Database& db, TimePoint now, int limit,
                       const std::function<void(const Followup&)>& f) {
  db.each("SELECT " FOLLOWUP_COLUMNS
          " FROM followup WHERE state IN (0, 1) AND due_at <= $1 ORDER BY due_at LIMIT $2",
          {val(now), std::int64_t{limit}}, [&](const Row& r) { f(read_followup(r)); });
}

void list_followups(Database& db, std::int64_t before_id, int limit,
                    const std::function<void(const Followup&)>& f) {
  db.each("SELECT " FOLLOWUP_COLUMNS " FROM followup WHERE id < $1 ORDER BY id DESC LIMIT $2",
          {before_id == 0 ? std::int64_t{1} << 62 : before_id, std::int64_t{limit}},
          [&](const Row& r) { f(read_followup(r)); });
}

std::vector<Followup> followups_with_queued_text(Database& db, TimePoint now, int limit) {
  std::vector<Followup> out;
  db.each("SELECT " FOLLOWUP_COLUMNS
          " FROM followup WHERE id IN (SELECT l.followup_id FROM message m JOIN followup_message l ON "
          "l.message_id = "
          "m.id WHERE m.state = 0 AND m.campaign_id = 0 AND m.lane = 2 AND m.not_before <= $1 LIMIT $2)",
          {val(now + Millis(86'400'000)), std::int64_t{limit}},
          [&](const Row& r) { out.push_back(read_followup(r)); });
  return out;
}

std::vector<Followup> undecided_followups(Database& db, std::int64_t before_id, int limit) {
  std::vector<Followup> out;
  db.each(
      "SELECT " FOLLOWUP_COLUMNS
      " FROM followup WHERE state = 3 AND reason <> 'not_rated' AND reopened = 0 AND id < $1 AND NOT EXISTS "
      "(SELECT 1 FROM followup_answer a WHERE a.followup_id = followup.id AND a.label = 'not_rated') "
      "ORDER BY id DESC LIMIT $2",
      {before_id == 0 ? std::int64_t{1} << 62 : before_id, std::int64_t{limit}},
      [&](const Row& r) { out.push_back(read_followup(r)); });
  return out;
}

bool save_followup(Database& db, const Followup& f, FollowupState from) {
  return db.run(
             "UPDATE followup SET state = $1, due_at = $2, asked_at = $3, ended_at = $4, reminded = $5, "
             "clarified = $6, label = $7, reason = $8, reopened = $9 "
             "WHERE id = $10 AND state = $11",
             {number(f.state), val(f.due_at), maybe(f.asked_at), maybe(f.ended_at), std::int64_t{f.reminded},
              std::int64_t{f.clarified}, null_if_empty(f.label), std::string_view(f.reason),
              std::int64_t{f.reopened ? 1 : 0}, f.id, number(from)}) > 0;
}

bool renew_followup(Database& db, const Followup& f, FollowupState from) {
  return db.run(
             "UPDATE followup SET state = 0, person_id = $1, extension = $2, answered_at = $3, due_at = $4, "
             "tail = $5, unit = $6, town = $7, category = $8, survey = $9, survey_version = $10, round = "
             "$11, "
             "asked_at = NULL, ended_at = NULL, reminded = 0, clarified = 0, label = NULL, reason = '', "
             "reopened = 0 WHERE id = $12 AND state = $13",
             {f.person_id, std::string_view(f.extension), val(f.answered_at), val(f.due_at),
              std::string_view(f.tail), std::string_view(f.unit), std::string_view(f.town),
              std::string_view(f.category), std::string_view(f.survey), std::string_view(f.survey_version),
              std::int64_t{f.round}, f.id, number(from)}) > 0;
}

// 4 undelivered, 5 expired, 6 rejected, 7 suppressed, 8 cancelled, 9 missed: see model/message_state.h. The
// newest asking message counts: a question may have been asked anew.
std::vector<Followup> undelivered_followups(Database& db, int limit) {
  std::vector<Followup> out;
  db.each(
      "SELECT " FOLLOWUP_COLUMNS
      " FROM followup f WHERE state IN (0, 1) AND state = 1 AND EXISTS (SELECT 1 FROM message m WHERE m.id = "
      "(SELECT max(l.message_id) FROM followup_message l WHERE l.followup_id = f.id AND l.step = 'ask') AND "
      "m.state IN (4, 5, 6, 7, 8, 9)) LIMIT $1",
      {std::int64_t{limit}}, [&](const Row& r) { out.push_back(read_followup(r)); });
  return out;
}

std::vector<Followup> followups_of(Database& db, std::int64_t person_id, TimePoint ended_since) {
  std::vector<Followup> out;
  db.each("SELECT " FOLLOWUP_COLUMNS
          " FROM followup WHERE person_id = $1 AND (state IN (0, 1) OR ended_at >= $2) ORDER BY id",
          {person_id, val(ended_since)}, [&](const Row& r) { out.push_back(read_followup(r)); });
  return out;
}

void add_answer(Database& db, const FollowupAnswer& a) {
  db.run(
      "INSERT INTO followup_answer (followup_id, at, label, also, why, confidence, text_sealed, channel, "
      "flags, "
      "code, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {a.followup_id, val(a.at), std::string_view(a.label), std::string_view(a.also), std::string_view(a.why),
       std::string_view(a.confidence), Blob{a.text_sealed}, std::string_view(a.channel),
       std::string_view(a.flags), a.code == 0 ? Value(nullptr) : Value(std::int64_t{a.code}),
       std::string_view(a.actor)});
}

std::vector<FollowupAnswer> answers_of(Database& db, std::int64_t followup_id) {
  std::vector<FollowupAnswer> out;
  db.each(
      "SELECT followup_id, at, label, also, why, confidence, text_sealed, channel, flags, code, actor FROM "
      "followup_answer WHERE followup_id = $1 ORDER BY id",
      {followup_id}, [&](const Row& r) {
        out.push_back({r.integer(0), from_ms(r.integer(1)), r.text(2), r.text(3), r.text(4), r.text(5),
                       r.blob(6), r.text(7), r.text(8), static_cast<int>(r.integer(9)), r.text(10)});
      });
  return out;
}

void link_message(Database& db, std::int64_t message_id, std::int64_t followup_id, std::string_view step) {
  db.run("INSERT INTO followup_message (message_id, followup_id, step) VALUES ($1, $2, $3)",
         {message_id, followup_id, step});
}

std::optional<std::int64_t> followup_of_message(Database& db, std::int64_t message_id) {
  return db.integer("SELECT followup_id FROM followup_message WHERE message_id = $1", {message_id});
}

std::vector<FollowupMessage> messages_of(Database& db, std::int64_t followup_id) {
  std::vector<FollowupMessage> out;
  db.each("SELECT message_id, step FROM followup_message WHERE followup_id = $1 ORDER BY message_id",
          {followup_id}, [&](const Row& r) {
            out.push_back({r.integer(0), r.text(1)});
          });
  return out;
}

std::map<FollowupState, std::int64_t> followup_counts(Database& db) {
  std::map<FollowupState, std::int64_t> out;
  db.each("SELECT state, count(*) FROM followup GROUP BY state", {},
          [&](const Row& r) { out[static_cast<FollowupState>(r.integer(0))] = r.integer(1); });
  return out;
}

std::map<std::string, std::int64_t> rating_counts(Database& db) {
  std::map<std::string, std::int64_t> out;
  db.each("SELECT label, count(*) FROM followup WHERE state = 2 GROUP BY label", {},
          [&](const Row& r) { out[r.text(0)] = r.integer(1); });
  return out;
}

std::vector<FollowupCount> count_followups(Database& db) {
  std::vector<FollowupCount> out;
  db.each(
      "SELECT state, CASE WHEN asked_at IS NULL THEN 0 ELSE 1 END AS asked, coalesce(label, ''), reason, "
      "count(*) "
      "FROM followup GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
      {}, [&](const Row& r) {
        out.push_back({static_cast<FollowupState>(r.integer(0)), r.integer(1) != 0, r.text(2), r.text(3),
                       r.integer(4)});
      });
  return out;
}

}  // namespace huiyin
