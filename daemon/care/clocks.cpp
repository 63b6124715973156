#include "daemon/care/clocks.h"

#include "daemon/base/json.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

std::string name_of(const IntakeClock& c) {
  return c.rule_set + "." + c.clock;
}

void write_clock(JsonWriter& w, const std::string& public_id, const IntakeClock& c) {
  w.object().field("intake_id", public_id).field("clock", name_of(c));
  w.field("started_at", to_rfc3339(c.started_at)).field("due_at", to_rfc3339(c.due_at));
  w.field("provisional", c.provisional).field("extended", c.extended);
}

}  // namespace

void Clocks::set_next(IntakeClock* c) const {
  const auto warning = rules_.next_warning(c->started_at, c->due_at, c->told);
  c->next_at = warning ? std::optional<TimePoint>(warning->at) : std::nullopt;
}

void Clocks::stop(const ClockedRecord& record, IntakeClock c, std::string_view state, TimePoint at) {
  c.stopped_at = at;
  c.next_at.reset();
  save_clock(db_, c);
  JsonWriter w;
  write_clock(w, record.public_id, c);
  w.field("stopped_by", state).field("stopped_at", to_rfc3339(at)).field("in_time", at < c.due_at).end();
  append_event(db_, "deadline.met", "intake/" + record.public_id, now_, w.take());
}

std::vector<RecordDue> Clocks::reached(const ClockedRecord& record, std::string_view state, TimePoint at) {
  for (const IntakeClock& c : clocks_of(db_, record.id)) {
    const ClockRule* rule = rules_.find(c.rule_set, c.clock);
    if (!c.stopped_at && rule != nullptr && rule->stops_at(state)) stop(record, c, state, at);
  }
  std::vector<RecordDue> out;
  for (const ClockRule* rule : rules_.started_by(record.channel, state)) {
    const DueDate due = rules_.due(*rule, at);
    IntakeClock c{.intake_id = record.id,
                  .rule_set = rule->rule_set,
                  .clock = rule->id,
                  .started_at = at,
                  .due_at = due.at,
                  .provisional = due.provisional};
    set_next(&c);
    if (add_clock(db_, c)) out.push_back({name_of(c), day_text(due.day), due.provisional});
  }
  return out;
}

bool Clocks::warn(int limit) {
  const std::vector<IntakeClock> due = clocks_to_warn(db_, now_, limit);
  for (IntakeClock c : due) {
    // After a long sleep only the last of several warnings is told.
    auto warning = rules_.next_warning(c.started_at, c.due_at, c.told);
    for (auto next = warning; next && next->at <= now_;
         next = rules_.next_warning(c.started_at, c.due_at, next->percent)) {
      warning = next;
      c.told = next->percent;
    }
    set_next(&c);
    save_clock(db_, c);
    if (!warning) continue;
    const std::string public_id = public_id_of(db_, c.intake_id);
    JsonWriter w;
    write_clock(w, public_id, c);
    w.field("percent", c.told).end();
    append_event(db_, c.due_at <= now_ ? "deadline.passed" : "deadline.warning", "intake/" + public_id, now_,
                 w.take());
  }
  return static_cast<int>(due.size()) == limit;
}

Result<IntakeClock> Clocks::extend(const ClockedRecord& record, std::string_view clock, std::string_view by,
                                   std::string_view reason) {
  for (IntakeClock c : clocks_of(db_, record.id)) {
    if (c.stopped_at || c.clock != clock) continue;
    const ClockRule* rule = rules_.find(c.rule_set, c.clock);
    if (rule == nullptr || rule->extend == 0)
      return fail(Errc::conflict, "this clock can't be lengthened", "/clock");
    if (c.extended) return fail(Errc::conflict, "this clock was lengthened before", "/clock");
    const DueDate was{rules_.due(*rule, c.started_at)};
    const DueDate due = rules_.extended(*rule, was);
    c.due_at = due.at;
    c.provisional = due.provisional;
    c.extended = true;
    c.told = 0;
    // Warnings of the longer time that have passed already are not told again.
    for (auto w = rules_.next_warning(c.started_at, c.due_at, 0); w && w->at <= now_;
         w = rules_.next_warning(c.started_at, c.due_at, w->percent))
      c.told = w->percent;
    set_next(&c);
    save_clock(db_, c);
    JsonWriter w;
    write_clock(w, record.public_id, c);
    w.field("by", by).field("reason", reason).field("source", rule->source).end();
    append_event(db_, "deadline.extended", "intake/" + record.public_id, now_, w.take());
    return c;
  }
  return fail(Errc::not_found, "no such clock runs for this record", "/clock");
}

}  // namespace huiyin
