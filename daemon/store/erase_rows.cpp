#include "daemon/store/erase_rows.h"

#include <algorithm>
#include <array>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/persons.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 11> kTellsText = {
    "text_masked", "text",         "turns", "places", "why",      "spans",
    "note_masked", "reply_masked", "tail",  "value",  "suggested"};
const Blob kNothing{std::string_view()};

bool tells_text(std::string_view name) {
  for (const std::string_view key : kTellsText)
    if (name == key) return true;
  return false;
}

void copy_without_texts(JsonWriter& w, const Json& j) {
  if (j.is_object()) {
    w.object();
    for (const auto& [name, value] : j.members()) {
      w.key(name);
      if (!tells_text(name))
        copy_without_texts(w, value);
      else if (value.is_array())
        w.array().end();
      else if (value.is_string())
        w.value("");
      else
        w.null();
    }
    w.end();
  } else if (j.is_array()) {
    w.array();
    for (const Json& item : j.items()) copy_without_texts(w, item);
    w.end();
  } else {
    w.raw(j.dump());
  }
}

std::string without_texts(const std::string& json) {
  JsonWriter w;
  copy_without_texts(w, Json::parse(json));
  return w.take();
}

void rewrite_events(Database& db, const char* select, const char* update, std::string_view subject) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  db.each(select, {subject}, [&](const Row& r) { found.emplace_back(r.integer(0), r.text(1)); });
  for (const auto& [seq, data] : found) {
    const std::string less = without_texts(data);
    if (less != data) db.run(update, {std::string_view(less), seq});
  }
}

std::vector<std::int64_t> ids(Database& db, std::string_view sql, Database::Args args) {
  std::vector<std::int64_t> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(r.integer(0)); });
  return out;
}

struct Dated {
  std::int64_t id;
  TimePoint at;
};
std::vector<Dated> dated(Database& db, std::string_view sql, Database::Args args) {
  std::vector<Dated> out;
  db.each(sql, args, [&](const Row& r) { out.push_back({r.integer(0), from_ms(r.integer(1))}); });
  return out;
}

Erased each_older(const std::vector<Dated>& rows, TimePoint before,
                  const std::function<void(std::int64_t)>& erase) {
  Erased out;
  for (const Dated& d : rows) {
    const bool old = d.at < before;
    if (old) erase(d.id);
    out.add(old, d.at);
  }
  return out;
}

}  // namespace

bool erase_body(Database& db, std::int64_t body_id, TimePoint before) {
  if (db.any("SELECT 1 FROM message WHERE campaign_id = 0 AND body_id = $1 AND (changed_at >= $2 OR state IN "
             "(0, 1)) "
             "LIMIT 1",
             {body_id, val(before)}))
    return false;
  if (db.any("SELECT 1 FROM campaign WHERE body_id = $1", {body_id}) ||
      db.any("SELECT 1 FROM campaign_template WHERE body_id = $1", {body_id}))
    return false;
  const std::string noise = random_bytes(16);
  return db.run("UPDATE body SET content_sealed = $1, hash = $2 WHERE id = $3 AND length(content_sealed) > 0",
                {kNothing, Blob{noise}, body_id}) > 0;
}

void erase_answer(Database& db, std::int64_t id) {
  db.run("UPDATE followup_answer SET text_sealed = $1, why = '[]' WHERE id = $2", {kNothing, id});
}

std::int64_t texts_left(Database& db, std::int64_t person_id) {
  return db
      .integer(
          "SELECT (SELECT count(*) FROM intake WHERE person_id = $1 AND (length(content_sealed) > 0 OR "
          "masked <> "
          "'')) + (SELECT count(*) FROM followup_answer a JOIN followup f ON f.id = a.followup_id WHERE "
          "f.person_id = $1 AND length(a.text_sealed) > 0)",
          {person_id})
      .value_or(0);
}

void Erased::add(bool gone, TimePoint at) {
  ++(gone ? erased : kept);
  if (!gone && at > newest_kept) newest_kept = at;
}

void Erased::add(const Erased& other) {
  erased += other.erased;
  kept += other.kept;
  newest_kept = std::max(newest_kept, other.newest_kept);
}

void erase_told(Database& db, std::string_view subject) {
  rewrite_events(db, "SELECT seq, data FROM event WHERE subject = $1",
                 "UPDATE event SET data = $1 WHERE seq = $2", subject);
  rewrite_events(db, "SELECT seq, data FROM consumer_dead WHERE subject = $1",
                 "UPDATE consumer_dead SET data = $1 WHERE seq = $2", subject);
}

