// Plans, releases, stop-all and thaw as a person sees them.
#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

using test::FakeDaemon;
using test::Ran;

constexpr const char* kPlan =
    R"({"campaign":5,"name":"普法","purpose":"publicity","state":"ready","plan":"abc","as_of":"2026-03-01T00:00:00Z",)"
    R"("audience":600,"sends":597,"excluded":{"opt_out":3},"list":{"lines":602,"bad":1,"doubled":1},)"
    R"("route":["sms"],"content":{"encoding":"ucs2","units":71,"parts":2,"text_known":true},"parts":1194,)"
    R"("cost":{"fen":5373,"milli_fen_per_part":4500,"as_of":"2026-01-01"},"budget_fen":6005,"start_at":null,)"
    R"("first_leaves_at":"2026-03-01T01:00:00Z","finishes_at":"2026-03-01T01:02:00Z","not_after":"2026-03-08T00:00:00Z",)"
    R"("unsent_by_not_after":0,"per_second":500,"samples":[{"to":"138****0001","text":"您好"}],)"
    R"("release":{"needed":true,"above":500,"maker":"token:a","given":false,"history":[]},)"
    R"("assumptions":[],"warnings":["the 71st character makes it 2 parts"]})";

bool shows(const std::string& out, const std::string& what) {
  return out.find(what) != std::string::npos;
}

TEST(CtlPlan, ShowsWhatAClerkMustKnowBeforeTheButton) {
  FakeDaemon d;
  d.on("GET /api/v1/campaigns/5/plan", kPlan);
  const Ran ran = d.run({"campaign", "plan", "5"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  for (const char* what : {"abc", "597", "opt_out 3", "1,194", "53.73 CNY  2026-01-01", "60.05 CNY", "needed",
                           "71st character", "138****0001"})
    EXPECT_TRUE(shows(ran.out, what)) << what << "\n" << ran.out;
  EXPECT_FALSE(shows(ran.out, "1970"));
  const Ran chinese = test::run({"--run-dir", d.folder(), "--lang", "zh", "campaign", "plan", "5"});
  EXPECT_TRUE(shows(chinese.out, "已退订 3")) << chinese.out;
  EXPECT_EQ(Json::parse(d.run({"--json", "campaign", "plan", "5"}).out).text("plan"), "abc");
}

TEST(CtlPlan, ADecisionNamesThePlanThatWasRead) {
  FakeDaemon d;
  d.on("POST /api/v1/commands/campaign.approve", R"({"campaign":5,"plan":"abc","decision":"approved"})");
  d.on("POST /api/v1/commands/campaign.reject", R"({"campaign":5,"plan":"abc","decision":"rejected"})");
  EXPECT_EQ(d.run({"campaign", "approve", "5"}).exit, 2);
  EXPECT_TRUE(d.requests().empty());
  const Ran yes = d.run({"campaign", "approve", "5", "--plan", "abc", "--note", "read twice"});
  EXPECT_EQ(yes.out, "campaign 5: plan approved\n") << yes.err;
  const Json args = Json::parse(d.requests()[0].body);
  EXPECT_EQ(args.text("plan"), "abc");
  EXPECT_EQ(args.text("note"), "read twice");
  const Ran no =
      test::run({"--run-dir", d.folder(), "--lang", "zh", "campaign", "reject", "5", "--plan", "abc"});
  EXPECT_TRUE(shows(no.out, "计划已驳回")) << no.err;
}

TEST(CtlPlan, AChangeTellsTheNewHashAndAVoidedRelease) {
  FakeDaemon d;
  d.on("POST /api/v1/commands/campaign.change",
       R"({"campaign":5,"plan":"def","by":"token:a","approval_voided":true})");
  const Ran ran = d.run({"campaign", "change", "5", "--budget-fen", "100"});
  EXPECT_TRUE(shows(ran.out, "def")) << ran.err;
  EXPECT_TRUE(shows(ran.out, "void"));
  EXPECT_EQ(Json::parse(d.requests()[0].body).integer("budget_fen"), 100);
}

TEST(CtlPlan, StartSaysAgainAndBreakGlass) {
  FakeDaemon d;
  d.on("POST /api/v1/commands/campaign.start", R"({"campaign":5,"state":"running"})");
  EXPECT_EQ(d.run({"campaign", "start", "5"}).exit, 0);
  EXPECT_EQ(d.run({"campaign", "start", "5", "--again", "--break-glass", "dam in danger"}).exit, 0);
  EXPECT_FALSE(Json::parse(d.requests()[0].body).has("again"));
  const Json args = Json::parse(d.requests()[1].body);
  EXPECT_TRUE(args.boolean("again"));
  EXPECT_EQ(args.text("break_glass"), "dam in danger");
}

TEST(CtlStop, TellsWhatHadLeftAndThawNeedsAReason) {
  FakeDaemon d;
  d.on(
      "POST /api/v1/commands/stop.all",
      R"({"held":[{"why":"stop_all","at":"2026-03-01T00:00:00Z","by":"token:a","detail":"wrong text"}],)"
      R"("campaigns":[{"campaign":5,"name":"普法","state":"running","left":1200,"unanswered":7,"queued":28793}],)"
      R"("messages":{"left":4,"unanswered":0,"queued":2},"unanswered":{"intents":3,"messages":7,"became":{}}})");
  d.on("POST /api/v1/commands/thaw", R"({"thawed":true,"cancelled":28795})");
  const Ran stopped = d.run({"stop-all", "--reason", "wrong text"});
  EXPECT_EQ(stopped.exit, 0) << stopped.err;
  for (const char* what : {"1,200", "28,793", "普法", "7 message(s) in 3 request(s)", "wrong text"})
    EXPECT_TRUE(shows(stopped.out, what)) << what << "\n" << stopped.out;
  EXPECT_EQ(d.run({"thaw"}).exit, 2);
  EXPECT_EQ(d.run({"thaw", "--reason", "x", "--queued", "maybe"}).exit, 2);
  const Ran thawed = d.run({"thaw", "--reason", "mended", "--queued", "cancel"});
  EXPECT_TRUE(shows(thawed.out, "28,795")) << thawed.err;
  EXPECT_EQ(Json::parse(d.requests().back().body).text("queued"), "cancel");
}

}  // namespace
}  // namespace huiyin
