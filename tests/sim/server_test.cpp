// The simulator over real sockets: every action, what it refuses, and the control API.
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/sim/client_for_test.h"

namespace huiyin::sim {
namespace {

constexpr const char* kPull = R"({"Limit":100,"SmsSdkAppId":"1400006666"})";

std::string by_number(const std::string& number) {
  const std::int64_t now = to_ms(SystemClock().now()) / 1000;
  JsonWriter out;
  out.object().field("BeginTime", now - 3600).field("Offset", 0).field("Limit", 50);
  return out.field("PhoneNumber", number).field("SmsSdkAppId", "1400006666").end().take();
}

TEST(Sms, SendsAndGivesEachReceiptOnce) {
  const Rig rig;
  const Sender sender = rig.sender();
  const Got sent = sender.call("SendSms", send_body(200));
  ASSERT_EQ(sent.status, 200);
  std::set<std::string> serials;
  for (const Json& status : sent.response().items("SendStatusSet")) {
    EXPECT_EQ(status.text("Code"), "Ok");
    EXPECT_EQ(status.text("SessionContext"), "batch-7");
    EXPECT_EQ(status.integer("Fee"), 1);
    serials.insert(status.text("SerialNo"));
  }
  EXPECT_EQ(serials.size(), 200U);
  ASSERT_TRUE(rig.wait_for("receipts/made", 200));
  for (const int expected : {100, 100, 0}) {
    const auto pulled = sender.call("PullSmsSendStatus", kPull).response().items("PullSmsSendStatusSet");
    EXPECT_EQ(static_cast<int>(pulled.size()), expected);
    for (const Json& receipt : pulled) {
      EXPECT_EQ(receipt.text("ReportStatus"), "SUCCESS");
      EXPECT_EQ(serials.erase(receipt.text("SerialNo")), 1U);
    }
  }
  const Json counters = rig.counters();
  EXPECT_EQ(counters.integer("handed_over"), 200);
  EXPECT_EQ(counters.integer("distinct_recipients"), 200);
  EXPECT_EQ(counters.integer("recipients_with_more_than_one"), 0);
  EXPECT_EQ(counters.at("receipts").integer("given_by_pull"), 200);
  EXPECT_EQ(counters.at("requests").integer("PullSmsSendStatus"), 3);
}

TEST(Sms, ByNumberAndRecordsDoNotConsume) {
  const Rig rig;
  const Sender sender = rig.sender();
  sender.call("SendSms", send_body(1));
  ASSERT_TRUE(rig.wait_for("receipts/made", 1));
  for (int i = 0; i < 2; ++i) {
    const Got got = sender.call("PullSmsSendStatusByPhoneNumber", by_number("+8613800000000"));
    ASSERT_EQ(got.response().items("PullSmsSendStatusSet").size(), 1U);
  }
  const Json records = sender.call("DescribeSendRecordList", by_number("+8613800000000")).response();
  EXPECT_EQ(records.integer("TotalCount"), 1);
  const Json record = records.items("SendRecordSet")[0];
  EXPECT_EQ(record.integer("SendStatus"), 2);
  EXPECT_EQ(record.text("StatusCode"), "DELIVRD");
  EXPECT_EQ(record.text("Content"), "***");
  EXPECT_TRUE(sender.call("PullSmsReplyStatusByPhoneNumber", by_number("+8613800000000"))
                  .response()
                  .items("PullSmsReplyStatusSet")
                  .empty());
}

TEST(Sms, RepliesComeBackWithTheirExtension) {
  SimulatorOptions options = Rig::quick();
  options.handsets.answers = 1;
  const Rig rig(options);
  const Sender sender = rig.sender();
  sender.call("SendSms", send_body(10));
  ASSERT_TRUE(rig.wait_for("inbound/replies", 10));
  const auto replies = sender.call("PullSmsReplyStatus", kPull).response().items("PullSmsReplyStatusSet");
  ASSERT_EQ(replies.size(), 10U);
  EXPECT_EQ(replies[0].text("ExtendCode"), "07");
  EXPECT_EQ(replies[0].text("SubscriberNumber").substr(0, 7), "1380000");
  const Json truth = Json::parse(rig.get("/control/inbound?limit=100").body);
  ASSERT_EQ(truth.items("inbound").size(), 10U);
  EXPECT_FALSE(truth.items("inbound")[0].text("label").empty());
}

TEST(Sms, AnswersBadRequestsAsTencentDoes) {
  const Rig rig;
  const Sender sender = rig.sender();
  const auto code = [&](const std::string& body) {
    const Got got = sender.call("SendSms", body);
    EXPECT_EQ(got.status, 200);
    return got.error_code();
  };
  EXPECT_EQ(code(send_body(201)), "LimitExceeded.PhoneNumberCountLimit");
  EXPECT_EQ(code(send_body(0)), "MissingParameter.EmptyPhoneNumberSet");
  EXPECT_EQ(code(send_body(1, 0, "4711")), "FailedOperation.TemplateIncorrectOrUnapproved");
  EXPECT_EQ(code(send_body(1, 0, "1002", "")), "InvalidParameterValue.TemplateParameterFormatError");
  EXPECT_EQ(code(R"({"PhoneNumberSet":["+8613800000001","+14155550100"]})"),
            "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber");
  EXPECT_EQ(code(R"({"PhoneNumberSet":["+8613800000001"],"SmsSdkAppId":"1","TemplateId":"1001"})"),
            "FailedOperation.SignatureIncorrectOrUnapproved");
  EXPECT_EQ(code(R"({"PhoneNumberSet":"+8613800000001"})"), "InvalidParameter");
  EXPECT_EQ(code("[1"), "InvalidParameter");
  EXPECT_EQ(sender.call("SendFax", "{}").error_code(), "InvalidAction");
  EXPECT_EQ(sender.call("PullSmsSendStatus", R"({"Limit":101,"SmsSdkAppId":"1"})").error_code(),
            "InvalidParameterValue.LimitOutOfRange");
  EXPECT_EQ(rig.counters().integer("handed_over"), 0);
}

TEST(Sms, RefusesOneNumberAndTakesTheRest) {
  const Rig rig;
  const Got got = rig.sender().call(
      "SendSms",
      R"({"PhoneNumberSet":["13800000001","008613800000002","+8612345"],"SmsSdkAppId":"1","TemplateId":"1001","SignName":"s"})");
  const auto statuses = got.response().items("SendStatusSet");
  ASSERT_EQ(statuses.size(), 3U);
  EXPECT_EQ(statuses[0].text("PhoneNumber"), "+8613800000001");
  EXPECT_EQ(statuses[1].text("PhoneNumber"), "+8613800000002");
  EXPECT_EQ(statuses[2].text("Code"), "InvalidParameterValue.IncorrectPhoneNumber");
  EXPECT_EQ(statuses[2].text("SerialNo"), "");
  EXPECT_EQ(rig.counters().integer("handed_over"), 2);
}

TEST(Sms, RefusesForgedStaleAndUnknownCallers) {
  const Rig rig;
  Sender forged = rig.sender(), stale = rig.sender(), unknown = rig.sender();
  forged.key = "wrong";
  stale.timestamp = to_ms(SystemClock().now()) / 1000 - 301;
  unknown.id = "nobody";
  EXPECT_EQ(forged.call("SendSms", send_body(1)).error_code(), "AuthFailure.SignatureFailure");
  EXPECT_EQ(stale.call("SendSms", send_body(1)).error_code(), "AuthFailure.SignatureExpire");
  EXPECT_EQ(unknown.call("SendSms", send_body(1)).error_code(), "AuthFailure.SecretIdNotFound");
  const Json counters = rig.counters();
  EXPECT_EQ(counters.integer("signature_failures"), 3);
  EXPECT_EQ(counters.integer("handed_over"), 0);
}

TEST(Sms, FollowsTheGivenClock) {
  ManualClock clock(SystemClock().now());
  SimulatorOptions options = Rig::quick();
  options.handsets.answers = 1;
  options.handsets.reply_min_ms = options.handsets.reply_max_ms = 3 * 86'400'000LL;
  const Rig rig(options, &clock);
  Sender sender = rig.sender();
  sender.call("SendSms", send_body(1));
  EXPECT_EQ(rig.counters().at("inbound").integer("made"), 0);
  clock.advance(Millis(4 * 86'400'000LL));
  EXPECT_EQ(rig.counters().at("inbound").integer("made"), 1);
  EXPECT_EQ(sender.call("PullSmsReplyStatus", kPull).error_code(), "AuthFailure.SignatureExpire");
  sender.timestamp = to_ms(clock.now()) / 1000;
  const auto replies = sender.call("PullSmsReplyStatus", kPull).response().items("PullSmsReplyStatusSet");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_NEAR(static_cast<double>(replies[0].integer("ReplyTime")),
              static_cast<double>(sender.timestamp - 86'400), 5);
}

TEST(Ccc, ListsCallsAndTranscripts) {
  const Rig rig;
  Sender sender = rig.sender();
  sender.version = "2020-02-10";
  EXPECT_EQ(
      Json::parse(rig.post("/control/calls", R"({"count":5,"processing_ms":300,"without_words":0})").body)
          .integer("made"),
      5);
  const std::int64_t now = to_ms(SystemClock().now()) / 1000;
  const std::string window = R"("StartTimeStamp":)" + std::to_string(now - 3600) + R"(,"EndTimeStamp":)" +
                             std::to_string(now + 10) + R"(,"SdkAppId":1400000000)";
  const Json page =
      sender.call("DescribeTelCdr", "{" + window + R"(,"PageSize":2,"PageNumber":2})").response();
  EXPECT_EQ(page.integer("TotalCount"), 5);
  ASSERT_EQ(page.items("TelCdrList").size(), 1U);
  const Json call = page.items("TelCdrList")[0];
  EXPECT_EQ(call.text("AsrStatus"), "Processing");
  EXPECT_EQ(call.text("Caller").substr(0, 7), "0086195");
  const std::string ask = R"({"SdkAppId":1400000000,"SessionId":")" + call.text("SessionId") + R"("})";
  EXPECT_TRUE(sender.call("DescribeTelRecordAsr", ask).response().items("AsrDataList").empty());
  std::this_thread::sleep_for(Millis(400));
  const auto turns = sender.call("DescribeTelRecordAsr", ask).response().items("AsrDataList");
  ASSERT_GE(turns.size(), 3U);
  EXPECT_EQ(turns[0].text("User"), "staff");
  EXPECT_EQ(turns[1].text("User"), "client");
  EXPECT_LT(turns[0].integer("Start"), turns[0].integer("End"));
  const Json counts = rig.counters().at("calls");
  EXPECT_EQ(counts.integer("made"), 5);
  EXPECT_EQ(counts.integer("given"), 1);
  EXPECT_EQ(counts.integer("transcripts_given"), 1);
  EXPECT_EQ(
      sender.call("DescribeTelCdr", R"({"StartTimeStamp":1,"EndTimeStamp":2,"SdkAppId":1})").error_code(),
      "InvalidParameterValue");
}

TEST(Control, OrdersInboundAndResets) {
  const Rig rig;
  rig.post("/control/inbound", R"({"count":300})");
  ASSERT_TRUE(rig.wait_for("inbound/made", 300));
  std::set<std::string> numbers;
  for (const Json& item : Json::parse(rig.get("/control/inbound").body).items("inbound")) {
    numbers.insert(item.text("number"));
  }
  EXPECT_EQ(numbers.size(), 300U);
  rig.post("/control/inbound", R"({"numbers":["13800000009"],"texts":["1"],"extend":"07"})");
  const Json last = Json::parse(rig.get("/control/inbound?after=300").body);
  ASSERT_EQ(last.items("inbound").size(), 1U);
  EXPECT_EQ(last.items("inbound")[0].text("number"), "+8613800000009");
  EXPECT_EQ(last.integer("next"), 301);
  rig.post("/control/reset", "");
  EXPECT_EQ(rig.counters().at("inbound").integer("made"), 0);
}

TEST(Control, ListsWhatWasTaken) {
  const Rig rig;
  rig.sender().call("SendSms", send_body(3, 5));
  const Json page = Json::parse(rig.get("/control/messages?after=1&limit=1").body);
  ASSERT_EQ(page.items("messages").size(), 1U);
  const Json message = page.items("messages")[0];
  EXPECT_EQ(message.integer("seq"), 2);
  EXPECT_EQ(message.text("number"), "+8613800000006");
  EXPECT_EQ(message.text("kind"), "survey");
  EXPECT_EQ(message.items("params")[0].text(), "0042");
  EXPECT_NE(message.text("text").find("尾号0042"), std::string::npos);
}

TEST(Control, ChangesTemplatesAndHandsets) {
  const Rig rig;
  rig.post("/control/templates", R"({"id":"9001","kind":"publicity","text":"通知{1}"})");
  EXPECT_EQ(rig.sender().call("SendSms", send_body(1, 0, "9001")).error_code(), "");
  control(rig.sim->control_port(), "DELETE", "/control/templates?id=9001");
  EXPECT_EQ(rig.sender().call("SendSms", send_body(1, 0, "9001")).error_code(),
            "FailedOperation.TemplateIncorrectOrUnapproved");
  EXPECT_DOUBLE_EQ(
      Json::parse(rig.post("/control/handsets", R"({"failed":1,"silent":0})").body).number("failed"), 1);
  const Got bad = rig.post("/control/handsets", R"({"failed":2})");
  EXPECT_EQ(bad.status, 400);
  EXPECT_NE(Json::parse(bad.body).text("error").find("failed"), std::string::npos);
}

TEST(Control, SaysWhatIsWrong) {
  const Rig rig;
  EXPECT_EQ(rig.get("/control/nothing").status, 404);
  EXPECT_EQ(rig.get("/control/messages?after=x").status, 400);
  EXPECT_EQ(rig.post("/control/inbound", "not json").status, 400);
  EXPECT_EQ(rig.post("/control/inbound", R"({"count":-1})").status, 400);
  EXPECT_EQ(rig.post("/control/faults", R"({"action":"SendSms","fault":"nothing"})").status, 400);
  EXPECT_EQ(rig.post("/control/faults", R"({"action":"SendSms","fault":"error"})").status, 400);
}

TEST(PortFile, IsWholeOrAbsent) {
  const std::string path = testing::TempDir() + "huiyin-sim-ports";
  ASSERT_TRUE(write_port_file(path, {{"carrier", 1}, {"control", 2}, {"smpp", 0}}));
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), "carrier=1\ncontrol=2\n");
  EXPECT_FALSE(write_port_file("/nowhere/ports", {{"carrier", 1}}));
}

}  // namespace
}  // namespace huiyin::sim
