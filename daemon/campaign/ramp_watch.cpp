#include "daemon/campaign/ramp_watch.h"

#include "daemon/base/json.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

void tell_stage(Database& db, const Campaign& c, const RampRules& rules, const RampState& state,
                const RampView& view, TimePoint now) {
  JsonWriter w;
  w.object().field("campaign", c.id).field("left", view.left).field("settled", view.settled);
  w.key("may_leave");
  if (const auto limit = state.limit(rules))
    w.value(*limit);
  else
    w.null();
  append_event(db, "campaign.ramped", "campaign/" + std::to_string(c.id), now, w.end().take());
}

bool watch(Database& db, const Campaign& c, const RampRules& rules, TimePoint now) {
  const RampView view = ramp_view(db, c);
  if (view.left == 0 || view.left + view.queued <= rules.above) return false;
  RampState state = RampState::from_json(c.ramp);
  const RampStep step = step_ramp(rules, state, view, now);
  const std::string json = state.json();
  if (json != c.ramp) save_ramp(db, c.id, json);
  if (step.what == RampStep::Do::stop) halt_campaign(db, c.id, step.rule, step.why, now);
  if (step.what == RampStep::Do::next_stage) tell_stage(db, c, rules, state, view, now);
  return step.what == RampStep::Do::next_stage;
}

}  // namespace

RampView ramp_view(Database& db, const Campaign& c) {
  RampView v;
  auto tally = tally_of(db, c.id);
  for (const auto& [state, n] : tally) {
    if (!may_have_left(state)) continue;
    v.left += n;
    if (is_final(state)) v.settled += n;
  }
  v.queued = tally[MessageState::queued];
  const std::int64_t failed = tally[MessageState::undelivered] + tally[MessageState::rejected];
  v.counts[static_cast<std::size_t>(RampWatch::failures)] = {failed, failed + tally[MessageState::delivered]};
  v.counts[static_cast<std::size_t>(RampWatch::opt_outs)] = {
      c.started_at ? opt_outs_of_campaign(db, c.id, *c.started_at) : 0, v.left};
  v.counts[static_cast<std::size_t>(RampWatch::complaints)] = {c.complaints, v.left};
  return v;
}

Result<bool> watch_ramps(Database& db, const RampRules& rules, TimePoint now) {
  bool more = false;
  for (const Campaign& c : campaigns_in(db, CampaignState::running))
    if (!c.ramp.empty()) more = watch(db, c, rules, now) || more;
  return more;
}

}  // namespace huiyin
