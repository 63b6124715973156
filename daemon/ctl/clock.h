// Lengths of time as people type them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"

namespace huiyin {

// "250ms", "90s", "15m", "24h", "7d": a whole number and a unit. Nothing when it is none or does not fit.
std::optional<Millis> read_duration(std::string_view text);

}  // namespace huiyin
