#include "daemon/followup/questions.h"

#include "daemon/followup/attribution.h"
#include "daemon/store/danger_days.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

std::string_view name_of(Ask step) {
  switch (step) {
    case Ask::question:
      return "ask";
    case Ask::reminder:
      return "remind";
    case Ask::clarification:
      return "clarify";
    case Ask::acknowledgement:
      return "acknowledge";
  }
  return "ask";
}

const Wording& wording_of(const SurveyForm& form, Ask step) {
  switch (step) {
    case Ask::question:
      return form.question;
    case Ask::reminder:
      return form.reminder;
    case Ask::clarification:
      return form.clarify;
    case Ask::acknowledgement:
      return form.dissatisfied;
  }
  return form.question;
}

TimePoint day_begin(TimePoint t, const TimeZone& zone, int days_later = 0) {
  CivilTime c = zone.civil(t);
  c.hour = c.minute = c.second = 0;
  c.day += days_later;
  return zone.instant(c);
}

}  // namespace

std::string case_subject(std::string_view case_id) {
  return "case/" + std::string(case_id);
}

// Who has just answered is answered, also at night; the others are asked something, and in the morning.
void Questions::send(const Followup& f, Ask step) {
  queue(f, fill_wording(wording_of(rules_.form(f), step), f.tail, rules_.signature), name_of(step),
        f.extension, step == Ask::acknowledgement);
}

void Questions::send_about_several(const Followup& f, const Content& text) {
  queue(f, text, "which", kExtensionOfSeveral, false);
}

void Questions::queue(const Followup& f, const Content& text, std::string_view step,
                      std::string_view extension, bool at_any_hour) {
  NewMessage m;
  m.person_id = f.person_id;
  m.body_id = keep_content(db_, *rules_.vault, text);
  m.purpose = at_any_hour ? Purpose::case_reply : Purpose::follow_up;
  m.lane = lane_of(m.purpose);
  m.not_before = at_any_hour ? now_ : rules_.form(f).times.window.next_open(now_, rules_.zone);
  m.not_after = stops_at(f);
  m.extension = extension;
  if (const auto id = changes_.add(m)) link_message(db_, *id, f.id, step);
}

void Questions::withdraw_queued(const Followup& f) {
  for (const FollowupMessage& linked : messages_of(db_, f.id))
    if (const auto m = find_message(db_, linked.message_id); m && m->state == MessageState::queued)
      changes_.apply(*m, MessageEvent::cancel, {.reason = "followup_ended"});
}

std::optional<MessageState> Questions::state_of_ask(const Followup& f) {
  std::optional<MessageState> out;
  for (const FollowupMessage& linked : messages_of(db_, f.id)) {
    if (linked.step != name_of(Ask::question)) continue;
    if (const auto m = find_message(db_, linked.message_id)) out = m->state;
  }
  return out;
}

bool Questions::end(Followup* f, FollowupState to, std::string_view reason, const Details& more,
                    const Told& told) {
  const FollowupState from = f->state;
  f->state = to;
  f->ended_at = now_;
  f->reason = reason;
  if (!save_followup(db_, *f, from)) return false;
  withdraw_queued(*f);
  const auto details = [&](JsonWriter& w) {
    if (!reason.empty()) w.field("reason", reason);
    if (more) more(w);
  };
  tell("followup." + std::string(name_of(to)), *f, details, told);
  return true;
}

void Questions::end_all_for_opt_out(std::int64_t person_id) {
  for (Followup& f : open_followups_of(db_, person_id)) end(&f, FollowupState::opted_out);
}

void Questions::tell(std::string_view type, const Followup& f, const Details& more, const Told& told) {
  JsonWriter w;
  w.object().field("case_id", f.case_id);
  if (!f.unit.empty()) w.field("unit", f.unit);
  if (!f.town.empty()) w.field("town", f.town);
  if (!f.category.empty()) w.field("category", f.category);
  w.field("round", f.round);
  if (more) more(w);
  w.end();
  append_event(db_, type, case_subject(f.case_id), now_, w.take());
  FollowupStep step;
  step.followup_id = f.id;
  step.at = now_;
  step.what = type;
  step.state = f.state;
  step.label = told.label.empty() ? std::string_view(f.label) : told.label;
  step.reason = told.reason.empty() ? std::string_view(f.reason) : told.reason;
  step.channel = told.channel;
  step.flags = told.flags;
  step.survey = f.survey;
  step.survey_version = f.survey_version;
  step.round = f.round;
  step.answered_at = f.answered_at;
  step.unit = f.unit;
  step.town = f.town;
  step.category = f.category;
  add_history(db_, step);
}

std::optional<Questions::Quiet> Questions::quiet(std::int64_t person_id) {
  if (const auto until = held_until(db_, person_id, now_)) return Quiet{"hold", *until};
  if (told_of_danger(db_, person_id, day_begin(now_, rules_.zone)))
    return Quiet{"danger_day", day_begin(now_, rules_.zone, 1)};
  return std::nullopt;
}

void Questions::put_off_queued(const Followup& f, TimePoint until) {
  for (const FollowupMessage& linked : messages_of(db_, f.id))
    if (const auto m = find_message(db_, linked.message_id); m && m->state == MessageState::queued)
      defer_message(db_, m->id, until);
}

}  // namespace huiyin
