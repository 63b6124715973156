// Unclear answers: the list of them, and a human's decision. What the person wrote and what the reader made
// of it stay beside it.
#pragma once
#include <string>

#include "daemon/followup/rules.h"
#include "daemon/store/commands.h"

namespace huiyin {

// followup.decide {followup | case_id, label: satisfied|mostly|dissatisfied|not_rated, reason}: operator.
// Only of
//   questions that ended unclear; a coerced one can only be found not rated. Answer: {case_id, state, label}.
//   The journal: followup.rated with confidence "human", or followup.decided.
// staff_number.add, staff_number.remove {phone}: supervisor. Ratings from these numbers are flagged. Only
// hashes
//   rest. Answer: {changed, numbers}.
void register_decision_commands(CommandTable& table,
                                const std::shared_ptr<const FollowupRulesInForce>& rules);

// {"items":[…],"next":…}, newest first: questions that ended unclear and nobody has decided, with the answers
// as they were read; their texts masked.
std::string unclear_list_json(Database& db, const FollowupRules& rules, std::int64_t before, int limit);

}  // namespace huiyin
