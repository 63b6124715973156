#include "daemon/store/audience.h"

#include <algorithm>
#include <array>

#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/store/campaigns.h"

namespace huiyin {
namespace {

#define LIST_COLUMNS                                                                                  \
  "id, name, purposes, state, version, created_at, created_by, changed_at, changed_by, import_file, " \
  "import_layout, import_offset, import_line, lines_bad, lines_doubled, header_sealed, failure, kept"

AudienceList read_list(const Row& r) {
  AudienceList l;
  l.id = r.integer(0);
  l.name = r.text(1);
  const std::string purposes = r.text(2);
  for (const std::string_view p : split(purposes, ','))
    if (const auto purpose = purpose_of(p)) l.purposes.push_back(*purpose);
  l.state = static_cast<ListState>(r.integer(3));
  l.version = r.integer(4);
  l.created_at = from_ms(r.integer(5));
  l.created_by = r.text(6);
  l.changed_at = from_ms(r.integer(7));
  l.changed_by = r.text(8);
  l.import_file = r.text(9);
  l.import_layout = r.text(10);
  l.import_offset = r.integer(11);
  l.import_line = r.integer(12);
  l.lines_bad = r.integer(13);
  l.lines_doubled = r.integer(14);
  l.header_sealed = r.blob(15);
  l.failure = r.text(16);
  for (const Json& name : Json::parse(r.text(17)).items()) l.kept.push_back(name.text());
  return l;
}

std::vector<AudienceList> lists(Database& db, std::string_view sql, Database::Args args) {
  std::vector<AudienceList> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_list(r)); });
  return out;
}

