// What tells of the past (daemon/truth), made from the settings.
#pragma once
#include <memory>

#include "daemon/api/truth_reads.h"
#include "daemon/people/consent_commands.h"
#include "daemon/settings/settings.h"
#include "daemon/store/commands.h"

namespace huiyin {

// Errors name file and line: failure_reasons.toml of rules.dir.
Result<std::shared_ptr<const TruthParts>> make_truth_parts(const Settings& s);
// The price table in force becomes part of the ledger, so that old months cost what they cost then: for the
// store, at the start and after a reload.
Result<std::function<Result<bool>(Database&)>> price_keeper(const Settings& s, TimePoint now);
// Reads a number as somebody wrote it, into E.164; throws BadInput naming /phone.
std::function<std::string(const std::string&)> phone_reader(const Settings& s);
std::shared_ptr<const ConsentRules> make_consent_rules(const Settings& s, std::shared_ptr<const Vault> vault);
void register_truth_commands(CommandTable& table, const Settings& s, std::shared_ptr<const Vault> vault,
                             const TruthParts& truth);

}  // namespace huiyin
