#include "daemon/store/dangers.h"

namespace huiyin {
namespace {

#define DANGER_COLUMNS                                                                           \
  "d.id, d.intake_id, i.public_id, d.raised_at, d.level, d.pages, d.pages_of_level, d.next_at, " \
  "d.acknowledged_at, d.acknowledged_by FROM danger d JOIN intake i ON i.id = d.intake_id "

Danger read_danger(const Row& r) {
  Danger d;
  d.id = r.integer(0);
  d.intake_id = r.integer(1);
  d.public_id = r.text(2);
  d.raised_at = from_ms(r.integer(3));
  d.level = static_cast<int>(r.integer(4));
  d.pages = static_cast<int>(r.integer(5));
  d.pages_of_level = static_cast<int>(r.integer(6));
  d.next_at = from_ms(r.integer(7));
  if (!r.is_null(8)) d.acknowledged_at = from_ms(r.integer(8));
  d.acknowledged_by = r.text(9);
  return d;
}

std::vector<Danger> dangers(Database& db, std::string_view sql, Database::Args args) {
  std::vector<Danger> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_danger(r)); });
  return out;
}

std::optional<Danger> first(std::vector<Danger> all) {
  return all.empty() ? std::nullopt : std::optional<Danger>(std::move(all.front()));
}

}  // namespace

std::vector<DutyPerson> duty_list(Database& db) {
  std::vector<DutyPerson> out;
  db.each("SELECT level, name, person_id FROM duty ORDER BY level, id", {}, [&](const Row& r) {
    out.push_back({static_cast<int>(r.integer(0)), r.text(1), r.integer(2)});
  });
  return out;
}

void set_duty_list(Database& db, const std::vector<DutyPerson>& list) {
  db.run("DELETE FROM duty");
  for (const DutyPerson& p : list)
    db.run("INSERT INTO duty (level, name, person_id) VALUES ($1, $2, $3)",
           {std::int64_t{p.level}, std::string_view(p.name), p.person_id});
}

bool on_duty(Database& db, std::int64_t person_id) {
  return db.any("SELECT 1 FROM duty WHERE person_id = $1", {person_id});
}

std::int64_t add_danger(Database& db, std::int64_t intake_id, TimePoint now) {
  return db.insert(
      "INSERT INTO danger (intake_id, raised_at, level, pages, pages_of_level, next_at) "
      "VALUES ($1, $2, 0, 0, 0, $2) RETURNING id",
      {intake_id, val(now)});
}

void save_danger(Database& db, const Danger& d) {
  db.run(
      "UPDATE danger SET level = $1, pages = $2, pages_of_level = $3, next_at = $4, acknowledged_at = $5, "
      "acknowledged_by = $6 WHERE id = $7",
      {std::int64_t{d.level}, std::int64_t{d.pages}, std::int64_t{d.pages_of_level}, val(d.next_at),
       d.acknowledged_at ? val(*d.acknowledged_at) : Value(nullptr), null_if_empty(d.acknowledged_by), d.id});
}

std::optional<Danger> danger_of(Database& db, std::int64_t intake_id) {
  return first(dangers(db, "SELECT " DANGER_COLUMNS "WHERE d.intake_id = $1", {intake_id}));
}

std::optional<Danger> find_danger(Database& db, std::int64_t id) {
  return first(dangers(db, "SELECT " DANGER_COLUMNS "WHERE d.id = $1", {id}));
}

std::vector<Danger> open_dangers(Database& db, int limit) {
  return dangers(db, "SELECT " DANGER_COLUMNS "WHERE d.acknowledged_at IS NULL ORDER BY d.next_at LIMIT $1",
                 {std::int64_t{limit}});
}

std::vector<Danger> recent_dangers(Database& db, int limit) {
  return dangers(db, "SELECT " DANGER_COLUMNS "ORDER BY d.id DESC LIMIT $1", {std::int64_t{limit}});
}

void add_danger_page(Database& db, std::int64_t message_id, const Danger& d, std::int64_t person_id) {
  db.run("INSERT INTO danger_page (message_id, danger_id, page, person_id) VALUES ($1, $2, $3, $4)",
         {message_id, d.id, std::int64_t{d.pages}, person_id});
}

std::vector<MessageState> last_page_states(Database& db, const Danger& d) {
  std::vector<MessageState> out;
  db.each(
      "SELECT m.state FROM danger_page p JOIN message m ON m.id = p.message_id WHERE p.danger_id = $1 AND "
      "p.page = $2",
      {d.id, std::int64_t{d.pages}},
      [&](const Row& r) { out.push_back(static_cast<MessageState>(r.integer(0))); });
  return out;
}

std::vector<Danger> open_dangers_paged_to(Database& db, std::int64_t person_id) {
  return dangers(
      db,
      "SELECT " DANGER_COLUMNS
      "WHERE d.acknowledged_at IS NULL AND EXISTS (SELECT 1 FROM danger_page p WHERE p.danger_id = d.id AND "
      "p.person_id = $1) ORDER BY d.id",
      {person_id});
}

}  // namespace huiyin
