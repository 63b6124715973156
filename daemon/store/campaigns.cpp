#include "daemon/store/campaigns.h"

#include <array>

#include "daemon/base/json.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

#define CAMPAIGN_COLUMNS                                                                           \
  "id, name, purpose, body_id, state, created_at, created_by, started_at, ended_at, not_after, "   \
  "import_file, "                                                                                  \
  "import_offset, import_line, lines_bad, lines_doubled, import_layout, audience_hash, start_at, " \
  "budget_fen, "                                                                                   \
  "on_miss, halted, ramp, complaints"

Campaign read_campaign(const Row& r) {
  Campaign c;
  c.id = r.integer(0);
  c.name = r.text(1);
  c.purpose = static_cast<Purpose>(r.integer(2));
  c.body_id = r.integer(3);
  c.state = static_cast<CampaignState>(r.integer(4));
  c.created_at = from_ms(r.integer(5));
  c.created_by = r.text(6);
  if (!r.is_null(7)) c.started_at = from_ms(r.integer(7));
  if (!r.is_null(8)) c.ended_at = from_ms(r.integer(8));
  c.not_after = from_ms(r.integer(9));
  c.import_file = r.text(10);
  c.import_offset = r.integer(11);
  c.import_line = r.integer(12);
  c.lines_bad = r.integer(13);
  c.lines_doubled = r.integer(14);
  c.import_layout = r.text(15);
  c.audience_hash = r.text(16);
  c.start_at = from_ms(r.integer(17));
  c.budget_fen = r.integer(18);
  c.on_miss = static_cast<OnMiss>(r.integer(19));
  c.halted = r.text(20);
  c.ramp = r.text(21);
  c.complaints = r.integer(22);
  return c;
}

std::vector<Campaign> all(Database& db, std::string_view sql, Database::Args args) {
  std::vector<Campaign> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_campaign(r)); });
  return out;
}

std::int64_t number(CampaignState s) {
  return static_cast<std::int64_t>(s);
}

void tell_audience(Database& db, std::int64_t id, JsonWriter* w) {
  std::int64_t audience = 0;
  for (const auto& [state, n] : tally_of(db, id)) audience += n;
  w->field("audience", audience);
  if (const auto c = find_campaign(db, id)) w->field("bad", c->lines_bad).field("doubled", c->lines_doubled);
}

}  // namespace

std::string_view name_of(CampaignState s) {
  constexpr std::array<std::string_view, 6> kNames = {"importing", "ready",    "running",
                                                      "paused",    "finished", "cancelled"};
  return kNames[static_cast<std::size_t>(s)];
}

namespace {
constexpr std::array<std::string_view, 3> kOnMissNames = {"skip", "ask", "go_on"};
}

std::string_view name_of(OnMiss m) {
  return kOnMissNames[static_cast<std::size_t>(m)];
}

std::optional<OnMiss> on_miss_of(std::string_view name) {
  for (std::size_t i = 0; i < kOnMissNames.size(); ++i)
    if (kOnMissNames[i] == name) return static_cast<OnMiss>(i);
  return std::nullopt;
}

std::int64_t add_campaign(Database& db, const Campaign& c) {
  return db.insert(
      "INSERT INTO campaign (name, purpose, body_id, state, created_at, created_by, not_after, import_file, "
      "import_offset, "
      "import_line, lines_bad, lines_doubled, start_at, budget_fen, on_miss, ramp) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, $8, 0, 0, 0, 0, $9, $10, $11, $12) RETURNING id",
      {std::string_view(c.name), std::int64_t{static_cast<int>(c.purpose)}, c.body_id, number(c.state),
       val(c.created_at), std::string_view(c.created_by), val(c.not_after), std::string_view(c.import_file),
       val(c.start_at), c.budget_fen, std::int64_t{static_cast<int>(c.on_miss)}, std::string_view(c.ramp)});
}

