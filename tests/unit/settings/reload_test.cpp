#include "daemon/settings/reload.h"

#include <gmock/gmock.h>

#include "tests/unit/settings/scratch.h"

namespace huiyin {
namespace {

using test::load;
using test::Scratch;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SettingsReload, AppliesWhatIsReloadableAndRefusesTheRestAloud) {
  const auto running = load("");
  const auto fresh =
      load("", {{"log.level", "debug"}, {"store.path", "/elsewhere.db"}, {"outbound.window", "9"}});
  ASSERT_TRUE(running && fresh);
  const ReloadPlan plan = plan_reload(running->settings, *fresh);
  EXPECT_EQ(plan.merged.log.level, LogLevel::debug);
  EXPECT_EQ(plan.merged.outbound.window, 9);
  EXPECT_EQ(plan.merged.store.path, "/var/lib/huiyin/huiyin.db");
  EXPECT_THAT(plan.applied, ElementsAre("log.level is now \"debug\" (--set log.level)",
                                        "outbound.window is now 9 (--set outbound.window)"));
  EXPECT_THAT(plan.refused, ElementsAre("store.path needs a restart: stays \"/var/lib/huiyin/huiyin.db\""));
}

TEST(SettingsReload, NothingChangedIsNothingTold) {
  const auto running = load("");
  const ReloadPlan plan = plan_reload(running->settings, *load(""));
  EXPECT_THAT(plan.applied, IsEmpty());
  EXPECT_THAT(plan.refused, IsEmpty());
}

class SettingsReloadAccounts : public testing::Test {
 protected:
  auto with(const std::string& account, const std::string& more_key = {},
            const std::string& more_value = {}) const {
    const std::string prefix = "carrier." + account + '.';
    std::vector<Assignment> flags{{"office.signature", "局"},
                                  {prefix + "kind", "acme"},
                                  {prefix + "url", "https://a"},
                                  {prefix + "api_key", "file:" + scratch_.path() + "/key"}};
    if (!more_key.empty()) flags.push_back({prefix + more_key, more_value});
    return load("", flags).value();
  }
  const Scratch scratch_;
  const std::string key_ = scratch_.file("key", "first");
};

TEST_F(SettingsReloadAccounts, AreNeverChangedUnderWay) {
  const LoadedSettings running = with("main");
  for (const auto& [key, value] : {std::pair("pause", "9"),
                                   {"sandbox", "true"},
                                   {"url", "https://b"},
                                   {"enabled", "false"},
                                   {"window", "3"},
                                   {"purposes", "staff"}}) {
    const ReloadPlan plan = plan_reload(running.settings, with("main", key, value));
    EXPECT_THAT(plan.refused, ElementsAre("carrier.main was changed: needs a restart, stays as it was"))
        << key;
    EXPECT_EQ(plan.merged.carriers[0].values.text("url"), "https://a");
  }
  EXPECT_THAT(plan_reload(running.settings, with("other")).refused,
              ElementsAre("carrier.main was taken out: needs a restart, stays as it was",
                          "carrier.other is new: needs a restart, is not used yet"));
}

TEST_F(SettingsReloadAccounts, ARotatedSecretIsNoticedAndNotShown) {
  const LoadedSettings running = with("main");
  scratch_.file("key", "second");
  const ReloadPlan plan = plan_reload(running.settings, with("main"));
  ASSERT_EQ(plan.refused.size(), 1U);
  EXPECT_THAT(plan.refused[0], HasSubstr("carrier.main was changed"));
  EXPECT_THAT(plan.refused[0], testing::Not(HasSubstr("second")));
}

}  // namespace
}  // namespace huiyin
