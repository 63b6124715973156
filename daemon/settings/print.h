// Settings for people: the effective configuration, the commented sample, one setting explained.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "daemon/settings/load.h"

namespace huiyin {

enum class HelpLanguage { english, chinese };

// Valid TOML that loads to the same settings; behind each value where it came from. Of secrets only the
// reference.
std::string print_settings(const LoadedSettings& loaded);

// config/huiyin.toml: every setting with its help, type, range and default, all commented out. A test
// compares the file with this.
std::string sample_settings(std::span<const CarrierKind* const> kinds);

// For `huiyinctl config explain KEY`. KEY is a setting, "carrier.<kind>.<setting>", or a group ("outbound",
// "carrier.tencent", "carrier"): then every setting of it. not_found names the nearest known key.
Result<std::string> explain_setting(std::string_view key, HelpLanguage language,
                                    std::span<const CarrierKind* const> kinds);

}  // namespace huiyin
