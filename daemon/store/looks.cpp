#include "daemon/store/looks.h"

#include <array>

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"waiting", "open", "refused", "ended"};
constexpr std::string_view kSelect =
    "SELECT g.id, g.intake_id, i.public_id, g.asker, g.reason, g.shows_text, g.shows_number, g.state, "
    "g.second_needed, g.emergency, g.decider, g.asked_at, g.length, g.until_at FROM look_grant g JOIN intake "
    "i ON "
    "i.id = g.intake_id ";

LookGrant grant_of(const Row& r) {
  LookGrant g;
  g.id = r.integer(0);
  g.intake_id = r.integer(1);
  g.public_id = r.text(2);
  g.asker = r.text(3);
  g.reason = r.text(4);
  g.text = r.integer(5) != 0;
  g.number = r.integer(6) != 0;
  g.state = static_cast<LookState>(r.integer(7));
  g.second_needed = r.integer(8) != 0;
  g.emergency = r.integer(9) != 0;
  g.decider = r.text(10);
  g.asked_at = from_ms(r.integer(11));
  g.length = Millis(r.integer(12));
  if (!r.is_null(13)) g.until = from_ms(r.integer(13));
  return g;
}

Value until_of(const LookGrant& g) {
  return g.until ? val(*g.until) : Value(nullptr);
}

}  // namespace

std::string_view name_of(LookState s) {
  return kStates[static_cast<std::size_t>(s)];
}

std::int64_t add_look_grant(Database& db, const LookGrant& g) {
  return db.insert(
      "INSERT INTO look_grant (intake_id, asker, reason, shows_text, shows_number, state, second_needed, "
      "emergency, "
      "decider, asked_at, length, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
      "RETURNING id",
      {g.intake_id, std::string_view(g.asker), std::string_view(g.reason), std::int64_t{g.text},
       std::int64_t{g.number}, static_cast<std::int64_t>(g.state), std::int64_t{g.second_needed},
       std::int64_t{g.emergency}, std::string_view(g.decider), val(g.asked_at), g.length.count(),
       until_of(g)});
}

void save_look_grant(Database& db, const LookGrant& g) {
  db.run("UPDATE look_grant SET state = $1, decider = $2, until_at = $3 WHERE id = $4",
         {static_cast<std::int64_t>(g.state), std::string_view(g.decider), until_of(g), g.id});
}

std::optional<LookGrant> find_look_grant(Database& db, std::int64_t id) {
  std::optional<LookGrant> out;
  db.each(std::string(kSelect) + "WHERE g.id = $1", {id}, [&](const Row& r) { out = grant_of(r); });
  return out;
}

std::vector<LookGrant> list_look_grants(Database& db, std::int64_t before, int limit) {
  std::vector<LookGrant> out;
  db.each(std::string(kSelect) + "WHERE g.id < $1 ORDER BY g.id DESC LIMIT $2",
          {before > 0 ? before : INT64_MAX, std::int64_t{limit}},
          [&](const Row& r) { out.push_back(grant_of(r)); });
  return out;
}

void add_look(Database& db, const Look& look) {
  db.run("INSERT INTO look (grant_id, intake_id, actor, at) VALUES ($1, $2, $3, $4)",
         {look.grant_id, look.intake_id, std::string_view(look.actor), val(look.at)});
}

std::int64_t records_looked_at(Database& db, std::string_view actor, TimePoint since) {
  return db
      .integer("SELECT count(DISTINCT intake_id) FROM look WHERE actor = $1 AND at >= $2",
               {actor, val(since)})
      .value_or(0);
}

std::vector<Look> looks_at(Database& db, std::int64_t intake_id) {
  std::vector<Look> out;
  db.each("SELECT grant_id, intake_id, actor, at FROM look WHERE intake_id = $1 ORDER BY id", {intake_id},
          [&](const Row& r) {
            out.push_back({r.integer(0), r.integer(1), r.text(2), from_ms(r.integer(3))});
          });
  return out;
}

}  // namespace huiyin
