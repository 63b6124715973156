// The settings in words: the commented sample file and `huiyinctl config explain`.
#include <algorithm>

#include "daemon/settings/nearest.h"
#include "daemon/settings/print.h"
#include "daemon/settings/value.h"

namespace huiyin {
namespace {

std::string default_toml(const ValueRule& rule, std::string_view fallback) {
  if (fallback.empty())
    return rule.type == ValueType::integer   ? "0"
           : rule.type == ValueType::boolean ? "false"
           : rule.type == ValueType::list    ? "[]"
                                             : "\"\"";
  const auto value = read_value(rule, std::string(fallback));
  return value ? to_toml(*value, rule.type) : quote_toml(fallback);
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// "An integer from 1 to 1024, in submits. Taken over by a reload."; empty where there is nothing to add.
std::string traits(const ValueRule& rule, std::string_view unit, bool reloadable) {
  std::string out;
  if (rule.type != ValueType::text) out = capital(expectation(rule));
  if (!unit.empty()) out.append(", in ").append(unit);
  if (!out.empty()) out += '.';
  if (reloadable) out.append(out.empty() ? "" : " ").append("Taken over by a reload.");
  return out;
}

// ---- The sample

void append_sample(const SettingSpec& spec, std::string* out) {
  out->append("\n# ").append(spec.help).append("\n# ").append(spec.help_zh).append("\n");
  if (const std::string more = traits(spec.rule, spec.unit, spec.reloadable); !more.empty())
    out->append("# ").append(more).append("\n");
  out->append("# ").append(spec.name.substr(spec.name.find('.') + 1)).append(" = ");
  out->append(default_toml(spec.rule, spec.fallback)).append("\n");
}

void append_account_keys(std::string* out) {
  out->append(
      "\n# ---- Accounts at carriers: one table each, [carrier.<account>], named by you in a-z, 0-9, _ and "
      "-.\n"
      "# ---- 运营商账户：每个账户一张表 [carrier.<账户名>]，名称由您自定，限 a-z、0-9、_ 和 -。\n"
      "# Secrets stand in files that nobody else may read, or in systemd credentials; here stands only "
      "where.\n"
      "# 密钥写在他人不可读的文件或 systemd 凭据中，这里只写其位置。\n#\n# Every account may have:\n");
  for (const AccountKey& key : account_keys()) {
    out->append("#   ").append(key.name).append(": ").append(key.help).append(" ").append(key.help_zh);
    if (const std::string more = traits(key.rule, "", false); !more.empty()) out->append(" ").append(more);
    out->append("\n");
  }
}

void append_kind(const CarrierKind& kind, std::string* out) {
  out->append("\n# ").append(kind.title).append("\n# [carrier.").append(kind.name).append("]\n");
  out->append("# kind = ").append(quote_toml(kind.name)).append("\n");
  for (const CarrierSetting& setting : kind.settings) {
    const ValueRule rule = rule_of(setting);
    out->append("# ").append(setting.name).append(" = ");
    if (rule.type == ValueType::secret)
      out->append(
          quote_toml("file:/etc/huiyin/secrets/" + std::string(kind.name) + '.' + std::string(setting.name)));
    else
      out->append(default_toml(rule, setting.default_value));
    out->append("  # ").append(setting.help);
    if (!setting.unit.empty()) out->append(" (").append(setting.unit).append(")");
    out->append(setting.required ? "; required\n" : "\n");
  }
}

// ---- Explaining

class Explainer {
 public:
  explicit Explainer(HelpLanguage language) : chinese_(language == HelpLanguage::chinese) {}

  std::string take() { return std::move(out_); }
  bool empty() const { return out_.empty(); }

  void add(const SettingSpec& spec) {
    begin(spec.name, chinese_ ? spec.help_zh : spec.help);
    fact("type", "类型", name_of(spec.rule.type));
    fact("allowed", "取值", expectation(spec.rule));
    if (!spec.unit.empty()) fact("unit", "单位", spec.unit);
    fact("default", "默认", default_toml(spec.rule, spec.fallback));
    fact("environment", "环境变量", environment_name(spec.name));
    fact("reload", "重载", word(spec.reloadable, "yes", "no, needs a restart", "可以", "不可，须重启"));
  }

  void add(const AccountKey& key) {
    begin("carrier.<account>." + std::string(key.name), chinese_ ? key.help_zh : key.help);
    fact("type", "类型", name_of(key.rule.type));
    fact("allowed", "取值", expectation(key.rule));
  }

  void add(const CarrierKind& kind, const CarrierSetting& setting) {
    const ValueRule rule = rule_of(setting);
    begin("carrier.<account>." + std::string(setting.name), setting.help);
    fact("kind", "种类", std::string(kind.name) + " (" + std::string(kind.title) + ")");
    fact("type", "类型", name_of(rule.type));
    if (!setting.unit.empty()) fact("unit", "单位", setting.unit);
    if (setting.required)
      fact("required", "必填", word(true, "yes", "", "是", ""));
    else if (rule.type != ValueType::secret)
      fact("default", "默认", default_toml(rule, setting.default_value));
    if (rule.type == ValueType::secret) fact("allowed", "取值", expectation(rule));
  }

 private:
  std::string_view word(bool yes, std::string_view en, std::string_view en_no, std::string_view zh,
                        std::string_view zh_no) const {
    if (chinese_) return yes ? zh : zh_no;
    return yes ? en : en_no;
  }
  void begin(std::string_view name, std::string_view help) {
    if (!out_.empty()) out_ += '\n';
    out_.append(name).append("\n  ").append(help).append("\n");
  }
  void fact(std::string_view en, std::string_view zh, std::string_view value) {
    out_.append("  ").append(chinese_ ? zh : en).append(chinese_ ? "：" : ": ").append(value).append("\n");
  }

  const bool chinese_;
  std::string out_;
};

// "carrier.tencent.region" asks for one setting of a kind, "carrier.tencent" for all, "carrier.window" for
// one that every account has, "carrier" for everything.
void explain_carriers(std::string_view rest, std::span<const CarrierKind* const> kinds, Explainer* out) {
  for (const AccountKey& key : account_keys())
    if (rest.empty() || rest == key.name) out->add(key);
  for (const CarrierKind* kind : kinds)
    for (const CarrierSetting& setting : kind->settings)
      if (rest.empty() || rest == kind->name ||
          rest == std::string(kind->name) + '.' + std::string(setting.name))
        out->add(*kind, setting);
}

std::vector<std::string> explainable(std::span<const CarrierKind* const> kinds) {
  std::vector<std::string> keys;
  for (const SettingSpec& spec : setting_table()) keys.emplace_back(spec.name);
  for (const AccountKey& key : account_keys()) keys.push_back("carrier." + std::string(key.name));
  for (const CarrierKind* kind : kinds)
    for (const CarrierSetting& setting : kind->settings)
      keys.push_back("carrier." + std::string(kind->name) + '.' + std::string(setting.name));
  return keys;
}

}  // namespace

std::string sample_settings(std::span<const CarrierKind* const> kinds) {
  std::string out =
      "# huiyin.toml: every setting of huiyind with its default, all commented out. Generated from the table "
      "of settings\n"
      "# by `huiyind --sample-config`; in force is what `huiyind --print-config` shows.\n"
      "# Precedence: defaults < this file < variables such as HUIYIN_STORE_PATH < flags such as --set "
      "store.path=…\n"
      "# huiyind 的全部设置及默认值，均已注释；优先级：默认值 < 本文件 < 环境变量 < 命令行参数。\n";
  std::string_view group;
  for (const SettingSpec& spec : setting_table()) {
    if (const auto now = spec.name.substr(0, spec.name.find('.')); now != group) {
      group = now;
      out.append("\n[").append(group).append("]\n");
    }
    append_sample(spec, &out);
  }
  append_account_keys(&out);
  for (const CarrierKind* kind : kinds) append_kind(*kind, &out);
  return out;
}

Result<std::string> explain_setting(std::string_view key, HelpLanguage language,
                                    std::span<const CarrierKind* const> kinds) {
  Explainer out(language);
  for (const SettingSpec& spec : setting_table())
    if (spec.name == key || spec.name.starts_with(std::string(key) + '.')) out.add(spec);
  if (key == "carrier")
    explain_carriers("", kinds, &out);
  else if (key.starts_with("carrier."))
    explain_carriers(key.substr(8), kinds, &out);
  if (out.empty())
    return fail(Errc::not_found,
                "there is no setting " + std::string(key) + did_you_mean(key, explainable(kinds)));
  return out.take();
}

}  // namespace huiyin
