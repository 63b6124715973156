// Maker and checker, bound to one plan.
#include "daemon/base/bad_input.h"
#include "daemon/campaign/commands.h"
#include "daemon/store/approvals.h"
#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

const std::vector<std::string> kRoute = {"sms"};

class Release : public Lists {
 protected:
  Release() {
    auto rules = std::make_shared<CampaignRules>(*rules_);
    rules->approve_above = 2;
    rules->route = [this](Database&, const Campaign&) { return route_; };
    rules->forecast = [this](Purpose, int parts, std::int64_t n) -> std::optional<std::int64_t> {
      if (!priced_) return std::nullopt;
      return 5 * parts * n;
    };
    register_campaign_commands(commands_, rules);
    import_text("13800000001\n13800000002\n13800000003\n");
  }

  Result<std::string> as(const std::string& actor, Role role, const std::string& name,
                         const std::string& more) {
    return ledger_.in_transaction([&](Database& db) {
      return run_command(db, commands_, name, "",
                         Json::parse("{\"campaign\":" + std::to_string(campaign_) + more + "}"),
                         {clock_.now(), actor, role});
    });
  }
  std::string plan() { return plan_hash(ledger_.db(), campaign(campaign_), route_); }
  Result<std::string> approve(const std::string& actor, const std::string& plan, Role role = Role::approver) {
    return as(actor, role, "campaign.approve", ",\"plan\":\"" + plan + "\"");
  }
  Result<std::string> start(const std::string& more = "", Role role = Role::operator_) {
    return as("test", role, "campaign.start", more);
  }
  std::string why(const Result<std::string>& r) { return r ? "" : r.error().what; }

  std::vector<std::string> route_ = kRoute;
  bool priced_ = true;
};

TEST_F(Release, WithoutASecondPersonALargeCampaignDoesNotStart) {
  EXPECT_NE(why(start()).find("second person"), std::string::npos);
  EXPECT_EQ(campaign(campaign_).state, CampaignState::ready);
  ASSERT_TRUE(approve("user:chief", plan()));
  EXPECT_EQ(Json::parse(start().value()).text("state"), "running");
  const auto told = ledger_.events("campaign.approved");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(Json::parse(told[0].data).text("by"), "user:chief");
  EXPECT_EQ(Json::parse(told[0].data).text("maker"), "test");
}

TEST_F(Release, ASmallOneNeedsNone) {
  import_text("13800000001\n13800000002\n");
  EXPECT_TRUE(start());
}

TEST_F(Release, TheMakerCantReleaseAndNeitherCanAnOperatorWhateverTheirRole) {
  const auto own = approve("test", plan(), Role::admin);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, Errc::forbidden);
  EXPECT_FALSE(approve("user:clerk", plan(), Role::operator_));
  EXPECT_FALSE(start());
}

TEST_F(Release, AnotherPlanIsNotReleased) {
  const std::string seen = plan();
  ASSERT_TRUE(as("test", Role::operator_, "campaign.change", R"(,"budget_fen":100000)"));
  EXPECT_NE(plan(), seen);
  const auto stale = approve("user:chief", seen);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().where, "/plan");
}

TEST_F(Release, AnyChangeVoidsIt) {
  const std::string later = to_rfc3339(clock_.now() + std::chrono::hours(20));
  ASSERT_TRUE(approve("user:chief", plan()));
  const Json changed =
      Json::parse(as("test", Role::operator_, "campaign.change", ",\"start_at\":\"" + later + "\"").value());
  EXPECT_TRUE(changed.boolean("approval_voided"));
  EXPECT_NE(why(start()).find("another"), std::string::npos);
  ASSERT_TRUE(approve("user:chief", plan()));
  route_.push_back("second account");
  EXPECT_FALSE(start()) << "the route is part of the plan";
  route_ = kRoute;
  ASSERT_TRUE(as("test", Role::operator_, "campaign.change", R"(,"start_at":null)"));
  EXPECT_FALSE(start()) << "what was released first is back word for word, but it was changed since";
  ASSERT_TRUE(approve("user:chief", plan()));
  EXPECT_TRUE(start());
}

TEST_F(Release, WhoeverChangedItIsAMakerOfIt) {
  ASSERT_TRUE(as("user:chief", Role::approver, "campaign.change", R"(,"budget_fen":100000)"));
  const auto own = approve("user:chief", plan());
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().where, "/campaign");
  EXPECT_TRUE(approve("user:wang", plan()));
}

