// The worklist of the dissatisfied: opened by a rating, watched by the clock, worked by commands.
#pragma once
#include <optional>
#include <string>

#include "daemon/followup/questions.h"
#include "daemon/store/commands.h"
#include "daemon/store/dissatisfied.h"

namespace huiyin {

// Tells "followup.dissatisfied" and puts the case on the list, where it is not on it: a human outside the
// handling unit is to speak with the person within two working days.
void open_dissatisfied(Database& db, const FollowupRules& rules, Questions& questions, const Followup& f,
                       std::string_view channel, const Details& more);

// Tells "dissatisfied.overdue" once of each. True: there are more.
Result<bool> tell_overdue(Database& db, const FollowupRules& rules, TimePoint now, int limit = 200);

// dissatisfied.take {item, unit}: who of which unit will speak with the person; refused for the handling
// unit.
//   Taken again by another unit: the newest counts.
// dissatisfied.contacted {item, how: phone|visit|sms|other, reached, note?}: each try; the first that reached
// the
//   person stops the clock.
// dissatisfied.done {item, outcome: reopened|explained|resolved|review_requested|unreachable, note}:
// supervisor.
//   Only after the person was spoken with; unreachable after three tries on two days at least. reopened also
//   tells "case.reopen_requested".
// The others: operator. Notes rest sealed. Answer: {item, state, contact_by, overdue}.
void register_dissatisfied_commands(CommandTable& table,
                                    const std::shared_ptr<const FollowupRulesInForce>& rules);

// {"items":[…],"next":cursor or null}: what is open, the most urgent first; with `done` what is over.
std::string dissatisfied_list_json(Database& db, const FollowupRules& rules, TimePoint now, bool done,
                                   std::int64_t after, int limit);
// One with its steps; notes masked, and only for who may see them.
std::optional<std::string> dissatisfied_json(Database& db, const FollowupRules& rules, TimePoint now,
                                             std::int64_t id, bool with_notes);

}  // namespace huiyin
