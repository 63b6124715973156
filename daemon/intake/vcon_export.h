// Intake records as vCon (draft-ietf-vcon-vcon-core), for whoever doesn't speak our bus.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

struct ExportNames {
  std::string office;  // as a party of the conversation
};

// The redacted copy: masked texts and nobody's identity. It names the whole one by its uuid. Nothing when
// there is no such record.
std::optional<std::string> redacted_vcon(Database& db, const Vault& vault, const ExportNames& names,
                                         std::string_view public_id);
// The whole one, with number and words. Written down as looked at (intake.exported), who and why; runs inside
// the transaction of that. reason: not empty, of a human.
Result<std::string> whole_vcon(Database& db, const Vault& vault, const ExportNames& names,
                               std::string_view public_id, const std::string& actor,
                               const std::string& reason, TimePoint now);

}  // namespace huiyin
