// case.updated: what the three rates (三率) are made of.
#pragma once
#include "daemon/followup/rules.h"
#include "daemon/store/commands.h"

namespace huiyin {

// case.updated {case_id, step: registered|accepted|informed|extended|closed|withdrawn, at?, accept_due?,
// close_due?,
//   unit?, town?, category?}: due dates as days (the last in time, in the office's zone) or as times. Told
//   twice, the first happening and the newest due date count. It asks nobody anything: case.closed does.
//   operator. Answer: {case_id, step}. The journal: case.updated.
void register_case_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules);

}  // namespace huiyin
