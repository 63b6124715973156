// Whole files into memory: configuration and rule data, not user data.
#pragma once
#include <string>

#include "daemon/base/result.h"

namespace huiyin {

// Regular files of at most 64 MiB. Blocks: not for the net thread. `where` of an error is the path.
Result<std::string> read_file(const std::string& path);

}  // namespace huiyin
