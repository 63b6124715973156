// Accounts: the [carrier.<name>] tables checked against what their kind declares.
#include <algorithm>
#include <filesystem>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/file.h"
#include "daemon/settings/layers.h"
#include "daemon/settings/nearest.h"

namespace huiyin {
namespace {

template <typename Table>
auto* find_row(const Table& table, std::string_view name) {
  const auto row = std::ranges::find_if(table, [&](const auto& r) { return r.name == name; });
  return row == std::ranges::end(table) ? nullptr : &*row;
}

class AccountBuilder {
 public:
  AccountBuilder(const AccountDraft& draft, LoadedSettings* loaded, std::vector<Error>* errors)
      : draft_(draft),
        prefix_("carrier." + draft.name),
        loaded_(loaded),
        errors_(errors),
        known_(errors->size()) {
    account_.name = draft.name;
  }

  std::optional<CarrierAccount> build(std::span<const CarrierKind* const> kinds) {
    account_.kind = find_kind(kinds);
    if (account_.kind == nullptr) return std::nullopt;
    set_defaults();
    for (const Entry& entry : draft_.entries) read(entry);
    for (const CarrierSetting& setting : account_.kind->settings) demand(setting);
    if (errors_->size() == known_) read_trust();
    if (errors_->size() == known_) read_platform_file();
    if (errors_->size() == known_) try_out();
    if (errors_->size() != known_) return std::nullopt;
    return std::move(account_);
  }

 private:
  void complain(std::string what, const Origin& origin) {
    errors_->push_back({Errc::bad_input, std::move(what), origin.place});
  }

  const CarrierKind* find_kind(std::span<const CarrierKind* const> kinds) {
    std::string listed;
    for (const CarrierKind* kind : kinds) listed.append(listed.empty() ? "" : ", ").append(kind->name);
    const Entry* chosen = nullptr;
    for (const Entry& entry : draft_.entries)
      if (entry.key == "kind") chosen = &entry;
    if (chosen == nullptr) {
      complain(prefix_ + " has no kind; there are: " + listed, draft_.origin);
      return nullptr;
    }
    const auto name = read_value({}, chosen->raw);
    if (!name) {
      errors_->push_back(unfit(prefix_ + ".kind", chosen->origin, name.error().what));
      return nullptr;
    }
    for (const CarrierKind* kind : kinds)
      if (kind->name == std::get<std::string>(*name)) return kind;
    complain(prefix_ + ".kind names no adapter; there are: " + listed, chosen->origin);
    return nullptr;
  }

  void set_defaults() {
    for (int p = 0; p < kPurposes; ++p) account_.purposes.push_back(static_cast<Purpose>(p));
    for (const CarrierSetting& setting : account_.kind->settings) {
      if (setting.type == SettingType::secret)
        account_.values.set_secret(std::string(setting.name), Secret());
      else if (setting.default_value.empty())
        keep(setting,
             setting.type == SettingType::text ? SettingValue(std::string()) : SettingValue(std::int64_t{0}));
      else if (const auto value = read_value(rule_of(setting), std::string(setting.default_value)))
        keep(setting, *value);
    }
  }

  void read(const Entry& entry) {
    const AccountKey* common = find_row(account_keys(), entry.key);
    const CarrierSetting* own = find_row(account_.kind->settings, entry.key);
    if (common == nullptr && own == nullptr) return complain_unknown(entry);
    const ValueRule rule = own != nullptr ? rule_of(*own) : common->rule;
    const std::string key = prefix_ + '.' + entry.key;
    const auto value = read_value(rule, entry.raw);
    if (!value) {
      errors_->push_back(unfit(key, entry.origin, value.error().what));
      return;
    }
    loaded_->origins[key] = entry.origin;
    if (rule.type == ValueType::secret) return read_reference(key, entry, own, std::get<std::string>(*value));
    if (own != nullptr)
      keep(*own, *value);
    else
      keep_common(entry.key, *value);
  }

  void complain_unknown(const Entry& entry) {
    std::vector<std::string> known;
    for (const AccountKey& key : account_keys()) known.emplace_back(key.name);
    for (const CarrierSetting& setting : account_.kind->settings) known.emplace_back(setting.name);
    complain("unknown key " + prefix_ + '.' + entry.key + did_you_mean(entry.key, known), entry.origin);
  }

