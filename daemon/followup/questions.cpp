#include "daemon/followup/questions.h"

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
  }
  return "ask";
}

const Wording& wording_of(const FollowupTexts& texts, Ask step) {
  switch (step) {
    case Ask::question:
      return texts.survey;
    case Ask::reminder:
      return texts.reminder;
    case Ask::clarification:
      return texts.clarify;
  }
  return texts.survey;
}

}  // namespace

std::string case_subject(std::string_view case_id) {
  return "case/" + std::string(case_id);
}

void Questions::send(const Followup& f, Ask step) {
  NewMessage m;
  m.person_id = f.person_id;
  m.body_id = keep_content(db_, *rules_.vault,
                           fill_wording(wording_of(rules_.texts, step), f.tail, rules_.signature));
  m.purpose = Purpose::follow_up;
  m.lane = Lane::follow_up;
  m.not_before = now_;
  m.not_after = stops_at(f);
  m.extension = f.extension;
  if (const auto id = changes_.add(m)) link_message(db_, *id, f.id, name_of(step));
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

bool Questions::end(Followup* f, FollowupState to, std::string_view reason, const Details& more) {
  const FollowupState from = f->state;
  f->state = to;
  f->ended_at = now_;
  f->reason = reason;
  if (!save_followup(db_, *f, from)) return false;
  withdraw_queued(*f);
  tell("followup." + std::string(name_of(to)), *f, [&](JsonWriter& w) {
    if (!reason.empty()) w.field("reason", reason);
    if (more) more(w);
  });
  return true;
}

void Questions::end_all_for_opt_out(std::int64_t person_id) {
  for (Followup& f : open_followups_of(db_, person_id)) end(&f, FollowupState::opted_out);
}

void Questions::tell(std::string_view type, const Followup& f, const Details& more) {
  JsonWriter w;
  w.object().field("case_id", f.case_id);
  if (!f.unit.empty()) w.field("unit", f.unit);
  if (!f.town.empty()) w.field("town", f.town);
  if (!f.category.empty()) w.field("category", f.category);
  if (more) more(w);
  w.end();
  append_event(db_, type, case_subject(f.case_id), now_, w.take());
}

}  // namespace huiyin
