// The table of settings: one row says everything about a setting. Parsing, checking, printing, `explain`,
// reload and the sample file all read it; nothing else knows a setting's name. Static data, any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/settings/settings.h"

namespace huiyin {

enum class ValueType {
  text,
  choice,  // one of `choices`
  integer,
  duration,  // "90s", "72h", "3d"; min and max in ms
  size,      // "64MiB" or bytes; min and max in bytes
  boolean,
  list,      // of texts; of `choices` where there are any
  secret,    // a reference, "file:/path" or "credential:NAME"; never the secret itself
  path,      // relative: under state.dir; "credential:NAME": that systemd credential's file
  endpoint,  // ZeroMQ: "ipc://NAME" lies under state.run_dir
  hours,     // "08:30-12:00,14:00-20:30"
};
std::string_view name_of(ValueType type);

// What a value may be, apart from where it goes.
struct ValueRule {
  ValueType type = ValueType::text;
  std::int64_t min = 0, max = 0;  // both 0: no range
  std::string_view choices = {};  // "plain|json", in the order of the enumeration it is kept in
  // Null, or: what was expected where the text will not do, else "".
  std::string_view (*refuse)(std::string_view text) = nullptr;
};

using SettingTarget =
    std::variant<std::string*, std::int64_t*, Millis*, bool*, DayWindow*, LogLevel*, LogFormat*>;

struct SettingSpec {
  std::string_view name;  // "outbound.window"
  ValueRule rule;
  std::string_view unit;      // "messages"; empty where the type says it
  std::string_view fallback;  // the default, as written after --set
  bool reloadable;
  std::string_view help, help_zh;  // one sentence each
  SettingTarget (*target)(Settings&);
};

std::span<const SettingSpec> setting_table();
const SettingSpec* find_setting(std::string_view name);  // null when unknown

// Keys that every [carrier.<account>] may have besides those of its kind.
struct AccountKey {
  std::string_view name;
  ValueRule rule;
  std::string_view fallback;
  std::string_view help, help_zh;
};
std::span<const AccountKey> account_keys();
ValueRule rule_of(const CarrierSetting& setting);

}  // namespace huiyin
