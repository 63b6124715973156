#include <gtest/gtest.h>

#include "adapters/huawei/auth.h"
#include "adapters/testing.h"
#include "adapters/web.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

constexpr const char* kPushUrl = "https://gw.example.cn/hw/report";

CarrierSettings settings() {
  CarrierSettings s = default_settings(*find_carrier_kind("huawei"));
  s.set_text("app_key", "ExampleAppKey0000000000000001");
  s.set_secret("app_secret", Secret("ExampleAppSecret00000000000001"));
  s.set_text("sender", "csms12345678");
  s.set_integer("universal", 1);
  s.set_push_url(Secret(kPushUrl));
  return s;
}

std::unique_ptr<HttpCarrier> huawei(const CarrierSettings& s = settings()) {
  return find_carrier_kind("huawei")->make_http(s);
}

SubmitBatch captured_batch() {
  SubmitBatch batch;
  batch.key = "camp-42:batch-7";
  batch.content = {"", "信访局", "8ff55eac1d0b478ab3c06c3c6a492300", {"张三", "A-7 *~"}};
  batch.to = {{"m1", "+8613800000001"}, {"m2", "+8613800000002"}};
  return batch;
}

// ---- Requests

TEST(HuaweiVectors, BatchSendSmsToTheRealHost) {
  const HttpCall call = huawei()->submit(captured_batch(), moment());
  EXPECT_EQ(call.url, "https://smsapi.cn-north-4.myhuaweicloud.com/sms/batchSendSms/v1");
  EXPECT_EQ(
      call.body,
      "from=csms12345678&to=%2B8613800000001%2C%2B8613800000002&templateId=8ff55eac1d0b478ab3c06c3c6a492300&"
      "templateParas=%5B%22%E5%BC%A0%E4%B8%89%22%2C%22A-7+*%7E%22%5D&statusCallback=https%3A%2F%2Fgw.example."
      "cn"
      "%2Fhw%2Freport&extend=camp-42%3Abatch-7&signature=%E4%BF%A1%E8%AE%BF%E5%B1%80");
  EXPECT_EQ(header_of(call, "Authorization"),
            "SDK-HMAC-SHA256 Access=ExampleAppKey0000000000000001, SignedHeaders=content-type;host;"
            "x-sdk-content-sha256;x-sdk-date, "
            "Signature=c44e71bbfcca7127ab9b7ee34c2db36a7535cb1ffff8d9f1101169f239a5a51a");
  EXPECT_EQ(header_of(call, "x-sdk-date"), "20260301T020304Z");
}

TEST(HuaweiVectors, LoopbackIsSignedWithItsPort) {
  CarrierSettings s = settings();
  s.set_text("endpoint", "http://127.0.0.1:18080");
  EXPECT_TRUE(header_of(huawei(s)->submit(captured_batch(), moment()), "Authorization")
                  .ends_with("Signature=2c332d4a64771093360ddd95ca019d6786e4e711ff09ae4962096044d31db787"));
}

TEST(HuaweiVectors, WsseDigestIsOfTheHexadecimalText) {
  CarrierSettings s = settings();
  s.set_text("auth", "wsse");
  Moment m = moment();
  m.nonce = "66C92B11FF8A425FB8D4CCFE0ED9ED1F";
  const HttpCall call = huawei(s)->submit(captured_batch(), m);
  EXPECT_EQ(header_of(call, "Authorization"), R"(WSSE realm="SDP",profile="UsernameToken",type="Appkey")");
  EXPECT_EQ(header_of(call, "X-WSSE"),
            "UsernameToken Username=\"ExampleAppKey0000000000000001\",PasswordDigest=\""
            "ODJiMjZlYzBhMjlhMDRkYTU5NzU1ZmFjOWY4MDFkNDgzNjhhMWI3OTcxMjkzN2JhOGRiNGE3MGVmMTNjODkyYw==\","
            "Nonce=\"66C92B11FF8A425FB8D4CCFE0ED9ED1F\",Created=\"2026-03-01T02:03:04Z\"");
}

