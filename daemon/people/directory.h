// Who is who: from a number to the ledger's integer and back, through the vault. Store thread or a reader's
// own thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

// number: E.164 ("+86…"), or "code:…" for service numbers and withheld ones.
std::int64_t person_of(Database& db, const Vault& vault, std::string_view number);
std::optional<std::int64_t> known_person(Database& db, const Vault& vault, std::string_view number);
Result<std::string> number_of(Database& db, const Vault& vault, std::int64_t person_id);

}  // namespace huiyin
