// The recovery share of a master key: a box that only the recovery key in the safe opens. A file for each
// master key, named after it.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/people/master_key.h"

namespace huiyin {

std::string share_path(const std::string& folder, std::string_view master);
// Writes a whole file durably, mode 0600 (io/system.h).
using FileWriter = std::function<Result<void>(const std::string& path, std::string_view bytes)>;
// Its path, durable; empty where there is no recovery key.
Result<std::string> write_share(const MasterKey& master, std::string_view recovery_key,
                                const std::string& folder, const FileWriter& write);

}  // namespace huiyin