std::optional<Campaign> find_campaign(Database& db, std::int64_t id) {
  auto found = all(db, "SELECT " CAMPAIGN_COLUMNS " FROM campaign WHERE id = $1", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Campaign> list_campaigns(Database& db, std::int64_t before_id, int limit) {
  return all(db, "SELECT " CAMPAIGN_COLUMNS " FROM campaign WHERE id < $1 ORDER BY id DESC LIMIT $2",
             {before_id == 0 ? std::int64_t{1} << 62 : before_id, std::int64_t{limit}});
}

std::vector<Campaign> campaigns_in(Database& db, CampaignState state) {
  return all(db, "SELECT " CAMPAIGN_COLUMNS " FROM campaign WHERE state = $1 ORDER BY id", {number(state)});
}

bool move_campaign(Database& db, std::int64_t id, CampaignState from, CampaignState to, TimePoint now) {
  const bool starts = to == CampaignState::running;
  const bool ends = to == CampaignState::finished || to == CampaignState::cancelled;
  const bool moved = db.run(
                         "UPDATE campaign SET state = $1, started_at = coalesce(started_at, $2), ended_at = "
                         "coalesce($3, ended_at) WHERE id = $4 AND state = $5",
                         {number(to), starts ? val(now) : Value(nullptr), ends ? val(now) : Value(nullptr),
                          id, number(from)}) > 0;
  if (moved) {
    JsonWriter w;
    w.object().field("campaign", id).field("from", name_of(from)).field("state", name_of(to));
    tell_audience(db, id, &w);
    w.end();
    append_event(db, "campaign." + std::string(name_of(to)), "campaign/" + std::to_string(id), now, w.take());
  }
  return moved;
}

void save_import(Database& db, const Campaign& c) {
  db.run(
      "UPDATE campaign SET import_file = $1, import_offset = $2, import_line = $3, lines_bad = $4, "
      "lines_doubled = $5, import_layout = $6, audience_hash = $7 WHERE id = $8",
      {std::string_view(c.import_file), c.import_offset, c.import_line, c.lines_bad, c.lines_doubled,
       std::string_view(c.import_layout), std::string_view(c.audience_hash), c.id});
}

std::optional<std::int64_t> started_twin(Database& db, const Campaign& c) {
  if (c.audience_hash.empty()) return std::nullopt;
  return db.integer(
      "SELECT id FROM campaign WHERE body_id = $1 AND audience_hash = $2 AND id <> $3 AND started_at IS NOT "
      "NULL "
      "ORDER BY id DESC LIMIT 1",
      {c.body_id, std::string_view(c.audience_hash), c.id});
}

void save_terms(Database& db, const Campaign& c) {
  db.run("UPDATE campaign SET start_at = $1, budget_fen = $2, on_miss = $3 WHERE id = $4",
         {val(c.start_at), c.budget_fen, std::int64_t{static_cast<int>(c.on_miss)}, c.id});
}

bool halt_campaign(Database& db, std::int64_t id, std::string_view rule, std::string_view why,
                   TimePoint now) {
  if (!move_campaign(db, id, CampaignState::running, CampaignState::paused, now)) return false;
  JsonWriter w;
  w.object().field("rule", rule).field("why", why).field("at", to_rfc3339(now));
  const std::string halted = w.end().take();
  db.run("UPDATE campaign SET halted = $1 WHERE id = $2", {std::string_view(halted), id});
  w.object().field("campaign", id).field("rule", rule).field("why", why);
  tell_audience(db, id, &w);
  append_event(db, "campaign.halted", "campaign/" + std::to_string(id), now, w.end().take());
  return true;
}

void clear_halt(Database& db, std::int64_t id) {
  db.run("UPDATE campaign SET halted = '' WHERE id = $1", {id});
}

void save_ramp(Database& db, std::int64_t id, std::string_view ramp_json) {
  db.run("UPDATE campaign SET ramp = $1 WHERE id = $2", {ramp_json, id});
}

void add_complaints(Database& db, std::int64_t id, std::int64_t count) {
  db.run("UPDATE campaign SET complaints = complaints + $1 WHERE id = $2", {count, id});
}

std::int64_t opt_outs_of_campaign(Database& db, std::int64_t id, TimePoint since) {
  return db
      .integer(
          "SELECT count(DISTINCT c.person_id) FROM consent c JOIN message m ON m.campaign_id = $1 AND "
          "m.person_id = c.person_id WHERE c.at >= $2 AND c.state = 0 AND c.scope IN ('publicity', 'all')",
          {id, val(since)})
      .value_or(0);
}

void add_import_run(Database& db, std::int64_t campaign_id, std::int64_t message_id, std::int64_t line) {
  db.run("INSERT INTO campaign_run (campaign_id, message_id, line) VALUES ($1, $2, $3)",
         {campaign_id, message_id, line});
}

std::optional<std::int64_t> line_of_person(Database& db, std::int64_t campaign_id, std::int64_t person_id) {
  const auto message = db.integer("SELECT id FROM message WHERE campaign_id = $1 AND person_id = $2",
                                  {campaign_id, person_id});
  if (!message) return std::nullopt;
  return db.integer(
      "SELECT line + $1 - message_id FROM campaign_run WHERE campaign_id = $2 AND message_id <= $3 "
      "ORDER BY message_id DESC LIMIT 1",
      {*message, campaign_id, *message});
}

void add_bad_line(Database& db, std::int64_t campaign_id, std::int64_t line, std::string_view reason) {
  db.run("INSERT INTO campaign_line (campaign_id, line, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
         {campaign_id, line, reason});
}

std::vector<BadLine> bad_lines(Database& db, std::int64_t campaign_id, std::int64_t after_line, int limit) {
  std::vector<BadLine> out;
  db.each(
      "SELECT line, reason FROM campaign_line WHERE campaign_id = $1 AND line > $2 ORDER BY line LIMIT $3",
      {campaign_id, after_line, std::int64_t{limit}}, [&](const Row& r) {
        out.push_back({r.integer(0), r.text(1)});
      });
  return out;
}

void end_campaign_if_settled(Database& db, std::int64_t id, TimePoint now) {
  const auto tally = tally_of(db, id);
  for (const auto& [state, n] : tally)
    if (!is_final(state) && n > 0) return;
  move_campaign(db, id, CampaignState::running, CampaignState::finished, now);
}

}  // namespace huiyin
