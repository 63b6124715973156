// Templates in the ledger: versions, carriers' words, what a campaign sends of them and when it must not.
#include "daemon/campaign/templates.h"

#include "daemon/base/bad_input.h"
#include "tests/unit/campaign/with_templates.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

class Templates : public WithTemplates {
 protected:
  std::int64_t law(const std::string& more = {}) {
    return Json::parse(tell("template.create",
                            R"({"name":"law","purpose":"publicity","variants":[
        {"language":"zh","text":"{town}：《信访工作条例》实施"},{"language":"en","text":"{town}: the rules are in force"}],
        "fields":[{"name":"town","most":8}])" +
                                more + "}")
                           .value())
        .integer("template");
  }
  Result<std::string> campaign(const std::string& more = {}) {
    const std::string file = "l" + std::to_string(++lists_) + ".csv";
    upload(file, "13800000001\n");
    return tell("campaign.create", R"({"name":"c","purpose":"publicity","use":"law","import_file":")" + file +
                                       R"(","values":{"town":"望禾乡"})" + more + "}");
  }
  Result<std::string> carrier(std::int64_t id, const std::string& state, const std::string& code = {},
                              Role role = Role::approver, const std::string& language = "zh") {
    return tell("template.carrier",
                R"({"template":)" + std::to_string(id) + R"(,"language":")" + language +
                    R"(","account":"main","state":")" + state + R"(","code":")" + code + R"(","note":"n"})",
                role);
  }
};

TEST_F(Templates, ANameAgainIsTheNextVersion) {
  const auto first = law(), second = law();
  EXPECT_EQ(find_template(ledger_.db(), first)->version, 1);
  EXPECT_EQ(newest_template(ledger_.db(), "law")->id, second);
  EXPECT_EQ(ledger_.events("template.created").size(), 2u);
}

TEST_F(Templates, WhatDoesNotPassIsRefusedWithItsFindings) {
  const auto made = tell("template.create", R"({"name":"x","purpose":"publicity","variants":[
      {"language":"zh","text":"见 http://evil.top"}]})");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().what.find("\"rule\":\"link\""), std::string::npos);
  EXPECT_THROW((void)tell("template.create", R"({"name":"x","purpose":"publicity","variants":[
      {"language":"zh","text":"{a"}]})"),
               BadInput);
}

TEST_F(Templates, ACampaignSendsTheRenderedTextOfEachLanguage) {
  law();
  const Json made = Json::parse(campaign().value());
  const auto texts = campaign_texts(ledger_.db(), made.integer("campaign"));
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_EQ(content_of(ledger_.db(), *ledger_.vault(), texts.at("zh"))->text,
            "【云溪区群工局】望禾乡：《信访工作条例》实施拒收请回复R");
  EXPECT_EQ(campaign(R"(,"language":"ug")").error().code, Errc::not_found);
}

TEST_F(Templates, ExpiredLawTextRefusesToSend) {
  law(R"(,"valid_until":")" + to_rfc3339(clock_.now() + 2h) + "\"");
  const auto id = Json::parse(campaign().value()).integer("campaign");
  EXPECT_EQ(find_campaign(ledger_.db(), id)->not_after, clock_.now() + 2h) << "nothing leaves later";
  import_all(id);
  clock_.advance(3h);
  const auto start = tell("campaign.start", R"({"campaign":)" + std::to_string(id) + "}");
  ASSERT_FALSE(start);
  const auto made = campaign();
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().what.find("expired"), std::string::npos);
}

TEST_F(Templates, CarriersStatesFollowTheirTable) {
  const auto id = law();
  EXPECT_EQ(carrier(id, "approved", "1001").error().code, Errc::conflict) << "never shown to it";
  EXPECT_TRUE(carrier(id, "submitted"));
  EXPECT_EQ(campaign().error().code, Errc::conflict) << "submitted, not approved";
  EXPECT_TRUE(carrier(id, "provincially_pending"));
  EXPECT_EQ(carrier(id, "approved", "1001", Role::operator_).error().code, Errc::forbidden);
  EXPECT_TRUE(carrier(id, "approved", "1001"));
  EXPECT_TRUE(campaign()) << "the English text leaves as it is, the Chinese one by its code";
  EXPECT_TRUE(carrier(id, "rejected"));
  EXPECT_EQ(campaign().error().code, Errc::conflict);
  for (const auto from : {CarrierApproval::draft, CarrierApproval::rejected})
    for (const auto to : {CarrierApproval::draft, CarrierApproval::approved, CarrierApproval::rejected,
                          CarrierApproval::provincially_pending})
      EXPECT_FALSE(may_become(from, to));
}

TEST_F(Templates, ACarrierOfTemplatesOnlyNeedsItsApproval) {
  routes_ = {{"main", false}};
  const auto id = law();
  EXPECT_EQ(campaign().error().code, Errc::conflict);
  for (const char* language : {"zh", "en"}) {
    EXPECT_TRUE(carrier(id, "submitted", "", Role::approver, language));
    EXPECT_TRUE(carrier(id, "approved", std::string("code-") + language, Role::approver, language));
  }
  const auto texts = campaign_texts(ledger_.db(), Json::parse(campaign().value()).integer("campaign"));
  const Content en = content_of(ledger_.db(), *ledger_.vault(), texts.at("en")).value();
  EXPECT_EQ(en.language, "en");
  EXPECT_EQ(template_at(ledger_.db(), en.template_id, "en", "main").code, "code-en")
      << "asked when it leaves";
  EXPECT_EQ(en.template_params, std::vector<std::string>{"望禾乡"});
}

TEST_F(Templates, WithdrawingPausesWhatRuns) {
  const auto id = law();
  const auto c = Json::parse(campaign().value()).integer("campaign");
  import_all(c);
  const std::string args = R"({"campaign":)" + std::to_string(c) + "}";
  ASSERT_TRUE(tell("campaign.start", args));
  const Json gone = Json::parse(
      tell("template.withdraw", R"({"template":)" + std::to_string(id) + R"(,"why":"wrong date"})").value());
  EXPECT_EQ(gone.items("paused").at(0).integer(), c);
  EXPECT_EQ(find_campaign(ledger_.db(), c)->state, CampaignState::paused);
  EXPECT_EQ(tell("campaign.resume", args).error().code, Errc::conflict);
  EXPECT_EQ(campaign().error().code, Errc::not_found);
  EXPECT_EQ(
      tell("template.withdraw", R"({"template":)" + std::to_string(id) + R"(,"why":"again"})").error().code,
      Errc::conflict);
}

}  // namespace
}  // namespace huiyin
