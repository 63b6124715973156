#include "daemon/followup/figures.h"

#include <algorithm>

namespace huiyin {
namespace {

bool positive(const std::string& label) {
  return label == "satisfied" || label == "mostly";
}

bool within(const FigureQuery& q, TimePoint t) {
  return (!q.from || t >= *q.from) && (!q.to || t < *q.to);
}

std::string month_of(TimePoint t, const TimeZone& zone) {
  const std::string date = zone.civil(t).date();
  return date.substr(0, 4) + "-" + date.substr(4, 2);
}

// Everything that is counted goes to the office and to its group of each kind.
class Sorter {
 public:
  Sorter(Figures* out, const TimeZone& zone) : out_(out), zone_(zone) {}

  template <typename Count>
  void add(const std::string& unit, const std::string& town, const std::string& category, TimePoint when,
           const Count& count) {
    count(out_->office);
    count(groups_["unit"][unit]);
    count(groups_["town"][town]);
    count(groups_["category"][category]);
    count(groups_["month"][month_of(when, zone_)]);
  }

  void finish() {
    for (const char* by : {"unit", "town", "category", "month"}) {
      auto& groups = out_->groups[by];
      for (auto& [key, counts] : groups_[by]) groups.push_back({key, counts, false});
      hide_few(groups);
    }
  }

 private:
  // What is hidden must stay hidden when the office's figure less the others is taken: the raters of all
  // hidden groups together are kFewest at least, or nobody.
  static void hide_few(std::vector<Group>& groups) {
    std::int64_t hidden = 0;
    for (Group& g : groups) {
      g.hidden = g.counts.raters() < kFewest;
      hidden += g.hidden ? g.counts.raters() : 0;
    }
    while (hidden > 0 && hidden < kFewest) {
      Group* smallest = nullptr;
      for (Group& g : groups)
        if (!g.hidden && (smallest == nullptr || g.counts.raters() < smallest->counts.raters()))
          smallest = &g;
      if (smallest == nullptr) return;
      smallest->hidden = true;
      hidden += smallest->counts.raters();
    }
  }

  Figures* out_;
  const TimeZone& zone_;
  std::map<std::string, std::map<std::string, Counts>> groups_;
};

// Due in the period, and the day has come.
bool is_due(const FigureQuery& q, const std::optional<TimePoint>& due) {
  return due && within(q, *due - Millis(1)) && *due <= q.as_of;
}

void sort_case(Sorter& sorter, const FigureQuery& q, const CaseFacts& c) {
  if (is_due(q, c.accept_due))
    sorter.add(c.unit, c.town, c.category, *c.accept_due - Millis(1), [&](Counts& n) {
      ++n.accept_due;
      n.accept_in_time += c.accepted_at && *c.accepted_at < *c.accept_due ? 1 : 0;
    });
  if (is_due(q, c.close_due))
    sorter.add(c.unit, c.town, c.category, *c.close_due - Millis(1), [&](Counts& n) {
      ++n.close_due;
      n.close_in_time += c.closed_at && *c.closed_at < *c.close_due ? 1 : 0;
    });
}

}  // namespace

std::int64_t Counts::reached() const {
  return of(MatterOutcome::rated) + of(MatterOutcome::unclear) + of(MatterOutcome::quarantined) +
         of(MatterOutcome::no_answer) + of(MatterOutcome::opted_out) - opted_out_unasked;
}

void Counts::add(const Matter& m) {
  const MatterOutcome outcome = m.outcome();
  ++total;
  ++outcomes[static_cast<std::size_t>(outcome)];
  opted_out_unasked += outcome == MatterOutcome::opted_out && !m.asked ? 1 : 0;
  if (!m.voice_label.empty()) {
    ++voice;
    voice_positive += positive(m.voice_label) ? 1 : 0;
  }
  if (m.dissatisfied && (m.contact_in_time || m.contact_late || m.contact_overdue)) {
    ++contact_due;
    contact_in_time += m.contact_in_time ? 1 : 0;
  }
  if (outcome != MatterOutcome::rated) return;
  ++(m.label == "satisfied" ? satisfied : m.label == "mostly" ? mostly : dissatisfied);
  by_human += m.by_human ? 1 : 0;
  changed += m.changed ? 1 : 0;
  asked_again += m.open() ? 1 : 0;
  const auto flagged = [&](std::string_view flag) { return m.flags.find(flag) != std::string::npos ? 1 : 0; };
  proxy += flagged("proxy");
  staff_number += flagged("staff_number");
  many_cases += flagged("many_cases");
  if (m.flags == "[]") {
    ++unflagged;
    unflagged_positive += positive(m.label) ? 1 : 0;
  }
}

std::vector<Rate> rates_of(const Counts& c) {
  const std::int64_t reached = c.reached(), undelivered = c.of(MatterOutcome::undeliverable);
  return {
      {"satisfaction", "satisfied+mostly of raters/1", c.satisfied + c.mostly, c.raters(), true},
      {"fully_satisfied", "satisfied of raters/1", c.satisfied, c.raters(), true},
      {"satisfaction_unflagged", "satisfied+mostly of raters without flags/1", c.unflagged_positive,
       c.unflagged, true},
      {"participation", "raters of reached/1", c.raters(), reached, false},
      {"non_response", "no_answer of reached/1", c.of(MatterOutcome::no_answer), reached, false},
      {"unclear", "unclear of reached/1", c.of(MatterOutcome::unclear), reached, false},
      {"quarantined", "quarantined of reached/1", c.of(MatterOutcome::quarantined), reached, true},
      {"opted_out", "opted_out after the question of reached/1",
       c.of(MatterOutcome::opted_out) - c.opted_out_unasked, reached, false},
      {"undelivered", "undeliverable of ended/1", undelivered, reached + undelivered, false},
      {"satisfaction_voice", "satisfied+mostly of call-backs with an answer/1", c.voice_positive, c.voice,
       true},
      {"dissatisfied_contacted", "spoken with in two working days of dissatisfied due/1", c.contact_in_time,
       c.contact_due, true},
      {"timely_acceptance", "accepted or informed in time of cases due/1", c.accept_in_time, c.accept_due,
       false},
      {"on_time_closing", "closed in time of cases due/1", c.close_in_time, c.close_due, false},
  };
}

Figures make_figures(Database& db, const FigureQuery& query, const TimeZone& zone) {
  Figures out;
  out.query = query;
  FigureQuery& q = out.query;
  if (!q.history) q.history = history_until(db, q.as_of);
  if (!q.cases) q.cases = case_steps_until(db, q.as_of);
  Sorter sorter(&out, zone);
  for (const auto& [id, m] : matters_at(db, *q.history))
    if (within(q, m.answered_at))
      sorter.add(m.unit, m.town, m.category, m.answered_at, [&](Counts& n) { n.add(m); });
  for (const auto& [id, c] : cases_at(db, *q.cases)) {
    if (c.withdrawn) continue;
    if (!c.accept_due && !c.close_due) ++out.cases_without_due;
    sort_case(sorter, q, c);
  }
  sorter.finish();
  return out;
}

}  // namespace huiyin
