// Rejected lines given back in the form of the list they came from, with the reason of each: to mend and
// import again.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

// Nothing when there is no such campaign. An Error when the vault can't open them. Holds numbers in the
// clear.
Result<std::optional<std::string>> rejected_file(Database& db, const Vault& vault, std::int64_t campaign_id);

// The same of a stored list's newest import.
Result<std::optional<std::string>> rejected_list_file(Database& db, const Vault& vault, std::int64_t list_id);

// A field as a CSV line of this delimiter writes it.
std::string csv_field(std::string_view text, char delimiter);

}  // namespace huiyin
