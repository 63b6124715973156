// Finding the daemon, talking to it, and what is said when that fails.
#include <cstdlib>

#include <gtest/gtest.h>

#include "daemon/ctl/client.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/verb.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

using test::FakeDaemon;
using test::Ran;

HttpReply problem(int status, const std::string& title, const std::string& detail) {
  HttpReply r;
  r.transport = Transport::answered;
  r.status = status;
  r.headers = {{"content-type", "application/problem+json"}};
  r.body =
      R"({"title":")" + title + R"(","status":)" + std::to_string(status) + R"(,"detail":")" + detail + "\"}";
  return r;
}

HttpReply failure(Transport transport, const std::string& error) {
  HttpReply r;
  r.transport = transport;
  r.error = error;
  return r;
}

HttpReply good(const std::string& json) {
  HttpReply r;
  r.transport = Transport::answered;
  r.status = 200;
  r.body = json;
  return r;
}

// What a client says of this reply.
CtlError told(const HttpReply& reply) {
  Client client({"http://h:1", "t", "/tok", "", ""}, Language::english,
                [&](const HttpCall&) { return reply; });
  try {
    client.get("/api/v1/status");
  } catch (const CtlError& e) {
    return e;
  }
  return CtlError(Exit::ok, "");
}

TEST(CtlClient, EveryFailureSaysWhatToDo) {
  const CtlError refused = told(failure(Transport::not_sent, "Connection refused"));
  EXPECT_EQ(refused.exit, Exit::unreachable);
  EXPECT_NE(std::string(refused.what()).find("http://h:1: Connection refused. Is huiyind running?"),
            std::string::npos);
  const CtlError broken = told(failure(Transport::broken, "reset"));
  EXPECT_EQ(broken.exit, Exit::unreachable);
  EXPECT_NE(std::string(broken.what()).find("may have been done"), std::string::npos);
  const CtlError conflict = told(problem(409, "conflict", "the campaign is finished"));
  EXPECT_EQ(conflict.exit, Exit::refused);
  EXPECT_STREQ(conflict.what(), "refused (409 conflict): the campaign is finished");
  EXPECT_NE(conflict.problem_json.find("\"status\":409"), std::string::npos);
  EXPECT_NE(std::string(told(problem(401, "forbidden", "x")).what()).find("the token of /tok"),
            std::string::npos);
  EXPECT_NE(std::string(told(problem(503, "unavailable", "x")).what()).find("Try again"), std::string::npos);
}

TEST(CtlClient, AnotherKindOfServerIsNoDaemon) {
  HttpReply page = good("<html>");
  EXPECT_EQ(told(page).exit, Exit::unreachable);
  page.status = 502;
  EXPECT_EQ(told(page).exit, Exit::unreachable);
  HttpReply odd = problem(400, "bad_input", "x");
  odd.body = R"({"detail":7})";
  EXPECT_EQ(told(odd).exit, Exit::refused);
  odd.body = "[]";
  EXPECT_EQ(told(odd).exit, Exit::unreachable);
}

TEST(CtlClient, ADetailDoesNotSteerTheTerminal) {
  EXPECT_EQ(std::string(told(problem(400, "bad_input", "\\u001b[2J")).what()).find('\x1b'),
            std::string::npos);
}

TEST(CtlClient, ALostAnswerIsAskedForAgainWithTheSameKeyOnly) {
  std::vector<std::string> keys;
  const auto fetch = [&](const HttpCall& c) {
    std::string key;
    for (const auto& [name, value] : c.headers)
      if (name == "Idempotency-Key") key = value;
    keys.push_back(key);
    return keys.size() == 1 ? failure(Transport::broken, "reset") : good(R"({"campaign":4})");
  };
  Client client({"http://h:1", "t", "", "", ""}, Language::english, fetch);
  EXPECT_EQ(client.command("campaign.create", "{}", "k1").integer("campaign"), 4);
  EXPECT_EQ(keys, (std::vector<std::string>{"k1", "k1"}));
  keys.clear();
  EXPECT_THROW(client.command("campaign.start", "{}"), CtlError);
  EXPECT_EQ(keys.size(), 1u);
}

