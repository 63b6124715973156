// "did you mean": the known key that looks most like a wrong one. Private to daemon/settings.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace huiyin {

// Empty where none is near enough to be a help. "window" finds "outbound.window": a right last part in no or
// the wrong group counts as near.
std::string nearest_key(std::string_view wrong, std::span<const std::string> known);

// "; did you mean outbound.window?", or "".
std::string did_you_mean(std::string_view wrong, std::span<const std::string> known);

}  // namespace huiyin