  void read_reference(const std::string& key, const Entry& entry, const CarrierSetting* own,
                      const std::string& reference) {
    Result<Secret> secret = read_secret(reference);
    if (!secret) return complain(key + ": " + secret.error().text(), entry.origin);
    loaded_->references[key] = reference;
    if (own != nullptr)
      account_.values.set_secret(entry.key, std::move(*secret));
    else
      account_.hook_secret = std::move(*secret);
  }

  void keep(const CarrierSetting& setting, const SettingValue& value) {
    const std::string name(setting.name);
    if (const auto* text = std::get_if<std::string>(&value)) account_.values.set_text(name, *text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) account_.values.set_integer(name, *number);
    if (const auto* flag = std::get_if<bool>(&value)) account_.values.set_integer(name, *flag ? 1 : 0);
  }

  void keep_common(std::string_view key, const SettingValue& value) {
    if (key == "enabled") account_.enabled = std::get<bool>(value);
    if (key == "window") account_.window = std::get<std::int64_t>(value);
    if (key == "submits_per_second") account_.submits_per_second = std::get<std::int64_t>(value);
    if (key == "inquiries_per_second") account_.inquiries_per_second = std::get<std::int64_t>(value);
    if (key != "purposes") return;
    account_.purposes.clear();
    for (const std::string& name : std::get<std::vector<std::string>>(value))
      if (const auto purpose = purpose_of(name)) account_.purposes.push_back(*purpose);
  }

  void demand(const CarrierSetting& setting) {
    const bool given =
        std::ranges::any_of(draft_.entries, [&](const Entry& e) { return e.key == setting.name; });
    if (setting.required && !given)
      complain(prefix_ + " of kind " + std::string(account_.kind->name) + " needs " +
                   std::string(setting.name) + " (" + std::string(setting.help) + ")",
               draft_.origin);
  }

  // Whose signatures are believed: every .pem and .crt of the folder, in the order of their names.
  void read_trust() {
    if (find_row(account_.kind->settings, std::string_view("trust")) == nullptr) return;
    const std::string& folder = account_.values.text("trust");
    if (folder.empty()) return;
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      if (entry.path().extension() == ".pem" || entry.path().extension() == ".crt")
        files.push_back(entry.path().string());
    if (error) return complain(prefix_ + ".trust is no folder that can be read", draft_.origin);
    std::ranges::sort(files);
    std::string pem;
    for (const std::string& file : files) {
      const Result<std::string> text = read_file(file);
      if (!text) return complain(prefix_ + ".trust: " + text.error().text(), draft_.origin);
      pem.append(*text).push_back('\n');
    }
    account_.values.set_trusted_pem(std::move(pem));
  }

  // A ready platform by its name, or a file of the office's own by its path; its text goes with the settings.
  void read_platform_file() {
    if (find_row(account_.kind->settings, std::string_view("platform")) == nullptr) return;
    const std::string& platform = account_.values.text("platform");
    Result<std::string> text = platform.find('/') == std::string::npos
                                   ? Result<std::string>(std::string(embedded_file(platform + ".toml")))
                                   : read_file(platform);
    if (!text) return complain(prefix_ + ".platform: " + text.error().text(), draft_.origin);
    if (text->empty())
      return complain(prefix_ + ".platform is none of the ready ones, nor the path of a file", draft_.origin);
    account_.values.set_text("platform_toml", *std::move(text));
  }

  // The kind's own check of settings that contradict one another.
  void try_out() try {
    if (account_.kind->make_http != nullptr) account_.kind->make_http(account_.values);
    if (account_.kind->make_line != nullptr) account_.kind->make_line(account_.values);
  } catch (const BadInput& e) {
    complain(prefix_ + ": " + e.what(), draft_.origin);
  }

  const AccountDraft& draft_;
  const std::string prefix_;
  LoadedSettings* const loaded_;
  std::vector<Error>* const errors_;
  const std::size_t known_;  // errors there were before this account
  CarrierAccount account_;
};

}  // namespace

std::optional<CarrierAccount> build_account(const AccountDraft& draft,
                                            std::span<const CarrierKind* const> kinds, LoadedSettings* loaded,
                                            std::vector<Error>* errors) {
  return AccountBuilder(draft, loaded, errors).build(kinds);
}

}  // namespace huiyin
