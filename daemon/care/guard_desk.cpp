#include "daemon/care/guard_desk.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr Millis kTellingLife{12 * 3'600'000};

std::string subject_of(const Reprisal& r) {
  return "intake/" + r.public_id;
}

bool names_unit_of(const Guardian& g, std::string_view text) {
  return std::any_of(g.units.begin(), g.units.end(),
                     [&](const std::string& unit) { return text.find(unit) != std::string_view::npos; });
}

std::string array_of(const std::vector<std::string>& reasons) {
  JsonWriter w;
  w.array();
  for (const std::string& reason : reasons) w.value(mask_for_log(reason));
  return w.end().take();
}

}  // namespace

void GuardDesk::raise(const NewRecord& record) {
  if (reprisal_of(db_, record.id)) return;
  Reprisal r;
  r.intake_id = record.id;
  r.public_id = record.public_id;
  r.raised_at = now_;
  r.why = array_of(record.retaliation);
  r.id = add_reprisal(db_, r);
  JsonWriter w;
  w.object().field("intake_id", r.public_id).key("why").raw(r.why);
  append_event(db_, "reprisal.raised", subject_of(r), now_, w.end().take());
  tell(&r, record.text_masked);
}

std::vector<std::int64_t> GuardDesk::who_is_told(std::string_view text_masked) {
  std::vector<std::int64_t> out;
  for (const Guardian& g : guardian_list(db_))
    if (!names_unit_of(g, text_masked)) out.push_back(g.person_id);
  if (!out.empty()) return out;
  const std::vector<DutyPerson> duty = duty_list(db_);
  for (const DutyPerson& p : duty)
    if (p.level == duty.front().level) out.push_back(p.person_id);
  return out;
}

void GuardDesk::tell(Reprisal* r, std::string_view text_masked) {
  const std::vector<std::int64_t> people = who_is_told(text_masked);
  for (const std::int64_t person : people)
    answers_.send(person, fill(rules_.reprisal, r->public_id, rules_.signature), Purpose::staff,
                  Lane::one_to_one, now_ + kTellingLife);
  ++r->told;
  r->next_at =
      r->told < rules_.reprisal_times ? std::optional<TimePoint>(now_ + rules_.reprisal_again) : std::nullopt;
  save_reprisal(db_, *r);
  JsonWriter w;
  w.object().field("intake_id", r->public_id).field("times", r->told);
  w.field("told", static_cast<std::int64_t>(people.size())).end();
  append_event(db_, people.empty() ? "reprisal.unattended" : "reprisal.told", subject_of(*r), now_, w.take());
  if (people.empty())
    log_error("reprisal.unattended",
              "nobody can be told: no guardian is apart from the units named, nobody is on duty",
              {{"intake_id", r->public_id}});
}

void GuardDesk::look(int limit) {
  for (Reprisal& r : due_reprisals(db_, now_, limit)) {
    const auto record = intake_by_row(db_, r.intake_id);
    tell(&r, record ? record->masked : std::string());
  }
}

bool GuardDesk::take_on(Reprisal r, std::string_view by, std::string_view note) {
  if (r.taken_at) return false;
  r.taken_at = now_;
  r.taken_by = by;
  r.note = note;
  r.next_at.reset();
  save_reprisal(db_, r);
  JsonWriter w;
  w.object().field("intake_id", r.public_id).field("by", by).field("times", r.told);
  w.field("seconds", (now_ - r.raised_at).count() / 1000).end();
  append_event(db_, "reprisal.taken", subject_of(r), now_, w.take());
  return true;
}

}  // namespace huiyin