TEST(HuaweiVectors, EveryCapturedRequestAndAnswer) {
  const auto files = captured_files("huawei-");
  if (files.empty()) GTEST_SKIP() << "no captured requests beside the sources: all but three vectors skipped";
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json file = read_json_file(path), exchange = file.items("exchanges")[0];
    CarrierSettings s = settings();
    const std::string endpoint = file.at("inputs").text("endpoint");
    if (endpoint.find("127.") != std::string::npos) s.set_text("endpoint", endpoint);
    const HttpCall call = huawei(s)->submit(captured_batch(), moment());
    EXPECT_EQ(call.body, exchange.at("request").text("body_utf8"));
    EXPECT_NE(
        header_of(call, "Authorization").find(exchange.at("independent_recomputation").text("signature")),
        std::string::npos);
    const Json sent = exchange.at("response_sent");
    const auto got = huawei()->on_submit_reply(
        captured_batch(), answered(sent.at("body").dump(), static_cast<int>(sent.integer("status"))));
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0].verdict == Verdict::accepted, file.at("sdk_result").boolean("ok"));
    EXPECT_NE(got[1].verdict, Verdict::accepted) << "the second number is refused in every capture";
  }
}

TEST(HuaweiSubmit, ContentsOfTheirOwnGoInOneRequest) {
  SubmitBatch batch = captured_batch();
  for (Recipient& r : batch.to)
    r.own = std::make_shared<const SmsContent>(SmsContent{"", "信访局", "t1", {"张三" + r.key}});
  const HttpCall call = huawei()->submit(batch, moment());
  EXPECT_TRUE(call.url.ends_with("/sms/batchSendDiffSms/v1"));
  EXPECT_EQ(
      call.body,
      R"({"from":"csms12345678","statusCallback":"https://gw.example.cn/hw/report","extend":"camp-42:batch-7",)"
      R"("smsContent":[{"to":["+8613800000001"],"templateId":"t1","templateParas":["张三m1"],"signature":"信访局"},)"
      R"({"to":["+8613800000002"],"templateId":"t1","templateParas":["张三m2"],"signature":"信访局"}]})");
  SdkHmacRequest r;
  r.path = "/sms/batchSendDiffSms/v1";
  r.headers = {{"content-type", "application/json"},
               {"host", "smsapi.cn-north-4.myhuaweicloud.com"},
               {"x-sdk-date", "20260301T020304Z"}};
  r.payload_hash = to_hex(sha256(call.body));
  EXPECT_TRUE(header_of(call, "Authorization")
                  .ends_with(sdk_hmac_signature(r, Secret("ExampleAppSecret00000000000001"))));
}

TEST(HuaweiSubmit, TheCallbackIsLeftOutWhereNoneIsKnownOrWanted) {
  CarrierSettings s = settings();
  s.set_push_url(Secret());
  EXPECT_EQ(huawei(s)->submit(captured_batch(), moment()).body.find("statusCallback"), std::string::npos);
  s = settings();
  s.set_integer("status_callback", 0);
  EXPECT_EQ(huawei(s)->submit(captured_batch(), moment()).body.find("statusCallback"), std::string::npos);
}

// ---- Answers

std::string entry(const std::string& number, const std::string& status, const std::string& id) {
  return R"({"originTo":")" + number + R"(","status":")" + status + R"(","smsMsgId":")" + id +
         R"(","total":2})";
}

std::string result(const std::string& entries, const std::string& code = "000000") {
  return R"({"code":")" + code + R"(","description":"words","result":[)" + entries + "]}";
}

std::vector<Outcome> outcomes(const std::string& body, int status = 200) {
  return huawei()->on_submit_reply(captured_batch(), answered(body, status));
}

const std::string kA = "+8613800000001", kB = "+8613800000002";

TEST(HuaweiSubmit, MixedBatchIsReadNumberByNumber) {
  const auto got = outcomes(result(entry(kB, "E200028", "") + "," + entry(kA, "000000", "id-1")));
  EXPECT_EQ(got[0].verdict, Verdict::accepted);
  EXPECT_EQ(got[0].carrier_id, "id-1");
  EXPECT_EQ(got[0].parts, 2);
  EXPECT_EQ(got[1].verdict, Verdict::refused);
  EXPECT_EQ(got[1].code, "E200028");
  EXPECT_EQ(outcomes(result(entry(kA, "000000", "id-1"), "E000510"), 400)[0].verdict, Verdict::accepted);
}

