// The case system's commands: a case is closed or answered, or opened again.
#pragma once
#include "daemon/followup/rules.h"
#include "daemon/store/commands.h"

namespace huiyin {

// case.closed, case.answered {case_id, phone | person, answered_at?, tail?, unit?, town?, category?,
// survey?}: one
//   question a case, asked the survey's delay after answered_at (RFC 3339; default now). person: the
//   pseudonym that our events carry. tail: what the text shows of the case number; default its last four
//   characters. survey: default the office's. Answer: {case_id, followup, state, due_at, told_before};
//   told_before true: nothing was changed, the case was told already.
// case.reopened {case_id, reason?}: withdraws its open question; a rating that was given stands. Answer:
// {case_id,
//   state, withdrawn}. Closed again after that, the case is asked anew, in its next round.
// followup.hold {case_id | phone | person, until?, reason?}: staff is talking with the person: no question,
//   reminder or clarification of any case leaves until then (default a day, at most 14). followup.release
//   {case_id | phone | person} ends it. Answer: {until} and {released}.
// All: operator. The journal: case.closed, case.answered, case.reopened, followup.withdrawn, followup.held,
// followup.released.
void register_followup_commands(CommandTable& table, std::shared_ptr<const FollowupRulesInForce> rules);

}  // namespace huiyin
