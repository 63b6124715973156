// followup.hold and followup.release: see commands.h.
#pragma once
#include "daemon/followup/rules.h"
#include "daemon/store/commands.h"

namespace huiyin {

void register_hold_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules);

}  // namespace huiyin
