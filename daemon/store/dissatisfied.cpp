#include "daemon/store/dissatisfied.h"

#include <array>

namespace huiyin {
namespace {

#define ITEM_COLUMNS                                                                                    \
  "id, followup_id, channel, opened_at, due_at, review_by, state, taken_unit, taken_by, contacted_at, " \
  "done_at, "                                                                                           \
  "outcome, overdue_told"

DissatisfiedItem read_item(const Row& r) {
  DissatisfiedItem i;
  i.id = r.integer(0);
  i.followup_id = r.integer(1);
  i.channel = r.text(2);
  i.opened_at = from_ms(r.integer(3));
  i.due_at = from_ms(r.integer(4));
  i.review_by = from_ms(r.integer(5));
  i.state = static_cast<ItemState>(r.integer(6));
  i.taken_unit = r.text(7);
  i.taken_by = r.text(8);
  if (!r.is_null(9)) i.contacted_at = from_ms(r.integer(9));
  if (!r.is_null(10)) i.done_at = from_ms(r.integer(10));
  i.outcome = r.text(11);
  i.overdue_told = r.integer(12) != 0;
  return i;
}

std::optional<DissatisfiedItem> first(Database& db, std::string_view sql, Database::Args args) {
  std::optional<DissatisfiedItem> out;
  db.each(sql, args, [&](const Row& r) { out = read_item(r); });
  return out;
}

Value maybe(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}

}  // namespace

std::string_view name_of(ItemState s) {
  constexpr std::array<std::string_view, 4> kNames = {"open", "taken", "spoken", "done"};
  return kNames[static_cast<std::size_t>(s)];
}

std::int64_t add_item(Database& db, const DissatisfiedItem& i) {
  return db.insert(
      "INSERT INTO dissatisfied (followup_id, channel, opened_at, due_at, review_by, state, taken_unit, "
      "taken_by, "
      "outcome, overdue_told) VALUES ($1, $2, $3, $4, $5, 0, '', '', '', 0) RETURNING id",
      {i.followup_id, std::string_view(i.channel), val(i.opened_at), val(i.due_at), val(i.review_by)});
}

std::optional<DissatisfiedItem> find_item(Database& db, std::int64_t id) {
  return first(db, "SELECT " ITEM_COLUMNS " FROM dissatisfied WHERE id = $1", {id});
}

std::optional<DissatisfiedItem> unfinished_item_of(Database& db, std::int64_t followup_id) {
  return first(db, "SELECT " ITEM_COLUMNS " FROM dissatisfied WHERE followup_id = $1 AND state < 3",
               {followup_id});
}

bool save_item(Database& db, const DissatisfiedItem& i, ItemState from) {
  return db.run(
             "UPDATE dissatisfied SET state = $1, taken_unit = $2, taken_by = $3, contacted_at = $4, done_at "
             "= $5, "
             "outcome = $6, overdue_told = $7 WHERE id = $8 AND state = $9",
             {static_cast<std::int64_t>(i.state), std::string_view(i.taken_unit),
              std::string_view(i.taken_by), maybe(i.contacted_at), maybe(i.done_at),
              std::string_view(i.outcome), std::int64_t{i.overdue_told ? 1 : 0}, i.id,
              static_cast<std::int64_t>(from)}) > 0;
}

void list_items(Database& db, bool done, std::int64_t after, int limit,
                const std::function<void(const DissatisfiedItem&)>& f) {
  const auto read = [&](const Row& r) { f(read_item(r)); };
  if (done)
    db.each("SELECT " ITEM_COLUMNS " FROM dissatisfied WHERE state = 3 AND id < $1 ORDER BY id DESC LIMIT $2",
            {after == 0 ? std::int64_t{1} << 62 : after, std::int64_t{limit}}, read);
  else
    db.each("SELECT " ITEM_COLUMNS
            " FROM dissatisfied WHERE state < 3 AND id > $1 ORDER BY due_at, id LIMIT $2",
            {after, std::int64_t{limit}}, read);
}

std::vector<DissatisfiedItem> untold_overdue_items(Database& db, TimePoint now, int limit) {
  std::vector<DissatisfiedItem> out;
  db.each("SELECT " ITEM_COLUMNS
          " FROM dissatisfied WHERE state < 3 AND due_at <= $1 AND contacted_at IS NULL AND overdue_told = 0 "
          "ORDER "
          "BY due_at LIMIT $2",
          {val(now), std::int64_t{limit}}, [&](const Row& r) { out.push_back(read_item(r)); });
  return out;
}

void add_item_step(Database& db, std::int64_t item_id, const DissatisfiedStep& s) {
  db.run(
      "INSERT INTO dissatisfied_step (item_id, at, step, how, unit, actor, note_sealed) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6, $7)",
      {item_id, val(s.at), std::string_view(s.step), std::string_view(s.how), std::string_view(s.unit),
       std::string_view(s.actor), Blob{s.note_sealed}});
}

std::vector<DissatisfiedStep> steps_of_item(Database& db, std::int64_t item_id) {
  std::vector<DissatisfiedStep> out;
  db.each(
      "SELECT at, step, how, unit, actor, note_sealed FROM dissatisfied_step WHERE item_id = $1 ORDER BY id",
      {item_id}, [&](const Row& r) {
        out.push_back({from_ms(r.integer(0)), r.text(1), r.text(2), r.text(3), r.text(4), r.blob(5)});
      });
  return out;
}

}  // namespace huiyin
