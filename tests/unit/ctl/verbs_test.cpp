// Verbs against a daemon that answers as a test says.
#include <atomic>

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

using test::FakeDaemon;
using test::Ran;

std::string campaign(const std::string& state, const std::string& states, int audience, int bad = 0) {
  return R"({"campaign":5,"name":"宣传","purpose":"publicity","state":")" + state +
         R"(","created_by":"token:ctl","created_at":"2026-03-01T00:00:00Z","started_at":null,"ended_at":null,)" +
         R"("not_after":"2026-03-08T00:00:00Z","parts":1,"states":)" + states + R"(,"audience":)" +
         std::to_string(audience) +
         R"(,"open":0,"left":0,"left_per_second":0,"import":{"lines":3,"bytes":30,"bad":)" +
         std::to_string(bad) + R"(,"doubled":0}})";
}

HttpResponse json(const std::string& body) {
  HttpResponse r;
  r.body = body;
  return r;
}

TEST(CtlVerify, FindingsAreAnExitCode) {
  FakeDaemon d;
  const std::string head =
      R"({"ok":false,"messages":3,"attempts":2,"campaigns":1,"intakes":0,"events":9,"uncertain":1,"open":0,)";
  d.on("GET /api/v1/verify",
       head + R"("findings":[{"rule":"tally_adds_up","subject":"campaign/1","what":"2 of 3"}]})");
  const Ran bad = d.run({"verify"});
  EXPECT_EQ(bad.exit, 4);
  EXPECT_NE(bad.out.find("tally_adds_up  campaign/1  2 of 3"), std::string::npos) << bad.out;
  EXPECT_EQ(d.run({"--json", "verify"}).exit, 4);

  FakeDaemon clean;
  clean.on("GET /api/v1/verify",
           R"({"ok":true,"messages":3,"attempts":2,"campaigns":1,"intakes":0,"events":9,)"
           R"("uncertain":1,"open":0,"findings":[]})");
  EXPECT_EQ(clean.run({"verify"}).exit, 0);
}

