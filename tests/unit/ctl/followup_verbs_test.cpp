// Worklists, call-backs and figures of follow-ups, against a daemon that answers as a test says.
#include <gtest/gtest.h>

#include "daemon/base/file.h"
#include "daemon/base/json.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

using test::FakeDaemon;
using test::Ran;

Ran in_chinese(const FakeDaemon& d, std::vector<std::string> line) {
  line.insert(line.begin(), {"--run-dir", d.folder(), "--lang", "zh"});
  return test::run(line);
}

const std::string kItem =
    R"({"item":7,"followup":3,"case_id":"C-1","state":"taken","unit":"城管局","party_ref":"p_1","channel":"sms",)"
    R"("rated_now":"dissatisfied","opened_at":"2026-03-02T02:00:00Z","contact_by":"2026-03-04T16:00:00Z",)"
    R"("overdue":true,"review_by":"2026-04-01T16:00:00Z","taken_unit":"督查室","taken_by":"token:a",)"
    R"("contacted_at":null,"done_at":null,"outcome":""})";

TEST(CtlDissatisfied, TheListSaysWhoMayNotAndWhatIsLate) {
  FakeDaemon d;
  d.on("GET /api/v1/dissatisfied", R"({"items":[)" + kItem + R"(],"next":7})");
  const Ran ran = d.run({"dissatisfied", "list", "--done", "--limit", "1"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  for (const char* part : {"C-1", "taken (overdue)", "城管局", "督查室"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << ran.out;
  EXPECT_NE(ran.err.find("--after 7"), std::string::npos) << ran.err;
  EXPECT_EQ(d.requests().at(0).parameter("done"), "true");
  EXPECT_NE(d.run({"--json", "dissatisfied", "list"}).out.find(R"("item":7)"), std::string::npos);
  EXPECT_NE(in_chinese(d, {"dissatisfied", "list"}).out.find("已领办"), std::string::npos);
}

TEST(CtlDissatisfied, EachStepIsOneCommand) {
  FakeDaemon d;
  const std::string answer =
      R"({"item":7,"state":"spoken","contact_by":"2026-03-04T16:00:00Z","overdue":false})";
  for (const char* name : {"take", "contacted", "done"})
    d.on(std::string("POST /api/v1/commands/dissatisfied.") + name, answer);
  EXPECT_EQ(d.run({"dissatisfied", "take", "7", "--unit", "督查室"}).exit, 0);
  const Ran spoken =
      d.run({"dissatisfied", "contacted", "7", "--how", "phone", "--reached", "yes", "--note", "x"});
  EXPECT_NE(spoken.out.find("state: spoken"), std::string::npos) << spoken.out;
  EXPECT_EQ(d.run({"dissatisfied", "done", "7", "--outcome", "explained", "--note", "y"}).exit, 0);
  const auto requests = d.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].body, R"({"unit":"督查室","item":7})");
  EXPECT_EQ(requests[1].body, R"({"item":7,"how":"phone","reached":true,"note":"x"})");
  EXPECT_EQ(requests[2].body, R"({"outcome":"explained","note":"y","item":7})");
  EXPECT_EQ(d.run({"dissatisfied", "contacted", "7", "--how", "mail", "--reached", "yes"}).exit, 2);
  EXPECT_EQ(d.run({"dissatisfied", "done", "7", "--outcome", "explained"}).exit, 2);
}

TEST(CtlDissatisfied, ARefusalIsTheDaemons) {
  FakeDaemon d;
  d.on(
      "POST /api/v1/commands/dissatisfied.take",
      R"({"title":"conflict","status":409,"detail":"the handling unit can't speak with who is dissatisfied"})",
      409);
  const Ran ran = d.run({"dissatisfied", "take", "7", "--unit", "城管局"});
  EXPECT_NE(ran.exit, 0);
  EXPECT_NE(ran.err.find("the handling unit"), std::string::npos) << ran.err;
}

TEST(CtlDissatisfied, OneIsShownWithItsSteps) {
  FakeDaemon d;
  std::string one = kItem;
  one.pop_back();
  d.on("GET /api/v1/dissatisfied/7",
       one + R"(,"steps":[{"at":"2026-03-03T02:00:00Z","step":"reached","how":"phone","unit":"督查室",)"
             R"("by":"token:a","has_note":true,"note_masked":"电话[电话1]"}]})");
  const Ran ran = d.run({"dissatisfied", "show", "7"});
  for (const char* part : {"case_id: C-1", "overdue: yes", "reached", "电话[电话1]"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("contacted_at"), std::string::npos) << ran.out;
}

TEST(CtlFollowup, UnclearAnswersAreShownAndDecided) {
  FakeDaemon d;
  d.on("GET /api/v1/followups/unclear",
       R"({"items":[{"followup":3,"case_id":"C-1","reason":"not_attributed","unit":"u","survey":"standard",)"
       R"("ended_at":"2026-03-03T02:00:00Z","answers":[{"at":"2026-03-02T02:00:00Z","label":"unclear",)"
       R"("confidence":"one_of_several","also":[],"why":[],"flags":[],"text_masked":"1"}]}],"next":null})");
  d.on("POST /api/v1/commands/followup.decide", R"({"case_id":"C-1","state":"rated","label":"mostly"})");
  const Ran list = in_chinese(d, {"followup", "unclear"});
  EXPECT_NE(list.out.find("无法确定所指工单"), std::string::npos) << list.out;
  EXPECT_NE(list.out.find("多件未定"), std::string::npos) << list.out;
  const Ran decided = d.run({"followup", "decide", "3", "--label", "mostly", "--reason", "by phone"});
  EXPECT_NE(decided.out.find("label: mostly"), std::string::npos) << decided.out;
  EXPECT_EQ(d.requests().back().body, R"({"label":"mostly","reason":"by phone","followup":3})");
  EXPECT_EQ(d.run({"followup", "decide", "3", "--label", "good", "--reason", "x"}).exit, 2);
}

TEST(CtlFollowup, AHoldIsOfOnePerson) {
  FakeDaemon d;
  d.on("POST /api/v1/commands/followup.hold", R"({"until":"2026-03-03T02:00:00Z"})");
  EXPECT_EQ(d.run({"followup", "hold"}).exit, 2);
  EXPECT_EQ(d.run({"followup", "hold", "--case", "C-1", "--person", "p_1"}).exit, 2);
  EXPECT_EQ(d.run({"followup", "hold", "--case", "C-1", "--reason", "talking"}).exit, 0);
  EXPECT_EQ(d.requests().back().body, R"({"case_id":"C-1","reason":"talking"})");
}

TEST(CtlFollowup, TheReportIsAskedForByPeriodGroupAndCut) {
  FakeDaemon d;
  const std::string rate =
      R"({"rule":"positive/raters","numerator":31,"denominator":34,"value":0.911765,"low":0.77,"high":0.97})";
  const std::string rates = R"("rates":{"satisfaction":)" + rate + R"(,"participation":)" + rate + "}";
  d.on("GET /api/v1/followups/report",
       R"({"as_of":"2026-03-03T02:00:00Z","through":{"history":9,"cases":4},)"
       R"("period":{"from":"2026-01-01T00:00:00Z","to":null},"total":40,"raters":34,"states":{"rated":34},)"
       R"("labels":{"satisfied":31},)" +
           rates + R"(,"groups":{"unit":[{"key":"城管局","total":36,"hidden":false,)" + rates +
           R"(},{"key":"","total":4,"hidden":true,"rates":{"satisfaction":null}}]},"digest":"ab12"})");
  const Ran by = d.run({"followup", "report", "--from", "2026-01-01", "--by", "unit", "--as-of",
                        "2026-03-03T02:00:00Z", "--history", "9", "--cases", "4"});
  EXPECT_EQ(by.exit, 0) << by.err;
  for (const char* part : {"城管局", "91.2 % (31/34)", "not told", "hidden", "--history 9 --cases 4", "ab12"})
    EXPECT_NE(by.out.find(part), std::string::npos) << by.out;
  const auto q = d.requests().at(0);
  EXPECT_EQ(q.parameter("from"), "2026-01-01");
  EXPECT_EQ(q.parameter("as_of"), "2026-03-03T02:00:00Z");
  EXPECT_EQ(q.parameter("history"), "9");
  const Ran whole = in_chinese(d, {"followup", "report"});
  EXPECT_NE(whole.out.find("满意率"), std::string::npos) << whole.out;
}

TEST(CtlFollowup, TheReportAsAFileIsWrittenAsItCame) {
  FakeDaemon d;
  d.on("GET /api/v1/followups/report", [](const HttpRequest& q) {
    HttpResponse r;
    r.content_type = "text/csv";
    r.body = "of " + q.parameter("format") + "\r\n\xff";
    return r;
  });
  const std::string file = d.folder() + "/report.csv";
  const Ran written = d.run({"followup", "report", "--format", "csv", "--out", file});
  EXPECT_EQ(written.exit, 0) << written.err;
  EXPECT_EQ(read_file(file).value(), "of csv\r\n\xff");
  EXPECT_EQ(d.run({"followup", "report", "--format", "chart"}).out, "of chart\r\n\xff");
  EXPECT_EQ(d.run({"followup", "report", "--format", "pdf"}).exit, 2);
  EXPECT_EQ(d.run({"followup", "report", "--format", "csv", "--out", "/nonexistent/x"}).exit, 2);
}

TEST(CtlVoice, CallersGetTheirListAndEnterResults) {
  FakeDaemon d;
  d.on("GET /api/v1/voice/samples/2/calls",
       R"({"items":[{"call":5,"case_id":"C-1","tail":"0031","stratum":"silent","party_ref":"p_1",)"
       R"("not_by_unit":"城管局","tries":1,"held_until":null,"script":["您好"]}],"next":null})");
  d.on("POST /api/v1/commands/voice.result", R"({"call":5,"over":true,"tries":2})");
  const Ran list = d.run({"voice", "calls", "2", "--script"});
  for (const char* part : {"C-1", "城管局", "您好"})
    EXPECT_NE(list.out.find(part), std::string::npos) << list.out;
  const Ran told = d.run({"voice", "result", "5", "--result", "mostly", "--unit", "督查室"});
  EXPECT_NE(told.out.find("over: yes"), std::string::npos) << told.out;
  EXPECT_EQ(d.requests().back().body, R"({"unit":"督查室","result":"mostly","call":5})");
}

TEST(CtlVoice, ASampleIsCommittedDrawnAndRevealed) {
  FakeDaemon d;
  d.on("POST /api/v1/commands/voice.commit", R"({"sample":2,"seed_hash":"ab"})");
  d.on("POST /api/v1/commands/voice.draw", R"({"sample":2,"frame":90,"calls":12})");
  d.on("POST /api/v1/commands/voice.reveal", R"({"sample":2,"seed":"cd","seed_hash":"ab","alarms":0})");
  d.on(
      "GET /api/v1/voice/samples/2/comparison",
      R"({"sample":2,"units":[{"unit":"城管局","sms":{"n":20,"positive":20,"low":0.8,"high":1},"voice":null,)"
      R"("silent":null,"alike":null,"alarms":["uniform"]}]})");
  EXPECT_NE(d.run({"voice", "commit", "--from", "2026-01-01", "--to", "2026-04-01"}).out.find("ab"),
            std::string::npos);
  EXPECT_EQ(d.run({"voice", "draw", "2", "--raters", "3", "--silent", "3"}).exit, 0);
  EXPECT_EQ(d.requests().back().body, R"({"sample":2,"raters":3,"silent":3})");
  EXPECT_EQ(d.run({"voice", "reveal", "2", "--abandon"}).exit, 0);
  EXPECT_EQ(d.requests().back().body, R"({"sample":2,"abandon":true})");
  const Ran compared = d.run({"voice", "comparison", "2"});
  EXPECT_NE(compared.out.find("20/20"), std::string::npos) << compared.out;
  EXPECT_NE(compared.out.find("uniform"), std::string::npos) << compared.out;
}

}  // namespace
}  // namespace huiyin
