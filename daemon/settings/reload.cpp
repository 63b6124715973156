#include "daemon/settings/reload.h"

#include <algorithm>

#include "daemon/settings/value.h"

namespace huiyin {
namespace {

bool same_values(const CarrierKind& kind, const CarrierSettings& a, const CarrierSettings& b) {
  return std::ranges::all_of(kind.settings, [&](const CarrierSetting& setting) {
    switch (setting.type) {
      case SettingType::text:
        return a.text(setting.name) == b.text(setting.name);
      case SettingType::secret:
        return a.secret(setting.name).reveal() == b.secret(setting.name).reveal();
      case SettingType::integer:
      case SettingType::boolean:
        break;
    }
    return a.integer(setting.name) == b.integer(setting.name);
  });
}

bool same_account(const CarrierAccount& a, const CarrierAccount& b) {
  return a.kind == b.kind && a.purposes == b.purposes && a.enabled == b.enabled && a.window == b.window &&
         a.submits_per_second == b.submits_per_second && a.inquiries_per_second == b.inquiries_per_second &&
         a.hook_secret.reveal() == b.hook_secret.reveal() && same_values(*a.kind, a.values, b.values);
}

void refuse_accounts(const Settings& running, const Settings& fresh, std::vector<std::string>* refused) {
  for (const CarrierAccount& account : running.carriers) {
    const CarrierAccount* now = fresh.carrier(account.name);
    if (now == nullptr)
      refused->push_back("carrier." + account.name + " was taken out: needs a restart, stays as it was");
    else if (!same_account(account, *now))
      refused->push_back("carrier." + account.name + " was changed: needs a restart, stays as it was");
  }
  for (const CarrierAccount& account : fresh.carriers)
    if (running.carrier(account.name) == nullptr)
      refused->push_back("carrier." + account.name + " is new: needs a restart, is not used yet");
}

}  // namespace

ReloadPlan plan_reload(const Settings& running, const LoadedSettings& fresh) {
  ReloadPlan plan{running, {}, {}};
  Settings wanted = fresh.settings;  // targets are reached through a mutable one
  for (const SettingSpec& spec : setting_table()) {
    const SettingTarget target = spec.target(plan.merged);
    const SettingValue value = current(spec.target(wanted), spec.rule);
    const std::string before = to_toml(current(target, spec.rule), spec.rule.type);
    const std::string after = to_toml(value, spec.rule.type);
    if (before == after) continue;
    const std::string name(spec.name);
    if (!spec.reloadable) {
      plan.refused.push_back(name + " needs a restart: stays " + before);
      continue;
    }
    assign(target, spec.rule, value);
    plan.applied.push_back(name + " is now " + after + " (" + fresh.origin(name).text() + ")");
  }
  refuse_accounts(running, wanted, &plan.refused);
  return plan;
}

}  // namespace huiyin