bool erase_raw(Database& db, std::int64_t raw_id) {
  const std::string noise = random_bytes(16);
  return db.run(
             "UPDATE raw_inbound SET payload_sealed = $1, hash = $2, error = NULL WHERE id = $3 AND state <> "
             "0 "
             "AND length(payload_sealed) > 0",
             {kNothing, Blob{noise}, raw_id}) > 0;
}

void erase_record(Database& db, std::int64_t intake_id) {
  std::string name, reading;
  db.each("SELECT public_id, reading FROM intake WHERE id = $1", {intake_id}, [&](const Row& r) {
    name = r.text(0);
    reading = r.text(1);
  });
  const std::string less = without_texts(reading);
  db.run("UPDATE intake SET content_sealed = $1, masked = '', reading = $2 WHERE id = $3",
         {kNothing, std::string_view(less), intake_id});
  db.run("UPDATE transcript SET content_sealed = $1, turns = '[]' WHERE intake_id = $2",
         {kNothing, intake_id});
  db.run("UPDATE intake_review SET value = '', suggested = '' WHERE intake_id = $1 AND field = 'place'",
         {intake_id});
  db.run("UPDATE reprisal SET why = '[]', note = NULL WHERE intake_id = $1", {intake_id});
  erase_told(db, "intake/" + name);
  const std::string pattern = "%" + name + "%";
  db.run("UPDATE command_key SET answer = '{\"erased\":true}' WHERE answer LIKE $1",
         {std::string_view(pattern)});
}

Erased erase_records_of(Database& db, std::int64_t person_id, TimePoint before) {
  return each_older(
      dated(db,
            "SELECT id, received_at FROM intake WHERE person_id = $1 AND (length(content_sealed) > 0 OR "
            "masked <> '')",
            {person_id}),
      before, [&](std::int64_t id) { erase_record(db, id); });
}

Erased erase_recordings_of(Database& db, std::int64_t person_id, TimePoint before) {
  Erased out = each_older(dated(db,
                                "SELECT i.raw_id, i.received_at FROM intake i JOIN raw_inbound r ON r.id = "
                                "i.raw_id WHERE i.person_id = "
                                "$1 AND length(r.payload_sealed) > 0 AND r.state <> 0",
                                {person_id}),
                          before, [&](std::int64_t id) { erase_raw(db, id); });
  const Erased held =
      each_older(dated(db,
                       "SELECT x.id, i.received_at FROM recording x JOIN intake i ON i.id = x.intake_id "
                       "WHERE i.person_id = $1 "
                       "AND (x.place_sealed IS NOT NULL OR x.held_raw_id IS NOT NULL)",
                       {person_id}),
                 before, [&](std::int64_t id) {
                   for (const std::int64_t raw :
                        ids(db,
                            "SELECT raw_id FROM recording WHERE id = $1 UNION SELECT held_raw_id FROM "
                            "recording WHERE id = $1 AND held_raw_id IS NOT NULL",
                            {id}))
                     erase_raw(db, raw);
                   db.run(
                       "UPDATE recording SET place_sealed = NULL, held_raw_id = NULL, state = 2, reason = "
                       "'erased' WHERE id = $1",
                       {id});
                 });
  out.add(held);
  return out;
}

Erased erase_answers_of(Database& db, std::int64_t person_id, TimePoint before) {
  Erased out = each_older(
      dated(db,
            "SELECT a.id, a.at FROM followup_answer a JOIN followup f ON f.id = a.followup_id WHERE "
            "f.person_id = $1 AND length(a.text_sealed) > 0",
            {person_id}),
      before, [&](std::int64_t id) { erase_answer(db, id); });
  const Erased notes =
      each_older(dated(db,
                       "SELECT s.id, s.at FROM dissatisfied_step s JOIN dissatisfied d ON d.id = s.item_id "
                       "JOIN followup f ON "
                       "f.id = d.followup_id WHERE f.person_id = $1 AND length(s.note_sealed) > 0",
                       {person_id}),
                 before, [&](std::int64_t id) {
                   db.run("UPDATE dissatisfied_step SET note_sealed = $1 WHERE id = $2", {kNothing, id});
                 });
  const Erased tries =
      each_older(dated(db,
                       "SELECT t.id, t.at FROM voice_try t JOIN voice_call c ON c.id = t.call_id JOIN "
                       "followup f ON f.id = "
                       "c.followup_id WHERE f.person_id = $1 AND length(t.note_sealed) > 0",
                       {person_id}),
                 before, [&](std::int64_t id) {
                   db.run("UPDATE voice_try SET note_sealed = $1 WHERE id = $2", {kNothing, id});
                 });
  out.add(notes);
  out.add(tries);
  std::vector<std::string> cases;
  db.each("SELECT case_id FROM followup WHERE person_id = $1 AND answered_at < $2", {person_id, val(before)},
          [&](const Row& r) { cases.push_back(r.text(0)); });
  for (const std::string& id : cases) erase_told(db, "case/" + id);
  db.run("UPDATE followup SET tail = '' WHERE person_id = $1 AND answered_at < $2", {person_id, val(before)});
  return out;
}