TEST(CtlCampaign, CreateUploadsMakesWaitsShowsBadLinesAndStarts) {
  FakeDaemon d;
  std::atomic<int> asked{0};
  std::atomic<bool> started{false};
  d.on("POST /api/v1/uploads", R"({"file":"upload-1","bytes":9})", 201);
  d.on("POST /api/v1/commands/campaign.create", R"({"campaign":5,"state":"importing","parts":2})");
  d.on("GET /api/v1/campaigns/5", [&](const HttpRequest&) {
    return json(++asked < 3 ? campaign("importing", "{}", 0) : campaign("ready", R"({"queued":1})", 1, 2));
  });
  d.on("GET /api/v1/campaigns/5/lines",
       R"({"items":[{"line":3,"reason":"not a number"},{"line":9,"reason":"service number"}],"next":null})");
  d.on("POST /api/v1/commands/campaign.start", [&](const HttpRequest&) {
    started = true;
    return json(R"({"campaign":5,"state":"running"})");
  });
  const std::string list = d.file("a.csv", "phone\n1\n");
  const Ran ran = d.run({"campaign", "create", "--name", "宣传", "--purpose", "publicity", "--template",
                         "1001", "--param", "a", "--audience", list, "--start"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_TRUE(started);
  EXPECT_NE(ran.out.find("1 recipients; 2 line(s) rejected"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("   3  not a number\n   9  service number\n"), std::string::npos) << ran.out;
  const auto requests = d.requests();
  EXPECT_EQ(requests[0].body, "phone\n1\n");
  const Json args = Json::parse(requests[1].body);
  EXPECT_EQ(args.text("import_file"), "upload-1");
  EXPECT_EQ(args.text("template"), "1001");
  EXPECT_EQ(args.items("params").size(), 1u);
  EXPECT_FALSE(args.has("text"));
  EXPECT_FALSE(requests[1].header("idempotency-key").empty());
}

TEST(CtlCampaign, WhatIsWrongHereIsToldBeforeTheListTravels) {
  FakeDaemon d;
  const std::string list = d.file("a.csv", "phone\n1\n");
  const std::vector<std::string> line = {"campaign",  "create",    "--name",    "x",
                                         "--purpose", "publicity", "--audience"};
  auto without_text = line, without_list = line;
  without_text.push_back(list);
  without_list.insert(without_list.end(), {"/nonexistent.csv", "--text", "x"});
  EXPECT_EQ(d.run(without_text).exit, 2);
  EXPECT_EQ(d.run(without_list).exit, 2);
  EXPECT_TRUE(d.requests().empty());
}

TEST(CtlCampaign, WatchEndsWithTheCampaignOrWhenAllIsSent) {
  FakeDaemon d;
  std::atomic<int> asked{0};
  d.on("GET /api/v1/campaigns/5", [&](const HttpRequest&) {
    const int n = ++asked;
    if (n == 1) return json(campaign("running", R"({"queued":10})", 10));
    if (n == 2) return json(campaign("running", R"({"accepted":9,"uncertain":1})", 10));
    if (n == 3) return json(campaign("running", R"({"accepted":10})", 10));
    return json(campaign("finished", R"({"delivered":10})", 10));
  });
  const Ran sent = d.run({"campaign", "watch", "5", "--until-sent"});
  EXPECT_EQ(sent.exit, 0);
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(sent.out, "campaign 5: nothing waits to be sent: accepted 10\n");
  asked = 0;
  const Ran whole = d.run({"--json", "campaign", "watch", "5"});
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(std::count(whole.out.begin(), whole.out.end(), '\n'), 4);
}

TEST(CtlCampaign, WatchWaitsForADaemonThatStartsAnew) {
  FakeDaemon d;
  std::atomic<int> asked{0};
  d.on("GET /api/v1/campaigns/5", [&](const HttpRequest&) {
    if (++asked > 2) return json(campaign("finished", R"({"delivered":1})", 1));
    HttpResponse r = json(asked == 1 ? campaign("running", R"({"queued":1})", 1) : "gone");
    if (asked == 2) r.status = 502;
    return r;
  });
  EXPECT_EQ(d.run({"campaign", "watch", "5"}).exit, 0);
}

TEST(CtlCase, AFileIsToldQuicklyAndABadLineBlocksNothing) {
  FakeDaemon d;
  std::atomic<int> told{0};
  d.on("POST /api/v1/commands/case.closed", [&](const HttpRequest& q) {
    ++told;
    const std::string id = Json::parse(q.body).text("case_id");
    HttpResponse r =
        json(R"({"case_id":")" + id + R"(","followup":1,"state":"waiting","due_at":"2026-03-01T00:00:00Z",)" +
             R"("told_before":)" + (id == "C-7" ? "true" : "false") + "}");
    if (id != "C-9") return r;
    r.status = 400;
    r.content_type = "application/problem+json";
    r.body = R"({"title":"bad_input","status":400,"detail":"/phone is no phone number: too_short"})";
    return r;
  });
  std::string csv =
      "\xEF\xBB\xBF"
      "case_id,phone,unit\r\n";
  for (int i = 0; i < 500; ++i) csv += "C-" + std::to_string(i) + ",13800000001,\"城管局, 一队\"\r\n";
  csv += "\"C-x,1,2\n\nonly\n";
  const Ran ran = d.run({"case", "closed", "--from", d.file("c.csv", csv), "--json"});
  EXPECT_EQ(ran.exit, 1) << ran.err;
  EXPECT_EQ(told, 500);
  const Json j = Json::parse(ran.out);
  EXPECT_EQ(j.integer("told"), 498);
  EXPECT_EQ(j.integer("told_before"), 1);
  const auto failures = j.items("failures");
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_EQ(failures[0].integer("line"), 11);
  EXPECT_EQ(failures[0].text("case_id"), "C-9");
  EXPECT_NE(failures[0].text("detail").find("too_short"), std::string::npos);
  EXPECT_EQ(failures[1].integer("line"), 502);
  EXPECT_EQ(failures[2].integer("line"), 504);
  EXPECT_EQ(Json::parse(d.requests().front().body).text("unit"), "城管局, 一队");
}

TEST(CtlCase, OneCase) {
  FakeDaemon d;
  d.on(
      "POST /api/v1/commands/case.answered",
      R"({"case_id":"C-1","followup":1,"state":"waiting","due_at":"2026-03-01T00:00:00Z","told_before":false})");
  d.on("POST /api/v1/commands/case.reopened", R"({"case_id":"C-1","state":"withdrawn","withdrawn":true})");
  EXPECT_EQ(d.run({"case", "answered", "--case", "C-1", "--phone", "13800000001", "--answered-at",
                   "2026-03-01T00:00:00Z"})
                .exit,
            0);
  EXPECT_EQ(Json::parse(d.requests()[0].body).text("answered_at"), "2026-03-01T00:00:00Z");
  EXPECT_NE(d.run({"case", "reopened", "--case", "C-1"}).out.find("reopened"), std::string::npos);
  EXPECT_EQ(d.run({"case", "closed"}).exit, 2);
  EXPECT_EQ(d.run({"case", "closed", "--case", "C-1", "--from", "x"}).exit, 2);
}

TEST(CtlCase, ADaemonThatIsAwayIsItsOwnExitCode) {
  FakeDaemon d;
  d.tell_endpoints("http://127.0.0.1:1");
  const Ran ran = d.run({"case", "closed", "--from", d.file("c.csv", "case_id,phone\nC-1,1\n")});
  EXPECT_EQ(ran.exit, 3) << ran.out;
}

TEST(CtlIntake, TailPrintsEventsAndEndsWhenItHasEnough) {
  FakeDaemon d;
  d.on("GET /api/v1/events",
       ":\nid: 7\nevent: intake.received\ndata: "
       "{\"seq\":7,\"id\":\"a\",\"type\":\"intake.received\",\"subject\":\"intake/IN-1\","
       "\"time\":\"2026-03-01T00:00:00Z\",\"data\":{\"text_masked\":\"停电\\u001b[2J\",\"urgency\":"
       "\"urgent\"}}\n\n"
       "id: 8\ndata: "
       "{\"seq\":8,\"type\":\"intake.danger\",\"time\":\"2026-03-01T00:00:00Z\",\"data\":{}}\n\n");
  const Ran ran = d.run({"intake", "tail", "--count", "2", "--after", "6"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_NE(ran.out.find("intake/IN-1  urgent  停电 [2J"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("intake.danger"), std::string::npos);
  EXPECT_EQ(d.requests()[0].header("last-event-id"), "6");
}

TEST(CtlIntake, TailGoesOnWhereTheConnectionBroke) {
  FakeDaemon d;
  d.on("GET /api/v1/status", R"({"bus":{"newest":40}})");
  d.on("GET /api/v1/events", [](const HttpRequest& q) {
    const std::string next = std::to_string(std::stoi(q.header("last-event-id")) + 1);
    return json("id: " + next +
                "\ndata: {\"type\":\"intake.received\",\"time\":\"2026-03-01T00:00:00Z\",\"data\":{}}\n\n");
  });
  const Ran ran = d.run({"intake", "tail", "--count", "3", "--json"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3);
  EXPECT_EQ(d.requests()[1].header("last-event-id"), "40");
  EXPECT_EQ(d.requests().back().header("last-event-id"), "42");
}

TEST(CtlIntake, TailOfARefusalIsARefusal) {
  FakeDaemon d;
  d.on("GET /api/v1/events", R"({"title":"unavailable","status":503,"detail":"too many listeners"})", 503);
  const Ran ran = d.run({"intake", "tail", "--after", "0"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.err.find("too many listeners"), std::string::npos);
}

TEST(CtlFollowup, ReportShowsRatesWithIntervals) {
  FakeDaemon d;
  d.on(
      "GET /api/v1/followups/report",
      R"({"as_of":"2026-03-01T00:00:00Z","total":500,"states":{"rated":292},"raters":292,"labels":{"satisfied":136},)"
      R"("quarantined":0,"rates":{"satisfaction":{"rule":"r/1","numerator":191,"denominator":292,"value":0.65411,)"
      R"("low":0.5979,"high":0.7064},"participation":{"rule":"p/1","numerator":0,"denominator":0,"value":null,)"
      R"("low":0,"high":1}}})");
  const Ran ran = d.run({"followup", "report"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_NE(ran.out.find("65.4 %  59.8 % – 70.6 %  191/292"), std::string::npos) << ran.out;
}

TEST(CtlLocal, SettingsClockVersionAndCompletionNeedNoDaemon) {
  FakeDaemon d;
  EXPECT_NE(d.run({"config", "explain", "state.run_dir"}).out.find("/run/huiyin"), std::string::npos);
  EXPECT_EQ(d.run({"config", "explain", "state.runn_dir"}).exit, 2);
  const std::string clock = d.file("clock", std::string(8, '\0'));
  EXPECT_EQ(d.run({"clock", "advance", "24h", "--file", clock, "--json"}).exit, 0);
  EXPECT_EQ(Json::parse(d.run({"clock", "show", "--file", clock, "--json"}).out).integer("offset_ms"),
            86'400'000);
  EXPECT_EQ(d.run({"clock", "advance", "24", "--file", clock}).exit, 2);
  EXPECT_EQ(d.run({"clock", "show", "--file", d.folder() + "/none"}).exit, 2);
  EXPECT_NE(d.run({"version"}).out.find("huiyinctl "), std::string::npos);
  EXPECT_NE(d.run({"completion", "bash"}).out.find("'campaign create'"), std::string::npos);
  EXPECT_TRUE(d.requests().empty());
}

}  // namespace
}  // namespace huiyin
