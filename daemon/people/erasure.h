// Erasure: what a person asks for, with a second person's word and a certificate, and what is past its time.
// Bounded pieces, each a transaction; a kill between two loses nothing and erases nothing twice. Store
// thread.
//   erasure.ask {phone? | person?, reason}           supervisor -> what would be erased and kept
//   erasure.decide {erasure, approve, reason?}       another supervisor
//   erasure.hold {intake_id? | case_id?, reason}, erasure.release {…}   supervisor: nothing of it is erased
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/people/retention_rules.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct ErasureRules {
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const RetentionRules> retention;
  // A number as somebody wrote it, in E.164; throws BadInput naming /phone.
  std::function<std::string(const std::string& phone)> number;
};
void register_erasure_commands(CommandTable& table, const ErasureRules& rules);

// A piece of what was asked for and agreed to. True: more waits. *erased: something was; the engine's log
// still holds it (store/database.h, forget_log).
Result<bool> erase_asked(Database& db, const ErasureRules& rules, TimePoint now, bool* erased);
// A piece of what is past its ceiling.
Result<bool> erase_aged(Database& db, const ErasureRules& rules, TimePoint now, bool* erased);

std::string erasures_json(Database& db, std::int64_t before, int limit);
std::optional<std::string> erasure_json(Database& db, std::string_view public_id);
std::string legal_holds_json(Database& db);
// Reads certificates, audit and what is left: {good, certificates, why}. Nothing: no such erasure.
std::optional<std::string> verify_erasure(Database& db, std::string_view public_id);

}  // namespace huiyin