std::optional<AudienceList> only(std::vector<AudienceList> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Value blob_or_null(std::string_view bytes) {
  return bytes.empty() ? Value(nullptr) : Value(Blob{bytes});
}

std::int64_t number(ListState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::string_view name_of(ListState s) {
  constexpr std::array<std::string_view, 4> kNames = {"importing", "ready", "failed", "deleted"};
  return kNames[static_cast<std::size_t>(s)];
}

bool AudienceList::serves(Purpose p) const {
  return std::find(purposes.begin(), purposes.end(), p) != purposes.end();
}

std::string purposes_text(const std::vector<Purpose>& purposes) {
  std::string out;
  for (const Purpose p : purposes) out += (out.empty() ? "" : ",") + std::string(name_of(p));
  return out;
}

std::int64_t add_audience_list(Database& db, const AudienceList& l) {
  const std::string purposes = purposes_text(l.purposes);
  return db.insert(
      "INSERT INTO audience_list (name, purposes, state, version, created_at, created_by, changed_at, "
      "changed_by, import_file, import_layout, import_offset, import_line, lines_bad, lines_doubled, "
      "header_sealed, failure, kept) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, NULL, "
      "'', "
      "'[]') "
      "RETURNING id",
      {std::string_view(l.name), std::string_view(purposes), number(l.state), l.version, val(l.created_at),
       std::string_view(l.created_by), val(l.changed_at), std::string_view(l.changed_by),
       std::string_view(l.import_file), std::string_view(l.import_layout), l.import_offset});
}

void save_audience_list(Database& db, const AudienceList& l) {
  JsonWriter w;
  w.array();
  for (const std::string& name : l.kept) w.value(name);
  const std::string kept = w.end().take();
  db.run(
      "UPDATE audience_list SET state = $1, version = $2, changed_at = $3, changed_by = $4, import_file = "
      "$5, "
      "import_layout = $6, import_offset = $7, import_line = $8, lines_bad = $9, lines_doubled = $10, "
      "header_sealed = $11, failure = $12, kept = $13 WHERE id = $14",
      {number(l.state), l.version, val(l.changed_at), std::string_view(l.changed_by),
       std::string_view(l.import_file), std::string_view(l.import_layout), l.import_offset, l.import_line,
       l.lines_bad, l.lines_doubled, blob_or_null(l.header_sealed), std::string_view(l.failure),
       std::string_view(kept), l.id});
}

std::optional<AudienceList> find_audience_list(Database& db, std::int64_t id) {
  return only(lists(db, "SELECT " LIST_COLUMNS " FROM audience_list WHERE id = $1", {id}));
}

std::optional<AudienceList> audience_list_named(Database& db, std::string_view name) {
  return only(lists(db, "SELECT " LIST_COLUMNS " FROM audience_list WHERE name = $1 AND state <> 3", {name}));
}

std::vector<AudienceList> audience_lists(Database& db) {
  return lists(db, "SELECT " LIST_COLUMNS " FROM audience_list WHERE state <> 3 ORDER BY name", {});
}

std::vector<AudienceList> audience_lists_in(Database& db, ListState state) {
  return lists(db, "SELECT " LIST_COLUMNS " FROM audience_list WHERE state = $1 ORDER BY id",
               {number(state)});
}

bool add_audience_member(Database& db, const AudienceMember& m) {
  return db.run(
             "INSERT INTO audience_member (list_id, version, person_id, line, town, language, tags, "
             "values_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
             {m.list_id, m.version, m.person_id, m.line, null_if_empty(m.town), null_if_empty(m.language),
              null_if_empty(m.tags), blob_or_null(m.values_sealed)}) > 0;
}

std::optional<std::int64_t> line_of_member(Database& db, std::int64_t list_id, std::int64_t version,
                                           std::int64_t person_id) {
  return db.integer("SELECT line FROM audience_member WHERE list_id = $1 AND version = $2 AND person_id = $3",
                    {list_id, version, person_id});
}

void each_audience_member(Database& db, std::int64_t list_id, std::int64_t version, std::int64_t after,
                          std::int64_t limit, const std::function<void(const AudienceMember&)>& row) {
  db.each(
      "SELECT id, person_id, line, town, language, tags, values_sealed FROM audience_member WHERE id > $1 "
      "AND "
      "list_id = $2 AND version = $3 ORDER BY id LIMIT $4",
      {after, list_id, version, limit}, [&](const Row& r) {
        row({r.integer(0), list_id, version, r.integer(1), r.integer(2), r.text(3), r.text(4), r.text(5),
             r.blob(6)});
      });
}

std::int64_t count_audience_members(Database& db, std::int64_t list_id, std::int64_t version) {
  return db
      .integer("SELECT count(*) FROM audience_member WHERE list_id = $1 AND version = $2", {list_id, version})
      .value_or(0);
}

std::int64_t forget_audience_members(Database& db, std::int64_t list_id, std::int64_t keep,
                                     std::int64_t most) {
  return db.run(
      "DELETE FROM audience_member WHERE id IN (SELECT id FROM audience_member WHERE list_id = $1 AND "
      "version "
      "<> $2 LIMIT $3)",
      {list_id, keep, most});
}

void add_audience_line(Database& db, std::int64_t list_id, std::int64_t line, std::string_view reason,
                       std::string_view raw_sealed) {
  db.run(
      "INSERT INTO audience_line (list_id, line, reason, raw_sealed) VALUES ($1, $2, $3, $4) ON CONFLICT DO "
      "NOTHING",
      {list_id, line, reason, blob_or_null(raw_sealed)});
}

void forget_audience_lines(Database& db, std::int64_t list_id) {
  db.run("DELETE FROM audience_line WHERE list_id = $1", {list_id});
}

void each_audience_line(
    Database& db, std::int64_t list_id,
    const std::function<void(std::int64_t, const std::string&, const std::string&)>& row) {
  db.each("SELECT line, reason, raw_sealed FROM audience_line WHERE list_id = $1 ORDER BY line", {list_id},
          [&](const Row& r) { row(r.integer(0), r.text(1), r.blob(2)); });
}

std::string audience_mark(Database& db, std::int64_t list_id) {
  const auto l = find_audience_list(db, list_id);
  if (!l) return "none";
  return std::to_string(l->id) + "/" + std::to_string(l->version) + "/" + purposes_text(l->purposes) +
         (l->state == ListState::deleted ? "/deleted" : "");
}

void add_campaign_source(Database& db, const CampaignSource& s) {
  db.run("INSERT INTO campaign_source (campaign_id, list_id, list_version, warnings) VALUES ($1, $2, $3, $4)",
         {s.campaign_id, s.list_id, s.list_version, std::string_view(s.warnings)});
}

std::optional<CampaignSource> find_campaign_source(Database& db, std::int64_t campaign_id) {
  std::optional<CampaignSource> out;
  db.each("SELECT list_id, list_version, warnings FROM campaign_source WHERE campaign_id = $1", {campaign_id},
          [&](const Row& r) {
            out = CampaignSource{campaign_id, r.integer(0), r.integer(1), r.text(2)};
          });
  return out;
}

bool list_is_being_read(Database& db, std::int64_t list_id) {
  return db.any(
      "SELECT 1 FROM campaign_source s JOIN campaign c ON c.id = s.campaign_id WHERE s.list_id = $1 AND "
      "c.state = $2 LIMIT 1",
      {list_id, static_cast<std::int64_t>(CampaignState::importing)});
}

}  // namespace huiyin
