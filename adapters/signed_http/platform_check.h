// What no single line of a platform file can see: that every place is filled by something, and no sum needs
// itself or the body that it stands in.
#pragma once
#include "adapters/signed_http/platform.h"
#include "daemon/base/toml.h"

namespace huiyin {

// root: the file that `platform` was read from. Throws BadInput.
void check_platform(const Platform& platform, const Toml& root);

}  // namespace huiyin