// Campaigns that write to each in other words have a body for each.
Erased erase_own_bodies(Database& db, std::int64_t person_id, TimePoint before) {
  return each_older(
      dated(db,
            "SELECT m.body_id, m.changed_at FROM campaign_fill f JOIN message m ON m.campaign_id = "
            "f.campaign_id AND m.person_id = $1 JOIN body b ON b.id = m.body_id WHERE f.per_person = 1 "
            "AND length(b.content_sealed) > 0",
            {person_id}),
      before, [&](std::int64_t id) { erase_body(db, id, before); });
}

Erased erase_messages_of(Database& db, std::int64_t person_id, TimePoint before) {
  Erased own = erase_own_bodies(db, person_id, before);
  const Erased single = each_older(
      dated(db,
            "SELECT m.body_id, max(m.changed_at) FROM message m JOIN body b ON b.id = m.body_id WHERE "
            "m.campaign_id = 0 AND m.person_id = $1 AND length(b.content_sealed) > 0 AND NOT EXISTS "
            "(SELECT 1 FROM message o WHERE o.campaign_id = 0 AND o.body_id = m.body_id AND o.person_id "
            "<> m.person_id) GROUP BY m.body_id",
            {person_id}),
      before, [&](std::int64_t id) { erase_body(db, id, before); });
  own.add(single);
  return own;
}

Erased erase_words_of(Database& db, std::int64_t person_id, TimePoint before) {
  return each_older(
      dated(db, "SELECT id, at FROM consent_word WHERE person_id = $1 AND wording_sealed IS NOT NULL",
            {person_id}),
      before,
      [&](std::int64_t id) { db.run("UPDATE consent_word SET wording_sealed = NULL WHERE id = $1", {id}); });
}

Erased erase_recipient_rows_of(Database& db, std::int64_t person_id) {
  const std::int64_t rows = db.run("DELETE FROM recipient WHERE person_id = $1", {person_id});
  return {rows + db.run("DELETE FROM audience_member WHERE person_id = $1", {person_id}), 0, {}};
}

Erased erase_contact_of(Database& db, std::int64_t person_id) {
  Erased out;
  for (const char* table :
       {"person_hours", "followup_hold", "consent_confirmed", "answer_guard", "inbound_part"})
    out.erased += db.run("DELETE FROM " + std::string(table) + " WHERE person_id = $1", {person_id});
  return out;
}

void erase_number(Database& db, std::int64_t person_id) {
  const std::string noise = random_bytes(16);
  db.run("UPDATE person SET number_sealed = $1, number_hash = $2 WHERE id = $3",
         {kNothing, Blob{noise}, person_id});
}

bool is_person_held(Database& db, std::int64_t person_id) {
  return db.any(
             "SELECT 1 FROM intake i JOIN legal_hold h ON h.subject = 'intake/' || i.public_id WHERE "
             "i.person_id = $1",
             {person_id}) ||
         db.any(
             "SELECT 1 FROM followup f JOIN legal_hold h ON h.subject = 'case/' || f.case_id WHERE "
             "f.person_id = $1",
             {person_id}) ||
         db.any(
             "SELECT 1 FROM intake i JOIN intake_progress p ON p.intake_id = i.id JOIN legal_hold h ON "
             "h.subject = "
             "'case/' || p.case_id WHERE i.person_id = $1 AND p.case_id <> ''",
             {person_id});
}

bool is_person_busy(Database& db, std::int64_t person_id) {
  return db.any("SELECT 1 FROM message WHERE campaign_id = 0 AND person_id = $1 AND state IN (0, 1, 10)",
                {person_id}) ||
         db.any("SELECT 1 FROM followup WHERE person_id = $1 AND state IN (0, 1)", {person_id}) ||
         db.any("SELECT 1 FROM duty WHERE person_id = $1", {person_id}) ||
         db.any("SELECT 1 FROM guardian WHERE person_id = $1", {person_id});
}

}  // namespace huiyin
