#include "daemon/followup/report.h"

#include <cmath>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/followup/wilson.h"

namespace huiyin {
namespace {

double rounded(double v) {
  return std::round(v * 1e6) / 1e6;
}

void write_rate(JsonWriter& w, const Rate& r) {
  w.object().field("rule", r.rule).field("numerator", r.numerator).field("denominator", r.denominator);
  w.key("value");
  if (r.denominator == 0)
    w.null();
  else
    w.value(rounded(static_cast<double>(r.numerator) / static_cast<double>(r.denominator)));
  const Interval i = wilson95(r.numerator, r.denominator);
  w.field("low", rounded(i.low)).field("high", rounded(i.high)).end();
}

void write_states(JsonWriter& w, const Counts& c) {
  w.key("states").object();
  for (int o = 0; o < kOutcomes; ++o) {
    const auto outcome = static_cast<MatterOutcome>(o);
    w.field(name_of(outcome), c.of(outcome));
  }
  w.end();
}

void write_labels(JsonWriter& w, const Counts& c) {
  w.field("raters", c.raters()).key("labels").object();
  w.field("satisfied", c.satisfied).field("mostly", c.mostly).field("dissatisfied", c.dissatisfied).end();
}

void write_group(JsonWriter& w, const Group& g) {
  w.object().field("key", g.key).field("total", g.counts.total).field("hidden", g.hidden);
  if (!g.hidden) {
    write_states(w, g.counts);
    write_labels(w, g.counts);
  }
  w.key("rates").object();
  for (const Rate& r : rates_of(g.counts)) {
    w.key(r.name);
    if (may_be_shown(g, r))
      write_rate(w, r);
    else
      w.null();
  }
  w.end().end();
}

void maybe_time(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& t) {
  w.key(name);
  if (t)
    w.value(to_rfc3339(*t));
  else
    w.null();
}

std::string body(const Figures& f, bool with_groups) {
  const FigureQuery& q = f.query;
  const Counts& c = f.office;
  JsonWriter w;
  w.object().field("as_of", to_rfc3339(q.as_of)).key("through").object();
  w.field("history", q.history.value_or(0)).field("cases", q.cases.value_or(0)).end().key("period").object();
  maybe_time(w, "from", q.from);
  maybe_time(w, "to", q.to);
  w.end().field("total", c.total);
  write_states(w, c);
  write_labels(w, c);
  w.field("quarantined", c.of(MatterOutcome::quarantined))
      .field("by_human", c.by_human)
      .field("changed", c.changed);
  w.field("asked_again", c.asked_again).key("flags").object().field("proxy", c.proxy);
  w.field("staff_number", c.staff_number).field("many_cases", c.many_cases).end().key("rates").object();
  for (const Rate& r : rates_of(c)) {
    w.key(r.name);
    write_rate(w, r);
  }
  w.end().field("cases_without_due", f.cases_without_due).field("fewest", kFewest);
  if (with_groups) {
    w.key("groups").object();
    for (const auto& [by, groups] : f.groups) {
      w.key(by).array();
      for (const Group& g : groups) write_group(w, g);
      w.end();
    }
    w.end();
  }
  return w.end().take();
}

}  // namespace

bool may_be_shown(const Group& g, const Rate& r) {
  return !r.of_raters || (!g.hidden && (r.denominator == 0 || r.denominator >= kFewest));
}

std::string period_text(const FigureQuery& q) {
  const auto end = [](const std::optional<TimePoint>& t) { return t ? to_rfc3339(*t) : std::string(".."); };
  return end(q.from) + "/" + end(q.to);
}

std::string report_digest(const Figures& f) {
  return to_hex(sha256(body(f, true)));
}

std::string report_json(const Figures& f, bool with_groups) {
  std::string json = body(f, with_groups);
  const std::string digest = to_hex(sha256(json));
  json.pop_back();
  return json + R"(,"digest":")" + digest + "\"}";
}

std::string report_chart_json(const Figures& f) {
  JsonWriter w;
  w.object().field("as_of", to_rfc3339(f.query.as_of)).field("digest", report_digest(f));
  for (const auto& [by, groups] : f.groups) {
    w.key(by).object().key("keys").array();
    for (const Group& g : groups) w.value(g.key);
    w.end().key("totals").array();
    for (const Group& g : groups) w.value(g.counts.total);
    w.end().key("series").object();
    const std::vector<Rate> names = rates_of({});
    for (std::size_t i = 0; i < names.size(); ++i) {
      w.key(names[i].name).array();
      for (const Group& g : groups) {
        const Rate r = rates_of(g.counts)[i];
        if (r.denominator > 0 && may_be_shown(g, r))
          write_rate(w, r);
        else
          w.null();
      }
      w.end();
    }
    w.end().end();
  }
  return w.end().take();
}

}  // namespace huiyin
