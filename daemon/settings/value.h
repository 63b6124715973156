// One value: from TOML or from the text of a flag or variable, checked against its rule, and back to TOML.
// Private to daemon/settings.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/base/toml.h"
#include "daemon/settings/table.h"

namespace huiyin {

// As it stands in a layer: a node of the file or the text behind KEY=.
using RawValue = std::variant<Toml, std::string>;

// text, choice, secret (the reference), path, endpoint: string. integer, size: int64.
using SettingValue =
    std::variant<std::string, std::int64_t, Millis, bool, std::vector<std::string>, DayWindow>;

// The error's text is what was expected, "an integer from 1 to 1024"; the caller knows key and place. Never
// quotes the value: a secret may stand there by mistake.
Result<SettingValue> read_value(const ValueRule& rule, const RawValue& raw);

// "a duration from 1s to 1d, such as \"90s\"" for messages and help.
std::string expectation(const ValueRule& rule);

std::string to_toml(const SettingValue& value, ValueType type);  // quoted and escaped where TOML wants it
std::string quote_toml(std::string_view text);
std::string duration_text(Millis value);    // "90s", "3d": the largest unit that divides it
std::string size_text(std::int64_t bytes);  // "64MiB", "1000B"

void assign(const SettingTarget& target, const ValueRule& rule, const SettingValue& value);
SettingValue current(const SettingTarget& target, const ValueRule& rule);

std::vector<std::string_view> choices_of(const ValueRule& rule);

}  // namespace huiyin
