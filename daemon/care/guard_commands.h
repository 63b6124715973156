// Commands about retaliation and guardians, supervisors only:
//   guardians.set {people: [{name, phone, units?: [word…]}]}   replaces the whole list
//   reprisal.take {intake_id, note?}                           somebody takes it on: nobody is told again
// and what supervisors see of them.
#pragma once
#include <string>

#include "daemon/care/care.h"
#include "daemon/store/commands.h"

namespace huiyin {

// care must outlive the table.
void register_guard_commands(CommandTable& table, const Care& care);

// {"items":[{intake_id, raised_at, why, times, next_at, taken_at, taken_by, note}…]}: open ones first.
std::string reprisals_json(Database& db, int limit);
// {"items":[{name, units, party_ref}…]}
std::string guardians_json(Database& db, const Vault& vault);

}  // namespace huiyin
