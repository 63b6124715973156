#include "daemon/followup/views.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/store/followups.h"

namespace huiyin {
namespace {

void time_field(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& t) {
  w.key(name);
  if (t)
    w.value(to_rfc3339(*t));
  else
    w.null();
}

bool is_open(const Followup& f) {
  return f.state == FollowupState::waiting || f.state == FollowupState::asked;
}

void members(JsonWriter& w, const Followup& f, bool with_ratings) {
  w.field("followup", f.id).field("case_id", f.case_id).field("state", name_of(f.state));
  if (with_ratings && !f.label.empty()) w.field("label", f.label);
  if (with_ratings && !f.reason.empty()) w.field("reason", f.reason);
  if (!f.unit.empty()) w.field("unit", f.unit);
  if (!f.town.empty()) w.field("town", f.town);
  if (!f.category.empty()) w.field("category", f.category);
  w.field("answered_at", to_rfc3339(f.answered_at));
  time_field(w, "asked_at", f.asked_at);
  time_field(w, "next_at", is_open(f) ? std::optional(f.due_at) : std::nullopt);
  time_field(w, "ended_at", f.ended_at);
  w.field("reminded", f.reminded > 0).field("clarified", f.clarified > 0).field("round", f.round);
  w.field("survey", f.survey).field("survey_version", f.survey_version).field("reopened", f.reopened);
}

}  // namespace

std::string followup_list_json(Database& db, std::int64_t before, int limit, bool with_ratings) {
  JsonWriter w;
  w.object().key("items").array();
  std::int64_t last = 0;
  int n = 0;
  list_followups(db, before, std::clamp(limit, 1, 500), [&](const Followup& f) {
    w.object();
    members(w, f, with_ratings);
    w.end();
    last = f.id;
    ++n;
  });
  w.end().key("next");
  if (n == std::clamp(limit, 1, 500))
    w.value(last);
  else
    w.null();
  w.end();
  return w.take();
}

std::optional<std::string> followup_json(Database& db, std::string_view case_id, bool with_ratings) {
  const auto f = followup_of_case(db, case_id);
  if (!f) return std::nullopt;
  JsonWriter w;
  w.object();
  members(w, *f, with_ratings);
  w.key("answers").array();
  if (with_ratings)
    for (const FollowupAnswer& a : answers_of(db, f->id)) {
      w.object().field("at", to_rfc3339(a.at)).field("label", a.label).field("confidence", a.confidence);
      w.field("channel", a.channel)
          .key("also")
          .raw(a.also)
          .key("why")
          .raw(a.why)
          .key("flags")
          .raw(a.flags)
          .end();
    }
  w.end().end();
  return w.take();
}

}  // namespace huiyin
