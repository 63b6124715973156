#include "daemon/followup/attribution.h"

namespace huiyin {
namespace {

// Ended, but an answer still changes or settles something.
bool may_be_settled(FollowupState s) {
  return s == FollowupState::rated || s == FollowupState::unclear || s == FollowupState::undeliverable;
}

// Carriers tell whole seconds.
bool asked_before(const Followup& f, TimePoint at) {
  return f.asked_at && std::chrono::floor<std::chrono::seconds>(*f.asked_at) <= at;
}

}  // namespace

std::optional<Attribution> attribute(Database& db, const FollowupRules& rules, const PersonReply& reply,
                                     TimePoint now) {
  std::vector<Followup> open, ended;
  for (Followup& f : followups_of(db, reply.person_id, now - rules.surveys.longest_stop())) {
    if (!asked_before(f, reply.at)) continue;
    if (!reply.extension.empty() && f.extension != reply.extension) continue;
    if (f.state == FollowupState::asked)
      open.push_back(std::move(f));
    else if (may_be_settled(f.state) && reply.at <= *f.asked_at + rules.form(f).times.stop_after)
      ended.push_back(std::move(f));
  }
  const bool told = !reply.extension.empty();
  if (open.size() == 1) return Attribution{open.front(), told ? "extension" : "only_open_question"};
  if (open.empty() && ended.size() == 1)
    return Attribution{ended.front(), told ? "extension" : "only_recent_question"};
  return std::nullopt;
}

}  // namespace huiyin
