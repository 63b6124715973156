#include "daemon/followup/report.h"

#include <algorithm>
#include <cmath>

#include "daemon/base/json.h"
#include "daemon/store/followups.h"

namespace huiyin {
namespace {

struct Totals {
  std::map<FollowupState, std::int64_t> states, asked;  // asked: those of a state that were asked
  std::map<std::string, std::int64_t> labels = {{"satisfied", 0}, {"mostly", 0}, {"dissatisfied", 0}};
  std::int64_t all = 0, raters = 0, quarantined = 0;

  std::int64_t state(FollowupState s) const { return states.contains(s) ? states.at(s) : 0; }
  std::int64_t asked_of(FollowupState s) const { return asked.contains(s) ? asked.at(s) : 0; }
  // Ended, and the question may have reached the person.
  std::int64_t reached() const {
    return asked_of(FollowupState::rated) + asked_of(FollowupState::unclear) +
           asked_of(FollowupState::opted_out) + asked_of(FollowupState::no_answer);
  }
};

Totals total(Database& db) {
  Totals t;
  for (const FollowupCount& c : count_followups(db)) {
    t.all += c.n;
    t.states[c.state] += c.n;
    if (c.asked) t.asked[c.state] += c.n;
    if (c.state == FollowupState::rated) {
      t.labels[c.label] += c.n;
      t.raters += c.n;
    }
    if (c.state == FollowupState::unclear && c.reason == "coercion") t.quarantined += c.n;
  }
  return t;
}

double rounded(double v) {
  return std::round(v * 1e6) / 1e6;
}

void rate(JsonWriter& w, std::string_view name, std::string_view rule, std::int64_t hits, std::int64_t n) {
  w.key(name).object().field("rule", rule).field("numerator", hits).field("denominator", n).key("value");
  if (n == 0)
    w.null();
  else
    w.value(rounded(static_cast<double>(hits) / static_cast<double>(n)));
  const Interval i = wilson95(hits, n);
  w.field("low", rounded(i.low)).field("high", rounded(i.high)).end();
}

void rates(JsonWriter& w, const Totals& t) {
  const std::int64_t fully = t.labels.at("satisfied"), mostly = t.labels.at("mostly");
  const std::int64_t reached = t.reached(), undelivered = t.asked_of(FollowupState::undeliverable);
  w.key("rates").object();
  rate(w, "satisfaction", "satisfied+mostly of raters/1", fully + mostly, t.raters);
  rate(w, "fully_satisfied", "satisfied of raters/1", fully, t.raters);
  rate(w, "participation", "raters of reached/1", t.raters, reached);
  rate(w, "non_response", "no_answer of reached/1", t.asked_of(FollowupState::no_answer), reached);
  rate(w, "undelivered", "undeliverable of ended/1", undelivered, reached + undelivered);
  w.end();
}

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

void members(JsonWriter& w, const Followup& f) {
  w.field("followup", f.id).field("case_id", f.case_id).field("state", name_of(f.state));
  if (!f.label.empty()) w.field("label", f.label);
  if (!f.reason.empty()) w.field("reason", f.reason);
  if (!f.unit.empty()) w.field("unit", f.unit);
  if (!f.town.empty()) w.field("town", f.town);
  if (!f.category.empty()) w.field("category", f.category);
  w.field("answered_at", to_rfc3339(f.answered_at));
  time_field(w, "asked_at", f.asked_at);
  time_field(w, "next_at", is_open(f) ? std::optional(f.due_at) : std::nullopt);
  time_field(w, "ended_at", f.ended_at);
  w.field("reminded", f.reminded > 0).field("clarified", f.clarified > 0);
}

}  // namespace

Interval wilson95(std::int64_t hits, std::int64_t n) {
  if (n == 0) return {};
  constexpr double kZ = 1.959963984540054;
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(hits) / count, zz = kZ * kZ / count;
  const double middle = (p + zz / 2) / (1 + zz);
  const double reach = kZ / (1 + zz) * std::sqrt(p * (1 - p) / count + zz / (4 * count));
  return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

std::string followup_report_json(Database& db, TimePoint now) {
  const Totals t = total(db);
  JsonWriter w;
  w.object().field("as_of", to_rfc3339(now)).field("total", t.all).key("states").object();
  for (int s = 0; s < kFollowupStates; ++s) {
    const auto state = static_cast<FollowupState>(s);
    w.field(name_of(state), t.state(state));
  }
  w.end().field("raters", t.raters).key("labels").object();
  for (const char* label : {"satisfied", "mostly", "dissatisfied"}) w.field(label, t.labels.at(label));
  w.end().field("quarantined", t.quarantined);
  rates(w, t);
  w.end();
  return w.take();
}

std::string followup_list_json(Database& db, std::int64_t before, int limit) {
  JsonWriter w;
  w.object().key("items").array();
  std::int64_t last = 0;
  int n = 0;
  list_followups(db, before, std::clamp(limit, 1, 500), [&](const Followup& f) {
    w.object();
    members(w, f);
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

std::optional<std::string> followup_json(Database& db, std::string_view case_id) {
  const auto f = followup_of_case(db, case_id);
  if (!f) return std::nullopt;
  JsonWriter w;
  w.object();
  members(w, *f);
  w.key("answers").array();
  for (const FollowupAnswer& a : answers_of(db, f->id)) {
    w.object().field("at", to_rfc3339(a.at)).field("label", a.label).field("confidence", a.confidence);
    w.key("also").raw(a.also).key("why").raw(a.why).end();
  }
  w.end().end();
  return w.take();
}

}  // namespace huiyin
