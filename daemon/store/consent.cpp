#include "daemon/store/consent.h"

#include <set>

namespace huiyin {
namespace {

bool set_newest(Database& db, const ConsentWord& w) {
  const std::int64_t state = w.out ? 0 : 1;
  return db.run(
             "INSERT INTO consent (person_id, scope, channel, state, at, source) VALUES ($1, $2, $3, $4, $5, "
             "$6) "
             "ON CONFLICT (person_id, scope, channel) DO UPDATE SET state = excluded.state, at = "
             "excluded.at, "
             "source = excluded.source WHERE consent.state <> excluded.state",
             {w.person_id, std::string_view(w.scope), std::string_view(w.channel), state, val(w.at),
              std::string_view(w.source)}) > 0;
}

bool take_all_back(Database& db, const ConsentWord& w) {
  return db.run(
             "UPDATE consent SET state = 1, at = $1, source = $2 WHERE person_id = $3 AND state = 0 AND "
             "(channel = $4 OR $4 = 'all')",
             {val(w.at), std::string_view(w.source), w.person_id, std::string_view(w.channel)}) > 0;
}

}  // namespace

bool record_word(Database& db, const ConsentWord& w) {
  // Only an own text is answered: what a clerk heard was confirmed by the clerk.
  const bool confirm = w.out && w.source == "sms" && w.by.empty();
  db.run(
      "INSERT INTO consent_word (person_id, scope, channel, state, source, rule, wording_sealed, said_by, "
      "at, "
      "confirm) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {w.person_id, std::string_view(w.scope), std::string_view(w.channel), std::int64_t{w.out ? 0 : 1},
       std::string_view(w.source), null_if_empty(w.rule),
       w.wording_sealed.empty() ? Value(nullptr) : Value(Blob{w.wording_sealed}), null_if_empty(w.by),
       val(w.at), std::int64_t{confirm ? 1 : 0}});
  if (!w.out) db.run("DELETE FROM consent_confirmed WHERE person_id = $1", {w.person_id});
  const bool back = !w.out && w.scope == "all" && take_all_back(db, w);
  return set_newest(db, w) || back;
}

bool opted_out_of(Database& db, std::int64_t person_id, std::string_view scope, std::string_view channel) {
  return db.any(
      "SELECT 1 FROM consent WHERE person_id = $1 AND state = 0 AND (scope = $2 OR scope = 'all') AND "
      "(channel "
      "= $3 OR channel = 'all')",
      {person_id, scope, channel});
}

std::vector<ConsentWord> newest_words(Database& db, std::int64_t person_id) {
  std::vector<ConsentWord> out;
  db.each(
      "SELECT scope, channel, state, source, at FROM consent WHERE person_id = $1 ORDER BY scope, channel",
      {person_id}, [&](const Row& r) {
        ConsentWord w;
        w.person_id = person_id;
        w.scope = r.text(0);
        w.channel = r.text(1);
        w.out = r.integer(2) == 0;
        w.source = r.text(3);
        w.at = from_ms(r.integer(4));
        out.push_back(std::move(w));
      });
  return out;
}

std::vector<ConsentWord> consent_history(Database& db, std::int64_t person_id) {
  std::vector<ConsentWord> out;
  db.each(
      "SELECT scope, channel, state, source, rule, wording_sealed, said_by, at FROM consent_word WHERE "
      "person_id = $1 ORDER BY id",
      {person_id}, [&](const Row& r) {
        out.push_back({person_id, r.text(0), r.text(1), r.integer(2) == 0, r.text(3), r.text(4), r.blob(5),
                       r.text(6), from_ms(r.integer(7))});
      });
  return out;
}

std::vector<DueConfirmation> take_due_confirmations(Database& db, int limit) {
  std::vector<DueConfirmation> out;
  std::set<std::int64_t> seen;
  std::vector<std::int64_t> words;
  db.each("SELECT id, person_id, at FROM consent_word WHERE confirm = 1 ORDER BY id LIMIT $1",
          {std::int64_t{limit}}, [&](const Row& r) {
            words.push_back(r.integer(0));
            if (seen.insert(r.integer(1)).second) out.push_back({r.integer(1), from_ms(r.integer(2))});
          });
  for (const std::int64_t id : words) db.run("UPDATE consent_word SET confirm = 0 WHERE id = $1", {id});
  return out;
}

bool confirm_once(Database& db, std::int64_t person_id, TimePoint now) {
  return db.run("INSERT INTO consent_confirmed (person_id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                {person_id, val(now)}) > 0;
}

}  // namespace huiyin
