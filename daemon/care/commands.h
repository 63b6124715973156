// Commands about records and who is cared for:
//   intake.progress {intake_id, state, at?, case_id?}       operator
//   intake.assign {intake_id, to}                            approver; to: an account's name, "" for nobody
//   intake.extend {intake_id, clock, reason}                 approver
//   danger.acknowledge {intake_id, note?}                    operator
//   duty.set {people: [{level, name, phone}]}                supervisor; replaces the whole list
#pragma once
#include "daemon/care/care.h"
#include "daemon/store/commands.h"

namespace huiyin {

// care must outlive the table.
void register_care_commands(CommandTable& table, const Care& care);

}  // namespace huiyin