TEST(CtlClient, KeysAreNew) {
  EXPECT_NE(new_key(), new_key());
}

TEST(CtlEndpoints, FlagThenEnvironmentThenTheSettingsDefault) {
  Globals g;
  unsetenv("HUIYIN_RUN_DIR");
  EXPECT_EQ(run_folder(g), "/run/huiyin");
  setenv("HUIYIN_RUN_DIR", "/srv/run", 1);
  EXPECT_EQ(run_folder(g), "/srv/run");
  g.run_dir = "/x";
  EXPECT_EQ(run_folder(g), "/x");
  unsetenv("HUIYIN_RUN_DIR");
}

TEST(CtlEndpoints, NoDaemonIsExplained) {
  const Ran none = test::run({"--lang", "en", "--run-dir", "/nonexistent", "status"});
  EXPECT_EQ(none.exit, 3);
  EXPECT_NE(none.err.find("/nonexistent"), std::string::npos);
  EXPECT_NE(none.err.find("--run-dir"), std::string::npos);
  EXPECT_EQ(none.out, "");
  const Ran chinese = test::run({"--lang", "zh", "--run-dir", "/nonexistent", "status"});
  EXPECT_NE(chinese.err.find("huiyind 在运行吗"), std::string::npos);
}

TEST(CtlEndpoints, WhatTheFolderMayHoldInstead) {
  FakeDaemon d;
  d.file("endpoints.json", "{");
  EXPECT_EQ(d.run({"status"}).exit, 3);
  d.file("endpoints.json", R"({"api":7})");
  EXPECT_EQ(d.run({"status"}).exit, 3);
  d.file("endpoints.json", R"({"stream":"ipc://x","service":"ipc://y"})");
  EXPECT_NE(d.run({"status"}).err.find("api.enabled"), std::string::npos);
}

TEST(CtlEndpoints, TheTokenMustBeReadableAndOneWord) {
  FakeDaemon d;
  d.on("GET /api/v1/verify", R"({"ok":true,"findings":[]})");
  d.file("token", "");
  EXPECT_EQ(d.run({"verify", "--json"}).exit, 3);
  d.file("token", "two words\nand lines");
  EXPECT_EQ(d.run({"verify", "--json"}).exit, 3);
  EXPECT_EQ(d.run({"verify", "--json", "--token-file", d.folder() + "/none"}).exit, 3);
  EXPECT_EQ(d.run({"verify", "--json", "--token-file", d.file("mine", "hy_mine\n")}).exit, 0);
  EXPECT_EQ(d.requests().back().header("authorization"), "Bearer hy_mine");
}

TEST(CtlEndpoints, AnAddressNeedsItsToken) {
  EXPECT_EQ(test::run({"--api", "http://127.0.0.1:1", "status"}).exit, 2);
  FakeDaemon d;
  const std::string token = d.file("mine", "hy_mine");
  EXPECT_EQ(test::run({"--api", "127.0.0.1:1", "--token-file", token, "status"}).exit, 2);
  const Ran away =
      test::run({"--lang", "en", "--api", "http://127.0.0.1:1/", "--token-file", token, "status"});
  EXPECT_EQ(away.exit, 3);
  EXPECT_NE(away.err.find("Is huiyind running?"), std::string::npos) << away.err;
}

TEST(CtlRun, ErrorsAreJsonWhereJsonIsWanted) {
  FakeDaemon d;
  const Ran ran = d.run({"campaign", "show", "9", "--json"});
  EXPECT_EQ(ran.exit, 1);
  const Json j = Json::parse(ran.err);
  EXPECT_EQ(j.at("error").integer("exit"), 1);
  EXPECT_EQ(j.at("error").at("problem").integer("status"), 404);
}

TEST(CtlRun, AnAnswerWithoutWhatIsNeededNamesTheVersion) {
  FakeDaemon d;
  d.on("GET /api/v1/status", R"({"office":"x"})");
  const Ran ran = d.run({"status"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_NE(ran.err.find("same version"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace huiyin
