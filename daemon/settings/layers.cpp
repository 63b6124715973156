#include "daemon/settings/layers.h"

#include <algorithm>
#include <set>

#include "daemon/base/text.h"
#include "daemon/settings/nearest.h"

namespace huiyin {
namespace {

constexpr std::string_view kCarrier = "carrier";

std::string_view group_of(std::string_view key) {
  return key.substr(0, key.find('.'));
}

std::vector<std::string> known_groups() {
  std::set<std::string, std::less<>> groups{std::string(kCarrier)};
  for (const SettingSpec& spec : setting_table()) groups.emplace(group_of(spec.name));
  return {groups.begin(), groups.end()};
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const SettingSpec& spec : setting_table()) keys.emplace_back(spec.name);
  return keys;
}

bool is_account_name(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= 32 && name.find_first_not_of(kAllowed) == name.npos;
}

class Reader {
 public:
  Reader(const SettingsRequest& request, std::vector<Error>* errors) : request_(request), errors_(errors) {}

  Layers read() {
    read_file();
    for (const Assignment& flag : request_.flags)
      add(flag.key, flag.value, {Origin::Kind::flag, "--set " + flag.key});
    // After the flags, so that accounts made by flags can be named; sorted into its layer below.
    for (const Assignment& variable : request_.environment) read_variable(variable);
    sort_by_layer(&out_.settings);
    for (AccountDraft& account : out_.accounts) sort_by_layer(&account.entries);
    return std::move(out_);
  }

 private:
  static void sort_by_layer(std::vector<Entry>* entries) {
    std::ranges::stable_sort(*entries, {}, [](const Entry& entry) { return entry.origin.kind; });
  }

  void complain(std::string what, std::string where) {
    errors_->push_back({Errc::bad_input, std::move(what), std::move(where)});
  }

  void read_file() {
    if (request_.file.empty()) return;
    const Result<Toml> file = Toml::load(request_.file);
    if (!file) {
      errors_->push_back(file.error());
      return;
    }
    for (const auto& [group, node] : file->members()) {
      if (group == kCarrier)
        read_accounts(node);
      else
        read_group(group, node);
    }
  }

  void read_group(const std::string& group, const Toml& node) {
    const auto groups = known_groups();
    if (std::ranges::find(groups, group) == groups.end())
      return complain((node.is_table() ? "unknown group [" + group + "]" : "unknown key " + group) +
                          did_you_mean(group, node.is_table() ? groups : known_keys()),
                      node.where());
    if (!node.is_table()) return complain(group + " must be a table, [" + group + "]", node.where());
    for (const auto& [key, value] : node.members())
      add(group + '.' + key, value, {Origin::Kind::file, value.where()});
  }

  void read_accounts(const Toml& node) {
    if (!node.is_table()) return complain("carrier must hold tables, [carrier.<account>]", node.where());
    for (const auto& [name, account] : node.members()) {
      if (!account.is_table()) {
        complain("carrier." + name + " must be a table: accounts are written [carrier.<account>]",
                 account.where());
        continue;
      }
      AccountDraft* draft = account_named(name, {Origin::Kind::file, account.where()});
      if (draft == nullptr) continue;
      for (const auto& [key, value] : account.members())
        draft->entries.push_back({key, value, {Origin::Kind::file, value.where()}});
    }
  }

  // Null for an unfit name, which is reported.
  AccountDraft* account_named(const std::string& name, const Origin& origin) {
    for (AccountDraft& account : out_.accounts)
      if (account.name == name) return &account;
    if (!is_account_name(name)) {
      complain("an account's name has 1 to 32 characters out of a-z, 0-9, _ and -", origin.place);
      return nullptr;
    }
    return &out_.accounts.emplace_back(AccountDraft{name, origin, {}});
  }

  void add(const std::string& key, RawValue raw, const Origin& origin) {
    if (group_of(key) == kCarrier) return add_to_account(key, std::move(raw), origin);
    if (find_setting(key) == nullptr)
      return complain("unknown key " + key + did_you_mean(key, known_keys()), origin.place);
    out_.settings.push_back({key, std::move(raw), origin});
  }

  void add_to_account(const std::string& key, RawValue raw, const Origin& origin) {
    const auto parts = split(key, '.');
    if (parts.size() != 3)
      return complain("unknown key " + key + ": accounts' keys are carrier.<account>.<key>", origin.place);
    if (AccountDraft* draft = account_named(std::string(parts[1]), origin))
      draft->entries.push_back({std::string(parts[2]), std::move(raw), origin});
  }

  void read_variable(const Assignment& variable) {
    const Origin origin{Origin::Kind::environment, variable.key};
    for (const SettingSpec& spec : setting_table())
      if (environment_name(spec.name) == variable.key)
        return out_.settings.push_back({std::string(spec.name), variable.value, origin});
    if (read_account_variable(variable, origin)) return;
    // Other HUIYIN_ variables are none of ours, but one that begins like a setting is a slip of the pen.
    std::vector<std::string> names;
    for (const std::string& key : known_keys()) names.push_back(environment_name(key));
    for (const std::string& group : known_groups())
      if (variable.key.starts_with(environment_name(group) + '_'))
        return complain("unknown variable" + did_you_mean(variable.key, names), variable.key);
  }

  bool read_account_variable(const Assignment& variable, const Origin& origin) {
    for (AccountDraft& account : out_.accounts) {
      const auto matches = [&](std::string_view key) {
        if (environment_name("carrier." + account.name + '.' + std::string(key)) != variable.key)
          return false;
        account.entries.push_back({std::string(key), variable.value, origin});
        return true;
      };
      for (const AccountKey& key : account_keys())
        if (matches(key.name)) return true;
      for (const CarrierKind* kind : request_.kinds)
        for (const CarrierSetting& setting : kind->settings)
          if (matches(setting.name)) return true;
    }
    return false;
  }

  const SettingsRequest& request_;
  std::vector<Error>* const errors_;
  Layers out_;
};

}  // namespace

Layers read_layers(const SettingsRequest& request, std::vector<Error>* errors) {
  return Reader(request, errors).read();
}

Error unfit(const std::string& key, const Origin& origin, const std::string& expected) {
  return {Errc::bad_input, key + " must be " + expected, origin.place};
}

}  // namespace huiyin
