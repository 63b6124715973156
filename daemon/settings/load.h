// From file, environment and flags to Settings. Later layers win: defaults < file < environment < flags.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/settings/settings.h"

namespace huiyin {

struct Origin {
  enum class Kind { fallback, file, environment, flag };
  Kind kind = Kind::fallback;
  std::string place;  // "huiyin.toml:12:5", "HUIYIN_STORE_PATH", "--set store.path"; empty for defaults
  std::string text()
      const;  // "default", "huiyin.toml:12:5", "environment HUIYIN_STORE_PATH", "--set store.path"
};

struct Assignment {
  std::string key, value;
};

struct SettingsRequest {
  std::string file;                     // empty: no file
  std::vector<Assignment> environment;  // whole names: {"HUIYIN_STORE_PATH", "/srv/huiyin.db"}
  std::vector<Assignment> flags;        // of --set: {"store.path", "/srv/huiyin.db"}
  std::span<const CarrierKind* const> kinds = carrier_kinds();
};

// The variables of this process whose names begin with HUIYIN_. REQUIRES: nobody calls setenv meanwhile.
std::vector<Assignment> huiyin_environment();
// "store.path" -> "HUIYIN_STORE_PATH"
std::string environment_name(std::string_view key);

struct LoadedSettings {
  Settings settings;
  std::map<std::string, Origin, std::less<>> origins;  // of every key that is not at its default
  std::map<std::string, std::string, std::less<>>
      references;  // of secrets: "carrier.main.secret_key" -> "file:/…"
  const Origin& origin(std::string_view key) const;
};

// All errors, in the order of the layers, not only the first; each with its place. Reads the secrets' files.
// Does not touch anything else: folders and databases are made by those who use them.
tl::expected<LoadedSettings, std::vector<Error>> load_settings(const SettingsRequest& request);

}  // namespace huiyin
