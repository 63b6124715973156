// Every fault over real sockets: what the client sees, and what the referee counts.
#include <chrono>
#include <mutex>
#include <thread>

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "tests/sim/client_for_test.h"

namespace huiyin::sim {
namespace {

constexpr const char* kPull = R"({"Limit":100,"SmsSdkAppId":"1400006666"})";

std::int64_t handed_over(const Rig& rig) {
  return rig.counters().integer("handed_over");
}

Got send_with(const Rig& rig, const std::string& fault, const std::string& more = "") {
  rig.post("/control/faults", R"({"action":"SendSms","times":1,"fault":")" + fault + "\"" + more + "}");
  return rig.sender().call("SendSms", send_body(2));
}

std::int64_t ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start).count();
}

TEST(Fault, RefusalsTakeNothing) {
  const Rig rig;
  EXPECT_EQ(send_with(rig, "throttle_429").status, 429);
  EXPECT_EQ(send_with(rig, "http_503").body, "<html>busy</html>");
  EXPECT_NE(send_with(rig, "html_502").body.find("502 Bad Gateway"), std::string::npos);
  EXPECT_EQ(send_with(rig, "error:RequestLimitExceeded").error_code(), "RequestLimitExceeded");
  EXPECT_EQ(send_with(rig, "reset_before_accept").curl_code, CURLE_RECV_ERROR);
  EXPECT_EQ(handed_over(rig), 0);
  EXPECT_EQ(rig.sender().call("SendSms", send_body(2)).error_code(), "") << "each fired once";
  EXPECT_EQ(handed_over(rig), 2);
  EXPECT_EQ(rig.counters().at("faults_fired").integer("SendSms:http_503"), 1);
}

TEST(Fault, ResetAfterAcceptIsTakenAndCounted) {
  const Rig rig;
  const Got got = send_with(rig, "reset_after_accept");
  EXPECT_EQ(got.curl_code, CURLE_RECV_ERROR) << "a reset, not an orderly end";
  EXPECT_EQ(got.status, 0);
  EXPECT_EQ(handed_over(rig), 2);
}

TEST(Fault, CutAnswerStopsHalfWay) {
  const Rig rig;
  const Got got = send_with(rig, "cut_answer");
  EXPECT_EQ(got.curl_code, CURLE_PARTIAL_FILE);
  EXPECT_EQ(got.status, 200);
  EXPECT_GT(got.body.size(), 100U);
  EXPECT_FALSE(Json::try_parse(got.body));
  EXPECT_EQ(handed_over(rig), 2);
}

TEST(Fault, UnreadableAnswersAreTakenToo) {
  const Rig rig;
  EXPECT_FALSE(Json::try_parse(send_with(rig, "not_json").body));
  EXPECT_EQ(send_with(rig, "html_502_after").status, 502);
  EXPECT_EQ(send_with(rig, "error_after", R"(,"code":"InternalError.Timeout")").error_code(),
            "InternalError.Timeout");
  EXPECT_EQ(handed_over(rig), 6);
  EXPECT_EQ(rig.counters().integer("recipients_with_more_than_one"), 2);
}

TEST(Fault, StallTakesAtTheStartStallBeforeAtTheEnd) {
  const Rig rig;
  for (const bool before : {false, true}) {
    rig.post("/control/reset", "");
    const auto start = std::chrono::steady_clock::now();
    Got got;
    std::thread client([&] { got = send_with(rig, before ? "stall_before" : "stall", R"(,"ms":600)"); });
    std::this_thread::sleep_for(Millis(300));
    EXPECT_EQ(handed_over(rig), before ? 0 : 2);
    client.join();
    EXPECT_GE(ms_since(start), 600);
    EXPECT_EQ(got.error_code(), "");
    EXPECT_EQ(handed_over(rig), 2);
  }
}

TEST(Fault, SlowDripArrivesWhole) {
  const Rig rig;
  const auto start = std::chrono::steady_clock::now();
  const Got got = send_with(rig, "slow_drip", R"(,"ms":20)");
  EXPECT_GE(ms_since(start), 350);
  EXPECT_EQ(got.response().items("SendStatusSet").size(), 2U);
}

TEST(Fault, ReceiptsEarlyLostAndDoubled) {
  SimulatorOptions options = Rig::quick();
  options.handsets.receipt_min_ms = options.handsets.receipt_max_ms = 200;
  const Rig rig(options);
  std::thread client([&] { send_with(rig, "early_receipts", R"(,"ms":800)"); });
  EXPECT_TRUE(rig.wait_for("receipts/made", 2));
  EXPECT_EQ(rig.sender().call("PullSmsSendStatus", kPull).response().items("PullSmsSendStatusSet").size(), 2U)
      << "pulled while SendSms still waits";
  client.join();
  send_with(rig, "lost_receipts");
  send_with(rig, "double_receipts");
  EXPECT_TRUE(rig.wait_for("receipts/made", 6));
  EXPECT_EQ(rig.counters().at("receipts").integer("never"), 2);
  EXPECT_EQ(rig.counters().at("receipts").integer("doubled"), 2);
}