TEST(HuaweiSubmit, OddEntriesStayUnknown) {
  for (const std::string& entries :
       {std::string(), std::string("7"), std::string("{}"), entry("+8613999999999", "000000", "x"),
        entry(kA, "000000", ""), entry(kA, "E200028", "") + "," + entry(kA, "E200030", ""),
        entry(kA, "", "")})
    EXPECT_EQ(outcomes(result(entries))[0].verdict, Verdict::unknown) << entries;
  EXPECT_EQ(outcomes(result(entry(kA, "E200041", "") + "," + entry(kA, "000000", "id-1")))[0].verdict,
            Verdict::accepted)
      << "told twice: sent once, refused once as a duplicate";
}

TEST(HuaweiSubmit, EveryErrorFamily) {
  struct Case {
    const char* code;
    int status;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {
      {"E000000", 400, Verdict::unknown, Hold::none},     {"E000000", 500, Verdict::unknown, Hold::none},
      {"E000001", 401, Verdict::not_sent, Hold::stopped}, {"E000008", 400, Verdict::not_sent, Hold::stopped},
      {"E000020", 400, Verdict::not_sent, Hold::stopped}, {"E000023", 400, Verdict::not_sent, Hold::stopped},
      {"E000040", 400, Verdict::not_sent, Hold::stopped}, {"E000102", 401, Verdict::not_sent, Hold::stopped},
      {"E000110", 401, Verdict::not_sent, Hold::account}, {"E000112", 400, Verdict::not_sent, Hold::stopped},
      {"E000503", 400, Verdict::not_sent, Hold::number},  {"E000510", 400, Verdict::unknown, Hold::none},
      {"E009999", 400, Verdict::not_sent, Hold::stopped}, {"E009999", 500, Verdict::unknown, Hold::none},
      {"E000102", 500, Verdict::unknown, Hold::none},
  };
  for (const Case& c : cases) {
    const Outcome got =
        outcomes(R"({"code":")" + std::string(c.code) + R"(","description":"d"})", c.status)[0];
    EXPECT_EQ(got.verdict, c.verdict) << c.code << " " << c.status;
    EXPECT_EQ(got.hold, c.hold) << c.code << " " << c.status;
    EXPECT_EQ(got.code, c.status < 500 ? c.code : "HTTP 500");
  }
  const auto gateway = [](const char* code, int status) {
    return outcomes(R"({"error_code":")" + std::string(code) + R"(","error_msg":"m","request_id":"R"})",
                    status)[0];
  };
  EXPECT_EQ(gateway("APIGW.0308", 429).hold, Hold::account);
  EXPECT_EQ(gateway("APIGW.0301", 401).hold, Hold::stopped);
  EXPECT_EQ(gateway("APIGW.0201", 504).verdict, Verdict::unknown);
}

// ---- Callbacks

PushAnswer push(const std::string& body, const CarrierSettings& s = settings(), Headers headers = {}) {
  return huawei(s)->on_push({"POST", "/hooks/hw", std::move(headers), body});
}

constexpr const char* kReceipt =
    "sequence=1&total=1&orgCode=0&updateTime=2026-03-01T02%3A03%3A04Z&source=2&smsMsgId=id-1&status=DELIVRD&"
    "extend=b-7&to=%2B8613800000001&new=field";

TEST(HuaweiPush, Receipt) {
  const PushAnswer answer = push(kReceipt);
  ASSERT_TRUE(answer.genuine);
  const Inbox inbox = huawei()->read(answer.kind, kReceipt);
  ASSERT_EQ(inbox.receipts.size(), 1u);
  EXPECT_EQ(inbox.receipts[0].carrier_id, "id-1");
  EXPECT_EQ(inbox.receipts[0].batch_key, "b-7");
  EXPECT_EQ(inbox.receipts[0].e164, kA);
  EXPECT_EQ(inbox.receipts[0].state, ReceiptState::delivered);
  EXPECT_EQ(inbox.receipts[0].at, from_unix_seconds(kNow)) << "UTC";
}

TEST(HuaweiPush, StatesAndOptOuts) {
  const auto receipt = [](const std::string& status) {
    return huawei()->read("status_push", "smsMsgId=1&status=" + status).receipts.at(0);
  };
  EXPECT_EQ(receipt("EXPIRED").state, ReceiptState::expired);
  EXPECT_EQ(receipt("UNDELIV").state, ReceiptState::undelivered);
  EXPECT_FALSE(receipt("UNDELIV").opted_out);
  EXPECT_EQ(receipt("REJECTD").state, ReceiptState::rejected);
  EXPECT_TRUE(receipt("REJECTD").opted_out);
  EXPECT_TRUE(receipt("MBBLACK").opted_out);
  EXPECT_EQ(receipt("DELIVRD").e164, "") << "the number is told only where extend was sent";
}

TEST(HuaweiPush, ListOfReceiptsAndReply) {
  const std::string list =
      R"({"statusReportList":[{"smsMsgId":"id-1","status":"DELIVRD","to":"+8613800000001"},{"status":"DELIVRD"},7]})";
  const PushAnswer answer = push(list);
  ASSERT_TRUE(answer.genuine);
  const Inbox inbox = huawei()->read(answer.kind, list);
  EXPECT_EQ(inbox.receipts.size(), 1u);
  EXPECT_EQ(inbox.unreadable.size(), 2u);
  const std::string reply =
      "smsMsgId=m-1&from=%2B8613800000001&to=csms12345678&body=%E4%B8%8D%E6%BB%A1%E6%84%8F&createTime=2026-"
      "03-01T02%3A03%3A04Z";
  const PushAnswer taken = push(reply);
  ASSERT_TRUE(taken.genuine);
  const MobileOriginated mo = huawei()->read(taken.kind, reply).messages.at(0);
  EXPECT_EQ(mo.carrier_id, "m-1");
  EXPECT_EQ(mo.from, kA);
  EXPECT_EQ(mo.text, "不满意");
  EXPECT_EQ(mo.at, from_unix_seconds(kNow));
}

TEST(HuaweiPush, OtherFormsAreRefusedSoThatTheCarrierTriesAgain) {
  for (const char* bad : {"", "x", "{}", R"({"statusReportList":7})", "status=DELIVRD",
                          "smsMsgId=&status=DELIVRD", "from=x&body=y", "a=%ZZ", "smsMsgId=1&status="}) {
    EXPECT_FALSE(push(bad).genuine) << bad;
    EXPECT_EQ(push(bad).status, 400) << bad;
  }
}

Headers signed_as(const std::string& payload_hash, const std::string& secret = "push-secret") {
  SdkHmacRequest r;
  r.path = "/hw/report";
  r.headers = {{"host", "gw.example.cn"}, {"x-sdk-date", "20260301T020304Z"}};
  r.payload_hash = payload_hash;
  Headers headers = r.headers;
  headers.emplace_back("authorization", sdk_hmac_authorization(r, "push-key", Secret(secret)));
  return headers;
}

TEST(HuaweiPush, SignedPushesAreChecked) {
  CarrierSettings s = settings();
  s.set_text("push_key", "push-key");
  s.set_secret("push_secret", Secret("push-secret"));
  EXPECT_TRUE(push(kReceipt, s, signed_as(to_hex(sha256(kReceipt)))).genuine);
  EXPECT_TRUE(push(kReceipt, s, signed_as("UNSIGNED-PAYLOAD")).genuine);
  for (const Headers& headers :
       {Headers{}, signed_as(to_hex(sha256("another"))), signed_as("UNSIGNED-PAYLOAD", "guess"),
        Headers{{"authorization", "SDK-HMAC-SHA256 Access=push-key"}}}) {
    EXPECT_FALSE(push(kReceipt, s, headers).genuine);
    EXPECT_EQ(push(kReceipt, s, headers).status, 401);
  }
  s.set_push_url(Secret());
  EXPECT_FALSE(push(kReceipt, s, signed_as("UNSIGNED-PAYLOAD")).genuine) << "the address is not known";
}

TEST(HuaweiSettings, ContradictionsAreNamed) {
  for (const auto& [name, value] : {std::pair{"auth", "basic"},
                                    {"app_key", ""},
                                    {"sender", ""},
                                    {"push_key", "k"},
                                    {"endpoint", "http://far.example"}}) {
    CarrierSettings s = settings();
    s.set_text(name, value);
    EXPECT_THROW(huawei(s), BadInput) << name;
  }
}

}  // namespace
}  // namespace huiyin
