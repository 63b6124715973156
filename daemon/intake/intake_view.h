// What the API and huiyinctl see of the listening half: masked records and dead letters without their
// content, as JSON; and the verbs for dead letters as commands.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/database.h"

namespace huiyin {

struct IntakeWanted {
  std::int64_t before = 0;               // a cursor of an earlier page, 0 for the first
  std::string channel, state, category;  // exactly these; empty: any
  bool only_danger = false;              // that told of danger to life
  std::optional<TimePoint> from, to;     // received in [from, to)
};
// {"items":[record…],"next":cursor or null}, newest first. limit: 1..500. A page that looked at many records
// without finding enough may be short and still have a next one.
std::string intake_list_json(Database& db, const Vault& vault, const IntakeWanted& wanted, int limit);
// One record by its public id; nothing when there is none.
std::optional<std::string> intake_json(Database& db, const Vault& vault, std::string_view public_id);
// {"records":n,"unread":n,"dead":n}
std::string intake_counts_json(Database& db);

// Dead letters: id, account, kind, received_at, times, bytes, reason. Never what they hold.
std::string dead_letters_json(Database& db, int limit);
std::optional<std::string> dead_letter_json(Database& db, std::int64_t raw_id);

// intake.requeue {raw_id}: read it again, after its adapter was mended. intake.discard {raw_id, reason}: give
// it up; the bytes stay. Both: operator. intake.fix {raw_id, payload_base64, reason}: supervisor; a mended
// copy is read instead, the original stays. vault must outlive the table.
void register_intake_commands(CommandTable& table, const Vault& vault);

// What a dead letter holds: {"raw_id", "payload_base64"}. Writes into the audit who looks and why.
Result<std::string> dead_payload_json(Database& db, const Vault& vault, std::int64_t raw_id,
                                      std::string_view reason, const CommandContext& context);

}  // namespace huiyin
