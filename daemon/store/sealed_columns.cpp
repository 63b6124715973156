#include "daemon/store/sealed_columns.h"

#include <array>
#include <vector>

namespace huiyin {
namespace {

constexpr std::int64_t kRowsALook = 2'000;

constexpr std::array<SealedColumn, 22> kColumns = {{
    {"person", "number_sealed", "number", "id"},
    {"staff_number", "number_sealed", "number", "number_hash"},
    {"raw_inbound", "payload_sealed", "raw", "id", {}, 8},
    {"inbound_part", "text_sealed", "part", "raw_id", "number"},
    {"intake", "content_sealed", "intake", "id", {}, 50},
    {"transcript", "content_sealed", "intake", "id", {}, 50},
    {"recording", "place_sealed", "recording", "id"},
    {"followup_answer", "text_sealed", "answer", "id"},
    {"consent_word", "wording_sealed", "answer", "id"},
    {"dissatisfied_step", "note_sealed", "note", "id"},
    {"voice_sample", "seed_sealed", "seed", "id"},
    {"voice_try", "note_sealed", "note", "id"},
    {"body", "content_sealed", "body", "id"},
    {"campaign_list", "header_sealed", "list", "campaign_id"},
    {"campaign_line_raw", "raw_sealed", "list", "campaign_id", "line"},
    {"campaign_fill", "values_sealed", "values", "campaign_id"},
    {"audience_list", "header_sealed", "list", "id"},
    {"audience_member", "values_sealed", "values", "id"},
    {"audience_line", "raw_sealed", "list", "list_id", "line"},
    {"office_user", "totp_sealed", "totp", "id"},
    {"webhook", "secret_sealed", "webhook", "name"},
    {"webhook", "old_secret_sealed", "webhook", "name"},
}};
std::string name(std::string_view s) {
  return std::string(s);
}

std::string otherwise(const SealedColumn& c) {
  const std::string column = name(c.column);
  return column + " IS NOT NULL AND length(" + column + ") > 0 AND substr(" + column +
         ", 1, length($1)) <> $1";
}

std::optional<std::int64_t> next_by_id(Database& db, const SealedColumn& c, std::string_view head,
                                       std::int64_t after,
                                       const std::function<bool(const SealedValue&)>& value) {
  const std::int64_t last = db.integer("SELECT max(id) FROM " + name(c.table)).value_or(0);
  if (after >= last) return std::nullopt;
  const std::int64_t to = std::min(after + kRowsALook, last);
  std::vector<SealedValue> found;
  db.each("SELECT id, " + name(c.column) + " FROM " + name(c.table) + " WHERE " + otherwise(c) +
              " AND id > $2 AND id <= $3 ORDER BY id LIMIT $4",
          {Blob{head}, after, to, std::int64_t{c.batch}}, [&](const Row& r) {
            found.push_back({r.integer(0), {}, {}, r.blob(1)});
          });
  for (const SealedValue& v : found) value(v);
  return found.size() == static_cast<std::size_t>(c.batch) ? found.back().id : to;
}

// A value that is changed is not found again: only those that were left alone have to be passed over.
std::optional<std::int64_t> next_by_names(Database& db, const SealedColumn& c, std::string_view head,
                                          std::int64_t after,
                                          const std::function<bool(const SealedValue&)>& value) {
  const std::string second = c.second_key.empty() ? "''" : name(c.second_key);
  std::vector<SealedValue> found;
  db.each("SELECT " + name(c.key) + ", " + second + ", " + name(c.column) + " FROM " + name(c.table) +
              " WHERE " + otherwise(c) + " ORDER BY 1, 2 LIMIT $2 OFFSET $3",
          {Blob{head}, std::int64_t{c.batch}, after}, [&](const Row& r) {
            found.push_back({0, r.text(0), r.text(1), r.blob(2)});
          });
  if (found.empty()) return std::nullopt;
  for (const SealedValue& v : found)
    if (!value(v)) ++after;
  return after;
}

}  // namespace

std::span<const SealedColumn> sealed_columns() {
  return kColumns;
}

std::optional<std::int64_t> next_sealed_otherwise(Database& db, const SealedColumn& c, std::string_view head,
                                                  std::int64_t after,
                                                  const std::function<bool(const SealedValue&)>& value) {
  return c.key == "id" ? next_by_id(db, c, head, after, value) : next_by_names(db, c, head, after, value);
}

bool replace_sealed(Database& db, const SealedColumn& c, const SealedValue& old, std::string_view sealed) {
  const std::string column = name(c.column), table = name(c.table);
  if (c.key == "id")
    return db.run("UPDATE " + table + " SET " + column + " = $1 WHERE id = $2 AND " + column + " = $3",
                  {Blob{sealed}, old.id, Blob{old.sealed}}) > 0;
  if (c.second_key.empty())
    return db.run("UPDATE " + table + " SET " + column + " = $1 WHERE " + column + " = $2",
                  {Blob{sealed}, Blob{old.sealed}}) > 0;
  return db.run("UPDATE " + table + " SET " + column + " = $1 WHERE " + column + " = $2 AND " + name(c.key) +
                    " = $3 AND " + name(c.second_key) + " = $4",
                {Blob{sealed}, Blob{old.sealed}, std::string_view(old.first), std::string_view(old.second)}) >
         0;
}

}  // namespace huiyin
