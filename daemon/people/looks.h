// Looking at what is masked. A look needs a role, the record as one's own case, a typed reason, a time limit,
// a second person where it is an accusation or the person asked for secrecy, and is on record itself. Store
// thread.
//   access.ask {intake_id, reason, sees?: ["text", "number"], minutes?}   asks to see the original of a
//   record access.decide {grant, approve, reason?}                               another one agrees or
//   refuses access.end {grant}                                                    before its time
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "daemon/model/civil_time.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/looks.h"

namespace huiyin {

struct LookRules {
  TimeZone zone;
  Role role = Role::supervisor;   // of who asks and who agrees
  Millis longest{30 * 60'000};    // that an asking stays open
  std::int64_t alarm_above = 25;  // records one person looks at in a day
};

void register_look_commands(CommandTable& table, const LookRules& rules);

struct LookAnswer {
  std::optional<Error> refused;  // the refusal is on record: its transaction must be kept
  std::string json;  // {intake_id, grant, until, content?: {text, turns…}, number?}: never kept or logged
};
// One look: writes it down, then shows. context: who looks.
LookAnswer look(Database& db, const Vault& vault, const LookRules& rules, std::int64_t grant_id,
                const CommandContext& context);

// {"items":[{grant, intake_id, asker, reason, sees, state, …}…],"next":cursor}
std::string look_grants_json(Database& db, std::int64_t before, int limit, TimePoint now);
// Who looked at a record, when and why: {"items":[{actor, at, grant, reason}…]}; nothing where there is no
// such record.
std::optional<std::string> looks_json(Database& db, std::string_view public_id);

}  // namespace huiyin
