#include "daemon/model/legal_routes.h"

#include <fstream>

#include <gtest/gtest.h>

#include "daemon/model/intake_rules.h"
#include "daemon/model/match_text.h"
#include "tests/unit/io/temporary_folder.h"

namespace huiyin {
namespace {

std::string first_route(const std::string& text) {
  static const LegalRoutes shipped = LegalRoutes::load().value();
  const auto hints = shipped.read(matching_form(text).text);
  return hints.empty() ? "" : hints.front().route;
}

TEST(LegalRoutes, HintsByTheMatter) {
  EXPECT_EQ(first_route("老板拖着我们三个月的工资不发，合同也没签"), "arbitration");
  EXPECT_EQ(first_route("判决下来一年多了，对方是老赖，执行局说找不到人"), "litigation");
  EXPECT_EQ(first_route("报案三个月派出所一直没消息"), "litigation");
  EXPECT_EQ(first_route("交警给的罚单我不服，想申请复议"), "administrative_review");
  EXPECT_EQ(first_route("街口那家无证经营，请来查封"), "inspection");
  EXPECT_EQ(first_route("村支书套取扶贫款，还收了包工头的好处费"), "discipline");
  EXPECT_EQ(first_route("想看征地批文，申请公开一直没有答复"), "openness");
  EXPECT_EQ(first_route("对信访答复不服，怎么申请复查"), "petition_review");
  EXPECT_EQ(first_route("对党内处分不服，想提出党员申诉"), "party_appeal");
}

TEST(LegalRoutes, NoHintIsNoFault) {
  EXPECT_EQ(first_route("路灯坏了，晚上看不见"), "");
  EXPECT_EQ(first_route("谢谢窗口的小姑娘"), "");
  EXPECT_EQ(first_route(""), "");
}

TEST(LegalRoutes, EachSaysItsSourceAndWhyAndChangesNothingElse) {
  static const IntakeRules rules = IntakeRules::load().value();
  const IntakeReading r = rules.read("老板拖着我们三个月的工资不发");
  ASSERT_FALSE(r.legal_routes.empty());
  EXPECT_NE(r.legal_routes.front().source.find("第三十一条"), std::string::npos);
  EXPECT_EQ(r.category, "LAB");
  bool said = false;
  for (const std::string& why : r.why) said |= why.starts_with("legal_route arbitration ");
  EXPECT_TRUE(said);
}

TEST(LegalRoutes, ARouteWithoutSourceIsRefusedWithItsPlace) {
  const test::TemporaryFolder dir;
  std::ofstream(dir.path() + "/legal_routes.toml") << (R"(
[scores]
more_words = 0.3
at_most = 2.0
needs = 1.0
hints = 1
[[route]]
id = "court"
zh = "诉讼"
en = "court"
source = ""
[[rule]]
id = "a.b"
gives = "court"
weight = 1
words = ["判决"]
)");
  const auto loaded = LegalRoutes::load(dir.path());
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().text().find("legal_routes.toml:7"), std::string::npos) << loaded.error().text();
}

}  // namespace
}  // namespace huiyin
