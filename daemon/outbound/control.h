// stop-all and thaw: the commands over all sending, and what they tell of it.
#pragma once
#include <functional>
#include <string>

#include "daemon/outbound/brake.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct ControlParts {
  Brake* brake = nullptr;
  // Any thread. Stops the net thread's submits (Dispatcher::halt) and then calls `halted`.
  std::function<void(std::function<void()> halted)> halt;
  std::function<void()> wake;  // any thread: sending may go on
};

// stop.all {reason?} -> the report below. Operator: whoever sees harm may stop it. It acts before it is
// recorded; repeated, it tells the same stop.
// thaw {reason, queued: "keep"|"cancel"} -> {thawed, cancelled}. Supervisor. queued must be said when a
// restored or cloned ledger is thawed with messages in its queue: another copy may have sent them. cancel
// ends all campaigns that are not finished and takes single messages from the queue.
void register_control_commands(CommandTable& table, ControlParts parts);

// {"held":[{why,at,by,detail}],"campaigns":[{campaign,name,state,left,unanswered,queued}],"messages":{…},
// "unanswered":{intents,messages,became:{state:n}}}: what had left at the oldest hold and what
// became of the requests that had then no answer. left counts what a carrier may have: accepted and all that
// follows it, and uncertain. Any connection.
std::string stop_report_json(Database& db);
std::string holds_json(Database& db);  // {"held":[…]}

}  // namespace huiyin
