// What the layers say, before it is checked: every key with its raw value and origin. Private to
// daemon/settings.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "daemon/settings/load.h"
#include "daemon/settings/value.h"

namespace huiyin {

struct Entry {
  std::string key;  // dotted: "store.path", of an account without its prefix: "secret_id"
  RawValue raw;
  Origin origin;
};

struct AccountDraft {
  std::string name;
  Origin origin;               // of its table, or of the first flag that names it
  std::vector<Entry> entries;  // later layers behind earlier ones
};

struct Layers {
  std::vector<Entry> settings;  // only keys that the table knows; later layers behind earlier ones
  std::vector<AccountDraft> accounts;
};

// Appends an error for everything that names nothing.
Layers read_layers(const SettingsRequest& request, std::vector<Error>* errors);

// Checks one account against its kind. nullopt when anything was wrong; all of it is then in *errors. Fills
// origins and references of *loaded.
std::optional<CarrierAccount> build_account(const AccountDraft& draft,
                                            std::span<const CarrierKind* const> kinds, LoadedSettings* loaded,
                                            std::vector<Error>* errors);

// "store.path must be a path", at the entry's place.
Error unfit(const std::string& key, const Origin& origin, const std::string& expected);

}  // namespace huiyin