TEST(Fault, APullWithABrokenAnswerConsumes) {
  const Rig rig;
  rig.post("/control/inbound", R"({"texts":["路灯坏了"],"numbers":["13800000001"]})");
  rig.post("/control/faults", R"({"action":"PullSmsReplyStatus","fault":"reset_before_accept","times":1})");
  rig.post("/control/faults", R"({"action":"PullSmsReplyStatus","fault":"cut_answer","times":1})");
  EXPECT_EQ(rig.sender().call("PullSmsReplyStatus", kPull).curl_code, CURLE_RECV_ERROR);
  EXPECT_EQ(rig.counters().at("inbound").integer("waiting"), 1);
  EXPECT_EQ(rig.sender().call("PullSmsReplyStatus", kPull).curl_code, CURLE_PARTIAL_FILE);
  const Json inbound = rig.counters().at("inbound");
  EXPECT_EQ(inbound.integer("given_by_pull"), 1);
  EXPECT_EQ(inbound.integer("given_in_broken_answers"), 1);
  EXPECT_TRUE(
      rig.sender().call("PullSmsReplyStatus", kPull).response().items("PullSmsReplyStatusSet").empty());
}

TEST(Fault, StopsPromptlyWhileStalled) {
  auto rig = std::make_unique<Rig>();
  const Sender sender = rig->sender();
  rig->post("/control/faults", R"({"fault":"stall","ms":60000})");
  std::thread client([&] { sender.call("SendSms", send_body(1)); });
  std::this_thread::sleep_for(Millis(200));
  const auto start = std::chrono::steady_clock::now();
  rig.reset();
  EXPECT_LT(ms_since(start), 3000);
  client.join();
}

// A webhook that refuses the first `refusals` posts.
struct Webhook {
  explicit Webhook(int refuse) : refusals(refuse) {
    server = *Server::start(
        0, [this](const Request& request) { return answer(request); }, &pauses);
  }
  Answer answer(const Request& request) {
    const std::lock_guard lock(mutex);
    bodies.push_back(request.path + " " + request.body);
    if (refusals-- > 0) return {200, R"({"result":1,"errmsg":"busy"})"};
    return {200, R"({"result":0,"errmsg":"OK"})"};
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server->port()) + path;
  }

  std::mutex mutex;
  int refusals;
  std::vector<std::string> bodies;
  Pauses pauses;
  std::unique_ptr<Server> server;
};

TEST(Callback, PushesReceiptsAndRepliesAndTriesAgain) {
  Webhook hook(2);
  SimulatorOptions options = Rig::quick();
  options.callbacks = {hook.url("/status"), hook.url("/reply")};
  options.callback_retry_ms = {50, 50};
  const Rig rig(options);
  rig.post("/control/inbound", R"({"texts":["路灯坏了"],"numbers":["13800000001"],"extend":"07"})");
  ASSERT_TRUE(rig.wait_for("inbound/pushed_ok", 1));
  rig.sender().call("SendSms", send_body(150));
  ASSERT_TRUE(rig.wait_for("receipts/pushed_ok", 150));
  EXPECT_EQ(rig.counters().at("inbound").integer("push_failures"), 2);
  EXPECT_EQ(Json::parse(rig.get("/control/inbound").body).items("inbound")[0].integer("pushed"), 1);

  const std::lock_guard lock(hook.mutex);
  const Json reply = Json::parse(hook.bodies[2].substr(7));
  EXPECT_EQ(reply.text("text"), "路灯坏了");
  EXPECT_EQ(reply.text("mobile"), "13800000001");
  EXPECT_EQ(reply.text("nationcode"), "86");
  EXPECT_EQ(reply.text("extend"), "07");
  ASSERT_EQ(hook.bodies[3].substr(0, 8), "/status ");
  const auto receipts = Json::parse(hook.bodies[3].substr(8)).items();
  EXPECT_LE(receipts.size(), 100U);
  EXPECT_EQ(receipts[0].text("report_status"), "SUCCESS");
  EXPECT_EQ(receipts[0].text("ext"), "batch-7");
  EXPECT_EQ(receipts[0].text("user_receive_time").size(), 19U);
}

TEST(Callback, GivesUpAfterThreeAttempts) {
  Webhook hook(1000);
  SimulatorOptions options = Rig::quick();
  options.callback_retry_ms = {20, 20};
  const Rig rig(options);
  rig.post("/control/inbound", R"({"count":4})");
  ASSERT_TRUE(rig.wait_for("inbound/made", 4));
  rig.post("/control/callbacks", R"({"reply_url":")" + hook.url("/r") + "\"}");
  rig.post("/control/inbound", R"({"count":1})");
  ASSERT_TRUE(rig.wait_for("inbound/push_given_up", 1));
  const Json inbound = rig.counters().at("inbound");
  EXPECT_EQ(inbound.integer("push_failures"), 3);
  EXPECT_EQ(inbound.integer("pushed_ok"), 0);
  const std::lock_guard lock(hook.mutex);
  EXPECT_EQ(hook.bodies.size(), 3U) << "what came before the address is not pushed";
}

}  // namespace
}  // namespace huiyin::sim
