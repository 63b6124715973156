// Whole files into memory: configuration, rule data, a list that a user hands in.
#pragma once
#include <string>

#include "daemon/base/result.h"

namespace huiyin {

// Regular files of at most 512 MiB. Blocks: not for the net thread. `where` of an error is the path.
Result<std::string> read_file(const std::string& path);

}  // namespace huiyin
