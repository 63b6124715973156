// The effective configuration.
#include "daemon/settings/print.h"

#include "daemon/settings/value.h"

namespace huiyin {
namespace {

void append_line(std::string* out, std::string_view key, const std::string& value, const Origin& origin) {
  out->append(key).append(" = ").append(value).append("  # ").append(origin.text()).append("\n");
}

std::string own_value(const CarrierSettings& values, const CarrierSetting& setting) {
  switch (setting.type) {
    case SettingType::text:
      return quote_toml(values.text(setting.name));
    case SettingType::boolean:
      return values.flag(setting.name) ? "true" : "false";
    case SettingType::integer:
    case SettingType::secret:
      break;
  }
  return std::to_string(values.integer(setting.name));
}

class AccountPrinter {
 public:
  AccountPrinter(const LoadedSettings& loaded, const CarrierAccount& account, std::string* out)
      : loaded_(loaded), account_(account), prefix_("carrier." + account.name + '.'), out_(out) {}

  void print() {
    out_->append("\n[carrier." + account_.name + "]\n");
    line("kind", quote_toml(account_.kind->name));
    line("enabled", account_.enabled ? "true" : "false");
    std::vector<std::string> purposes;
    for (const Purpose purpose : account_.purposes) purposes.emplace_back(name_of(purpose));
    line("purposes", to_toml(purposes, ValueType::list));
    line("window", std::to_string(account_.window));
    line("submits_per_second", std::to_string(account_.submits_per_second));
    line("inquiries_per_second", std::to_string(account_.inquiries_per_second));
    reference("hook_secret");
    for (const CarrierSetting& setting : account_.kind->settings) {
      if (setting.type == SettingType::secret)
        reference(setting.name);
      else
        line(setting.name, own_value(account_.values, setting));
    }
  }

 private:
  void line(std::string_view key, const std::string& value) {
    append_line(out_, key, value, loaded_.origin(prefix_ + std::string(key)));
  }

  void reference(std::string_view key) {
    const auto found = loaded_.references.find(prefix_ + std::string(key));
    if (found == loaded_.references.end())
      out_->append("# ").append(key).append(" is not set\n");
    else
      line(key, quote_toml(found->second));
  }

  const LoadedSettings& loaded_;
  const CarrierAccount& account_;
  const std::string prefix_;
  std::string* const out_;
};

}  // namespace

std::string print_settings(const LoadedSettings& loaded) {
  Settings settings = loaded.settings;  // targets are reached through a mutable one
  std::string out =
      "# Effective configuration; behind each value where it comes from. Secrets are not shown, only where "
      "they lie.\n";
  std::string_view group;
  for (const SettingSpec& spec : setting_table()) {
    const std::size_t dot = spec.name.find('.');
    if (spec.name.substr(0, dot) != group) {
      group = spec.name.substr(0, dot);
      out.append("\n[").append(group).append("]\n");
    }
    append_line(&out, spec.name.substr(dot + 1),
                to_toml(current(spec.target(settings), spec.rule), spec.rule.type), loaded.origin(spec.name));
  }
  for (const CarrierAccount& account : settings.carriers) AccountPrinter(loaded, account, &out).print();
  return out;
}

}  // namespace huiyin
