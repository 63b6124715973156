// Erasing by age: the daily chore's half of store/erase_rows.h.
#include <array>

#include "daemon/store/erase_rows.h"

namespace huiyin {
namespace {

const Blob kNothing{std::string_view()};

struct Dated {
  std::int64_t id;
};

struct AgedRows {
  std::string_view name, select;  // $1 after, $2 limit: id, time, held
  void (*erase)(Database&, std::int64_t, TimePoint);
};

constexpr std::array<AgedRows, 7> kAged = {{
    {"raw",
     "SELECT r.id, r.received_at, CASE WHEN r.state = 0 OR EXISTS (SELECT 1 FROM intake i JOIN legal_hold h "
     "ON "
     "h.subject = 'intake/' || i.public_id WHERE i.raw_id = r.id) THEN 1 ELSE 0 END FROM raw_inbound r WHERE "
     "r.id > $1 "
     "ORDER BY r.id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) { erase_raw(db, id); }},
    {"records",
     "SELECT i.id, i.received_at, CASE WHEN EXISTS (SELECT 1 FROM legal_hold h WHERE h.subject = 'intake/' "
     "|| "
     "i.public_id) THEN 1 ELSE 0 END FROM intake i WHERE i.id > $1 ORDER BY i.id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) { erase_record(db, id); }},
    {"answers",
     "SELECT a.id, a.at, CASE WHEN EXISTS (SELECT 1 FROM followup f JOIN legal_hold h ON h.subject = 'case/' "
     "|| "
     "f.case_id WHERE f.id = a.followup_id) THEN 1 ELSE 0 END FROM followup_answer a WHERE a.id > $1 ORDER "
     "BY a.id "
     "LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) { erase_answer(db, id); }},
    {"messages",
     "SELECT id, changed_at, 0 FROM message WHERE campaign_id = 0 AND id > $1 ORDER BY id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint before) {
       if (const auto body = db.integer("SELECT body_id FROM message WHERE id = $1", {id}))
         erase_body(db, *body, before);
     }},
    {"lists", "SELECT id, coalesce(ended_at, not_after), 0 FROM campaign WHERE id > $1 ORDER BY id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) {
       db.run("DELETE FROM campaign_line_raw WHERE campaign_id = $1", {id});
       db.run("UPDATE campaign_list SET header_sealed = NULL WHERE campaign_id = $1", {id});
       db.run("DELETE FROM recipient WHERE campaign_id = $1", {id});
     }},
    {"words", "SELECT id, at, 0 FROM consent_word WHERE id > $1 ORDER BY id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) {
       db.run("UPDATE consent_word SET wording_sealed = NULL WHERE id = $1", {id});
     }},
    {"notes", "SELECT id, at, 0 FROM dissatisfied_step WHERE id > $1 ORDER BY id LIMIT $2",
     [](Database& db, std::int64_t id, TimePoint) {
       db.run("UPDATE dissatisfied_step SET note_sealed = $1 WHERE id = $2", {kNothing, id});
     }},
}};

}  // namespace

std::int64_t erase_older(Database& db, std::string_view name, TimePoint before, std::int64_t after_id,
                         int limit, std::int64_t* erased) {
  if (name == "answers_to_commands") {
    *erased += db.run("DELETE FROM command_key WHERE at < $1", {val(before)});
    return after_id;
  }
  for (const AgedRows& rows : kAged) {
    if (rows.name != name) continue;
    std::vector<Dated> old;
    std::int64_t last = after_id;
    bool young = false;
    db.each(rows.select, {after_id, std::int64_t{limit}}, [&](const Row& r) {
      if (young || from_ms(r.integer(1)) >= before) {
        young = true;
        return;
      }
      last = r.integer(0);
      if (r.integer(2) == 0) old.push_back({r.integer(0)});
    });
    for (const Dated& d : old) {
      rows.erase(db, d.id, before);
      ++*erased;
    }
    return last;
  }
  return after_id;
}

}  // namespace huiyin
