#include "daemon/settings/print.h"

#include <cstdlib>
#include <iterator>

#include <gmock/gmock.h>

#include "daemon/base/toml.h"
#include "daemon/settings/reload.h"
#include "daemon/settings/table.h"
#include "tests/unit/settings/scratch.h"

namespace huiyin {
namespace {

using test::errors;
using test::load;
using test::Scratch;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(SettingsPrint, IsTomlThatLoadsToTheSame) {
  const Scratch scratch;
  const std::string key = scratch.file("k", "s3cret");
  const auto first = load("", {{"office.name", "云溪区\"群众\"工作局\\"},
                               {"office.signature", "局"},
                               {"state.dir", scratch.path()},
                               {"outbound.window_publicity", "09:00-10:00"},
                               {"api.max_body", "3KiB"},
                               {"carrier.main.kind", "acme"},
                               {"carrier.main.url", "https://a"},
                               {"carrier.main.purposes", "staff"},
                               {"carrier.main.api_key", "file:" + key}});
  ASSERT_TRUE(first) << errors(first);
  const std::string printed = print_settings(*first);
  EXPECT_THAT(printed, Not(HasSubstr("s3cret")));
  EXPECT_THAT(printed, HasSubstr("max_tries = 12  # default\n"));
  EXPECT_THAT(printed, HasSubstr("max_body = \"3KiB\"  # --set api.max_body\n"));

  const auto second = load(scratch.file("printed.toml", printed));
  ASSERT_TRUE(second) << errors(second) << printed;
  const ReloadPlan difference = plan_reload(first->settings, *second);
  EXPECT_THAT(difference.applied, IsEmpty());
  EXPECT_THAT(difference.refused, IsEmpty());
}

TEST(SettingsSample, IsTomlAndChangesNothing) {
  const Scratch scratch;
  const auto loaded = load(scratch.file("sample.toml", sample_settings(test::kKinds)));
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_TRUE(loaded->origins.empty());
}

// Whoever takes the comment marks away gets the defaults.
TEST(SettingsSample, UncommentedItLoadsToTheDefaults) {
  const Scratch scratch;
  std::string text, line;
  std::istringstream sample(sample_settings({}));
  while (std::getline(sample, line)) {
    const std::size_t equals = line.find(" = ");
    const bool setting = line.starts_with("# ") && equals != line.npos && line.find(' ', 2) == equals;
    text.append(setting ? line.substr(2) : line).append("\n");
  }
  const auto loaded = load(scratch.file("all.toml", text));
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->origins.size(), setting_table().size());
  EXPECT_THAT(plan_reload(load("")->settings, *loaded).applied, IsEmpty());
}

// config/huiyin.toml and the table are one source. HUIYIN_UPDATE_SAMPLE=1 writes the file anew.
TEST(SettingsSample, ShippedFileIsTheTables) {
  const std::string path = std::string(HUIYIN_SOURCE_DIR) + "/config/huiyin.toml";
  const std::string wanted = sample_settings(carrier_kinds());
  if (std::getenv("HUIYIN_UPDATE_SAMPLE") != nullptr) std::ofstream(path, std::ios::binary) << wanted;
  std::ifstream in(path, std::ios::binary);
  const std::string shipped{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(shipped, wanted) << "config/huiyin.toml differs from the table; run: scripts/check --fix config";
}

TEST(SettingsExplain, TellsAllAboutOne) {
  const auto text = explain_setting("outbound.window", HelpLanguage::english, test::kKinds);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "outbound.window\n"
            "  Submits an account may have under way at once.\n"
            "  type: integer\n"
            "  allowed: an integer from 1 to 1024\n"
            "  unit: submits\n"
            "  default: 8\n"
            "  environment: HUIYIN_OUTBOUND_WINDOW\n"
            "  reload: yes\n");
  EXPECT_THAT(explain_setting("store.path", HelpLanguage::chinese, test::kKinds).value(),
              testing::AllOf(HasSubstr("账本数据库文件。"), HasSubstr("重载：不可，须重启")));
}

TEST(SettingsExplain, KnowsGroupsAndCarriers) {
  EXPECT_THAT(explain_setting("hooks", HelpLanguage::english, test::kKinds).value(),
              testing::AllOf(HasSubstr("hooks.enabled"), HasSubstr("hooks.max_body")));
  EXPECT_THAT(explain_setting("carrier.acme.pause", HelpLanguage::english, test::kKinds).value(),
              testing::AllOf(HasSubstr("between pulls"), HasSubstr("unit: ms"), HasSubstr("default: 250")));
  EXPECT_THAT(
      explain_setting("carrier", HelpLanguage::english, test::kKinds).value(),
      testing::AllOf(HasSubstr("carrier.<account>.purposes"), HasSubstr("carrier.<account>.api_key")));
  const auto wrong = explain_setting("carrier.acme.pauze", HelpLanguage::english, test::kKinds);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().what, "there is no setting carrier.acme.pauze; did you mean carrier.acme.pause?");
}

TEST(SettingsExplain, EverySettingAndEveryCarriersSettingIsExplained) {
  for (const SettingSpec& spec : setting_table())
    for (const HelpLanguage language : {HelpLanguage::english, HelpLanguage::chinese})
      EXPECT_TRUE(explain_setting(spec.name, language, carrier_kinds())) << spec.name;
  for (const CarrierKind* kind : carrier_kinds())
    EXPECT_TRUE(
        explain_setting("carrier." + std::string(kind->name), HelpLanguage::english, carrier_kinds()));
}

// Where a default of a carrier's table is unreadable, its accounts would silently start with nothing.
TEST(SettingsAccountDefaults, OfEveryKindCanBeRead) {
  for (const CarrierKind* kind : carrier_kinds())
    for (const CarrierSetting& setting : kind->settings) {
      if (setting.default_value.empty() || setting.type == SettingType::text) continue;
      EXPECT_NE(setting.type, SettingType::secret) << kind->name << '.' << setting.name;
      const auto node = Toml::parse("x = " + std::string(setting.default_value), "default");
      ASSERT_TRUE(node) << kind->name << '.' << setting.name;
      EXPECT_TRUE(setting.type == SettingType::boolean ? node->at("x").is_bool() : node->at("x").is_integer())
          << kind->name << '.' << setting.name;
    }
}

}  // namespace
}  // namespace huiyin