TEST_F(Release, WhatAMissedStartMeansIsPartOfThePlan) {
  const std::string seen = plan();
  ASSERT_TRUE(as("test", Role::operator_, "campaign.change", R"(,"on_miss":"go_on")"));
  EXPECT_NE(plan(), seen);
}

TEST_F(Release, TheAudienceIsPartOfThePlan) {
  const std::string first = plan();
  const Campaign c = campaign(campaign_);
  EXPECT_EQ(c.audience_hash, audience_of_rows(ledger_.db(), c));
  ledger_.db().run("UPDATE message SET person_id = person_id + 100 WHERE id = (SELECT max(id) FROM message)");
  EXPECT_NE(c.audience_hash, audience_of_rows(ledger_.db(), c));
  Campaign other = c;
  other.audience_hash = audience_of_rows(ledger_.db(), c);
  EXPECT_NE(plan_hash(ledger_.db(), other, kRoute), first);
}

TEST_F(Release, TheChainIsTheSameWhateverThePiecesOfTheImport) {
  upload("again.csv", "13800000001\n13800000002\n13800000003\n");
  const std::int64_t other = create("again.csv");
  import_all(other, 1);
  EXPECT_EQ(campaign(other).audience_hash, campaign(campaign_).audience_hash);
}

TEST_F(Release, ARejectionTakesItBack) {
  ASSERT_TRUE(approve("user:chief", plan()));
  ASSERT_TRUE(
      as("user:other", Role::approver, "campaign.reject", ",\"plan\":\"" + plan() + "\",\"note\":\"no\""));
  EXPECT_FALSE(start());
}

TEST_F(Release, BreakingTheGlassNeedsTheRoleAndIsTold) {
  EXPECT_FALSE(start(R"(,"break_glass":"flood")"));
  EXPECT_TRUE(start(R"(,"break_glass":"flood")", Role::supervisor));
  const auto told = ledger_.events("campaign.broke_glass");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(Json::parse(told[0].data).text("note"), "flood");
  EXPECT_EQ(approvals_of(ledger_.db(), campaign_).at(0).kind, ApprovalKind::broke_glass);
}

TEST_F(Release, ABrokenGlassIsNoReleaseForTheNextTime) {
  add_approval(ledger_.db(), {campaign_, plan(), ApprovalKind::broke_glass, "user:x", clock_.now(), "flood"});
  EXPECT_FALSE(start());
}

TEST_F(Release, NothingStartsOverItsBudgetOrUnderOneWithoutPrices) {
  ASSERT_TRUE(as("test", Role::operator_, "campaign.change", R"(,"budget_fen":14)"));
  ASSERT_TRUE(approve("user:chief", plan()));
  EXPECT_NE(why(start()).find("over the budget"), std::string::npos);
  ASSERT_TRUE(as("test", Role::operator_, "campaign.change", R"(,"budget_fen":15)"));
  ASSERT_TRUE(approve("user:chief", plan()));
  priced_ = false;
  EXPECT_NE(why(start()).find("no price"), std::string::npos);
  priced_ = true;
  EXPECT_TRUE(start());
}

TEST_F(Release, TheSameTextToTheSameAudienceIsRefusedTheSecondTime) {
  ASSERT_TRUE(approve("user:chief", plan()));
  ASSERT_TRUE(start());
  const std::int64_t first = campaign_;
  import_text("13800000001\n13800000002\n13800000003\n");
  ASSERT_TRUE(approve("user:chief", plan()));
  EXPECT_NE(why(start()).find("campaign " + std::to_string(first)), std::string::npos);
  EXPECT_TRUE(start(R"(,"again":true)"));
}

TEST_F(Release, MalformedTermsNameTheField) {
  for (const auto& [args, field] : {std::pair<std::string, std::string>{R"(,"start_at":"soon")", "/start_at"},
                                    {R"(,"start_at":"2020-01-01T00:00:00Z")", "/start_at"},
                                    {R"(,"start_at":"2099-01-01T00:00:00Z")", "/start_at"},
                                    {R"(,"budget_fen":-1)", "/budget_fen"}}) {
    try {
      (void)as("test", Role::operator_, "campaign.change", args);
      ADD_FAILURE() << args;
    } catch (const BadInput& e) {
      EXPECT_EQ(std::string(e.what()).rfind(field + " ", 0), 0U) << e.what();
    }
  }
}

}  // namespace
}  // namespace huiyin
