#include <set>

#include <gmock/gmock.h>

#include "daemon/base/text.h"
#include "daemon/settings/load.h"
#include "daemon/settings/value.h"

namespace huiyin {
namespace {

std::string group_of(std::string_view name) {
  return std::string(name.substr(0, name.find('.')));
}

TEST(SettingsTable, NamesAreUniqueAndGroupsStandTogether) {
  std::set<std::string> names, groups;
  std::string group;
  for (const SettingSpec& spec : setting_table()) {
    EXPECT_TRUE(names.emplace(spec.name).second) << spec.name;
    if (group_of(spec.name) == group) continue;
    group = group_of(spec.name);
    EXPECT_TRUE(groups.insert(group).second) << group << " stands in two places";
  }
  EXPECT_FALSE(groups.contains("carrier")) << "carrier is the accounts' group";
}

TEST(SettingsTable, NoTwoSettingsShareAVariable) {
  std::set<std::string> variables;
  for (const SettingSpec& spec : setting_table())
    EXPECT_TRUE(variables.insert(environment_name(spec.name)).second) << spec.name;
}

TEST(SettingsTable, EveryRowIsBoundToAMemberOfItsOwn) {
  Settings settings;
  std::set<const void*> members;
  for (const SettingSpec& spec : setting_table()) {
    const void* member = std::visit([](auto* p) -> const void* { return p; }, spec.target(settings));
    EXPECT_TRUE(members.insert(member).second) << spec.name << " shares a member";
  }
}

TEST(SettingsTable, EveryDefaultFitsItsRule) {
  for (const SettingSpec& spec : setting_table()) {
    if (spec.fallback.empty()) continue;
    const auto value = read_value(spec.rule, std::string(spec.fallback));
    EXPECT_TRUE(value) << spec.name << " must be " << (value ? "" : value.error().what);
  }
}

TEST(SettingsTable, HelpIsOneSentenceInBothLanguages) {
  for (const SettingSpec& spec : setting_table()) {
    EXPECT_TRUE(spec.help.ends_with('.')) << spec.name;
    EXPECT_TRUE(spec.help_zh.ends_with("。")) << spec.name;
    EXPECT_TRUE(is_utf8(spec.help_zh)) << spec.name;
  }
}

TEST(SettingsTable, TypesMatchTheirMembers) {
  Settings settings;
  for (const SettingSpec& spec : setting_table()) {
    const SettingTarget target = spec.target(settings);
    switch (spec.rule.type) {
      case ValueType::integer:
      case ValueType::size:
        EXPECT_TRUE(std::holds_alternative<std::int64_t*>(target)) << spec.name;
        break;
      case ValueType::duration:
        EXPECT_TRUE(std::holds_alternative<Millis*>(target)) << spec.name;
        break;
      case ValueType::boolean:
        EXPECT_TRUE(std::holds_alternative<bool*>(target)) << spec.name;
        break;
      case ValueType::hours:
        EXPECT_TRUE(std::holds_alternative<DayWindow*>(target)) << spec.name;
        break;
      case ValueType::choice:
        EXPECT_TRUE(std::holds_alternative<LogLevel*>(target) || std::holds_alternative<LogFormat*>(target))
            << spec.name;
        break;
      default:
        EXPECT_TRUE(std::holds_alternative<std::string*>(target)) << spec.name;
    }
  }
}

TEST(SettingsTable, ChoicesStandInTheOrderOfTheirEnumeration) {
  Settings settings;
  const SettingSpec& level = *find_setting("log.level");
  assign(level.target(settings), level.rule, std::string("error"));
  EXPECT_EQ(settings.log.level, LogLevel::error);
  assign(level.target(settings), level.rule, std::string("debug"));
  EXPECT_EQ(settings.log.level, LogLevel::debug);
  const SettingSpec& format = *find_setting("log.format");
  assign(format.target(settings), format.rule, std::string("json"));
  EXPECT_EQ(settings.log.format, LogFormat::json);
}

TEST(SettingsTable, PurposesOfAccountsAreThoseOfTheModel) {
  for (const AccountKey& key : account_keys()) {
    if (key.name != "purposes") continue;
    const auto choices = choices_of(key.rule);
    ASSERT_EQ(choices.size(), std::size_t{kPurposes});
    for (int p = 0; p < kPurposes; ++p)
      EXPECT_EQ(choices[static_cast<std::size_t>(p)], name_of(static_cast<Purpose>(p)));
  }
}

// One UCS-2 message holds 70 units, signature included: a receipt in two parts costs twice.
TEST(SettingsTable, TheReceiptFitsOnePart) {
  constexpr std::size_t kSignature = 10;  // 【云溪区群众工作局】
  EXPECT_LE(to_utf16(find_setting("intake.receipt_template")->fallback).size() + kSignature, 70U);
}

}  // namespace
}  // namespace huiyin
