#include "daemon/followup/matters.h"

#include <array>

namespace huiyin {
namespace {

void first_of(std::optional<TimePoint>* slot, TimePoint t) {
  if (!*slot || t < **slot) *slot = t;
}

void newest_of(std::optional<TimePoint>* slot, const std::optional<TimePoint>& t) {
  if (t) *slot = t;
}

void told(std::string* slot, const std::string& text) {
  if (!text.empty()) *slot = text;
}

}  // namespace

std::string_view name_of(MatterOutcome o) {
  constexpr std::array<std::string_view, kOutcomes> kNames = {"waiting",   "asked",         "rated",
                                                              "unclear",   "quarantined",   "opted_out",
                                                              "no_answer", "undeliverable", "withdrawn"};
  return kNames[static_cast<std::size_t>(o)];
}

MatterOutcome Matter::outcome() const {
  if (rated) return MatterOutcome::rated;
  if (quarantined) return MatterOutcome::quarantined;
  switch (state) {
    case FollowupState::waiting:
      return MatterOutcome::waiting;
    case FollowupState::asked:
      return MatterOutcome::asked;
    case FollowupState::opted_out:
      return MatterOutcome::opted_out;
    case FollowupState::no_answer:
      return MatterOutcome::no_answer;
    case FollowupState::undeliverable:
      return MatterOutcome::undeliverable;
    case FollowupState::withdrawn:
      return MatterOutcome::withdrawn;
    case FollowupState::rated:
    case FollowupState::unclear:
      break;
  }
  return MatterOutcome::unclear;
}

void Matter::take(const FollowupStep& s) {
  const bool begins = s.what == "case.closed" || s.what == "case.answered";
  if (begins && s.round == 1) answered_at = s.answered_at;
  if (begins || s.what == "followup.rated") {
    unit = s.unit;
    town = s.town;
    category = s.category;
  }
  if (s.what == "voice.rated") {
    voice_label = s.label;
    return;
  }
  if (s.what.rfind("dissatisfied.", 0) == 0) {
    contact_in_time = contact_in_time || s.reason == "in_time";
    contact_late = contact_late || s.reason == "late";
    contact_overdue = contact_overdue || s.what == "dissatisfied.overdue";
    return;
  }
  state = s.state;
  round = s.round;
  asked = asked || s.what == "followup.asked";
  dissatisfied = dissatisfied || s.what == "followup.dissatisfied";
  const bool carried = s.what == "followup.carried_over";
  if (s.what == "followup.rated" || (carried && s.state == FollowupState::rated)) {
    changed = changed || (rated && label != s.label);
    rated = true;
    quarantined = false;
    by_human = s.channel == "human";
    label = s.label;
    flags = s.flags;
  } else if ((s.what == "followup.unclear" || carried) && s.reason == "coercion") {
    rated = false;
    quarantined = true;
    label.clear();
  }
}

std::map<std::int64_t, Matter> matters_at(Database& db, std::int64_t through) {
  std::map<std::int64_t, Matter> out;
  each_history(db, through, [&](const FollowupStep& s) { out[s.followup_id].take(s); });
  return out;
}

void CaseFacts::take(const CaseStep& s) {
  told(&unit, s.unit);
  told(&town, s.town);
  told(&category, s.category);
  newest_of(&accept_due, s.accept_due);
  newest_of(&close_due, s.close_due);
  if (s.step == "accepted" || s.step == "informed") first_of(&accepted_at, s.happened_at);
  if (s.step == "closed") first_of(&closed_at, s.happened_at);
  if (s.step == "withdrawn") withdrawn = true;
}

std::map<std::string, CaseFacts> cases_at(Database& db, std::int64_t through) {
  std::map<std::string, CaseFacts> out;
  each_case_step(db, through, [&](const CaseStep& s) { out[s.case_id].take(s); });
  return out;
}

}  // namespace huiyin
