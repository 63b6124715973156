#include "daemon/campaign/report.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

void time_field(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& t) {
  w.key(name);
  if (t)
    w.value(to_rfc3339(*t));
  else
    w.null();
}

// Of the messages that have left, over the whole time since the start, pauses included.
double rate(const Campaign& c, std::int64_t left, TimePoint now) {
  if (!c.started_at) return 0;
  const auto ms = (c.ended_at.value_or(now) - *c.started_at).count();
  if (ms <= 0) return 0;
  return static_cast<double>(left * 10'000 / ms) / 10;
}

void write_states(JsonWriter& w, Database& db, const Campaign& c, TimePoint now) {
  std::int64_t audience = 0, open = 0, left = 0;
  w.key("states").object();
  for (const auto& [state, n] : tally_of(db, c.id)) {
    if (n == 0) continue;
    w.field(name_of(state), n);
    audience += n;
    if (!is_final(state)) open += n;
    if (may_have_left(state)) left += n;
  }
  w.end().field("audience", audience).field("open", open).field("left", left);
  w.field("left_per_second", rate(c, left, now));
}

void write_import(JsonWriter& w, Database& db, const Campaign& c) {
  w.key("import").object().field("lines", c.import_line).field("bytes", c.import_offset);
  w.field("bad", c.lines_bad).field("doubled", c.lines_doubled);
  if (const auto list = find_campaign_list(db, c.id))
    w.field("outside", list->outside).key("segment").raw(list->segment);
  if (!c.import_layout.empty()) w.key("layout").raw(c.import_layout);
  w.end();
}

void write_rules(JsonWriter& w, const Campaign& c) {
  w.field("on_miss", name_of(c.on_miss)).field("budget_fen", c.budget_fen).field("complaints", c.complaints);
  w.key("start_at");
  if (c.start_at == TimePoint{})
    w.null();
  else
    w.value(to_rfc3339(c.start_at));
  for (const auto& [name, json] : {std::pair{"halted", &c.halted}, {"ramp", &c.ramp}}) {
    w.key(name);
    if (json->empty())
      w.null();
    else
      w.raw(*json);
  }
}

void write_campaign(JsonWriter& w, Database& db, const Campaign& c, TimePoint now) {
  w.object().field("campaign", c.id).field("name", c.name).field("purpose", name_of(c.purpose));
  w.field("state", name_of(c.state))
      .field("created_by", c.created_by)
      .field("created_at", to_rfc3339(c.created_at));
  time_field(w, "started_at", c.started_at);
  time_field(w, "ended_at", c.ended_at);
  w.field("not_after", to_rfc3339(c.not_after)).field("parts", body_parts(db, c.body_id));
  write_rules(w, c);
  write_states(w, db, c, now);
  write_import(w, db, c);
  w.end();
}

}  // namespace

std::optional<std::string> campaign_json(Database& db, std::int64_t id, TimePoint now) {
  const auto c = find_campaign(db, id);
  if (!c) return std::nullopt;
  JsonWriter w;
  write_campaign(w, db, *c, now);
  return w.take();
}

std::string campaign_list_json(Database& db, std::int64_t before, int limit, TimePoint now) {
  const int most = std::clamp(limit, 1, 500);
  const auto campaigns = list_campaigns(db, before, most);
  JsonWriter w;
  w.object().key("items").array();
  for (const Campaign& c : campaigns) write_campaign(w, db, c, now);
  w.end().key("next");
  if (static_cast<int>(campaigns.size()) == most)
    w.value(campaigns.back().id);
  else
    w.null();
  w.end();
  return w.take();
}

std::optional<std::string> bad_lines_json(Database& db, std::int64_t campaign_id, std::int64_t after,
                                          int limit) {
  if (!find_campaign(db, campaign_id)) return std::nullopt;
  const int most = std::clamp(limit, 1, 10'000);
  const auto lines = bad_lines(db, campaign_id, after, most);
  JsonWriter w;
  w.object().key("items").array();
  for (const BadLine& b : lines) w.object().field("line", b.line).field("reason", b.reason).end();
  w.end().key("next");
  if (static_cast<int>(lines.size()) == most)
    w.value(lines.back().line);
  else
    w.null();
  w.end();
  return w.take();
}

}  // namespace huiyin
