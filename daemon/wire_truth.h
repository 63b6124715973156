// What tells of the past (daemon/truth), made from the settings.
#pragma once
#include <memory>

#include "daemon/api/truth_reads.h"
#include "daemon/settings/settings.h"
#include "daemon/store/commands.h"

namespace huiyin {

// Errors name file and line: failure_reasons.toml of rules.dir.
Result<std::shared_ptr<const TruthParts>> make_truth_parts(const Settings& s);
void register_truth_commands(CommandTable& table, const Settings& s, std::shared_ptr<const Vault> vault,
                             const TruthParts& truth);

}  // namespace huiyin
