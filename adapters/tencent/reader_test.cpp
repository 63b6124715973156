#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

std::unique_ptr<HttpCarrier> carrier() {
  return find_carrier_kind("tencent")->make_http(tencent_settings("tencent"));
}

Inbox read(const char* kind, const std::string& bytes) {
  return carrier()->read(kind, bytes);
}

PushAnswer push(const std::string& body, const std::string& method = "POST") {
  return carrier()->on_push({method, "https://office.example/hooks/x", {}, body});
}

TEST(TencentReader, PulledReply) {
  const Inbox inbox =
      read("reply_pull",
           R"({"Response":{"PullSmsReplyStatusSet":[{"ExtendCode":"07","CountryCode":"86",)"
           R"("PhoneNumber":"+8613800000001","SignName":"信访局","ReplyContent":"不满意，路灯还没修",)"
           R"("ReplyTime":1772330000,"SubscriberNumber":"13800000001"}],"RequestId":"r1"}})");
  ASSERT_EQ(inbox.messages.size(), 1u);
  const MobileOriginated& mo = inbox.messages[0];
  EXPECT_EQ(mo.from, "+8613800000001");
  EXPECT_EQ(mo.extension, "07");
  EXPECT_EQ(mo.text, "不满意，路灯还没修");
  EXPECT_EQ(mo.at, from_unix_seconds(1772330000));
  EXPECT_TRUE(mo.carrier_id.empty());
}

TEST(TencentReader, PulledStatuses) {
  const Inbox inbox = read(
      "status_pull",
      R"({"Response":{"PullSmsSendStatusSet":[)"
      R"({"UserReceiveTime":1772330100,"CountryCode":"86","SubscriberNumber":"13800000001","PhoneNumber":"+8613800000001",)"
      R"("SerialNo":"5000:1","ReportStatus":"SUCCESS","Description":"DELIVRD","SessionContext":"b-7"},)"
      R"({"UserReceiveTime":1772330101,"CountryCode":"86","SubscriberNumber":"13800000002","PhoneNumber":"",)"
      R"("SerialNo":"5000:2","ReportStatus":"FAIL","Description":"MK:0012","SessionContext":"","SubError":"X","SubErrorDesc":"new"},)"
      R"({"CountryCode":"86","SubscriberNumber":"13800000003","SerialNo":"5000:3","ReportStatus":"FAIL","Description":"EXPIRED"},)"
      R"({"CountryCode":"86","SubscriberNumber":"13800000004","SerialNo":"5000:4","ReportStatus":"FAIL","Description":"用户关机"}]}})");
  ASSERT_EQ(inbox.receipts.size(), 4u);
  EXPECT_TRUE(inbox.unreadable.empty());
  EXPECT_EQ(inbox.receipts[0].state, ReceiptState::delivered);
  EXPECT_EQ(inbox.receipts[0].carrier_id, "5000:1");
  EXPECT_EQ(inbox.receipts[0].batch_key, "b-7");
  EXPECT_EQ(inbox.receipts[0].at, from_unix_seconds(1772330100));
  EXPECT_EQ(inbox.receipts[1].state, ReceiptState::undelivered);
  EXPECT_EQ(inbox.receipts[1].code, "MK:0012");
  EXPECT_EQ(inbox.receipts[1].e164, "+8613800000002");
  EXPECT_EQ(inbox.receipts[2].state, ReceiptState::expired);
  EXPECT_EQ(inbox.receipts[2].at, TimePoint{}) << "not told";
  EXPECT_EQ(inbox.receipts[3].code, "FAIL");
  EXPECT_EQ(inbox.receipts[3].words, "用户关机");
}

TEST(TencentReader, OddItemsAreNamedAndTheOthersRead) {
  const Inbox inbox = read(
      "status_pull",
      R"({"Response":{"PullSmsSendStatusSet":[7,null,{},{"SerialNo":"s","ReportStatus":"SUCCESS"},)"
      R"({"SerialNo":"s","PhoneNumber":"+8613800000001","ReportStatus":"MAYBE"},)"
      R"({"PhoneNumber":"+8613800000001","ReportStatus":"SUCCESS"},)"
      R"({"SerialNo":9,"PhoneNumber":"+8613800000001","ReportStatus":"SUCCESS"},)"
      R"({"SerialNo":"s","PhoneNumber":"+8613800000001","ReportStatus":"SUCCESS","UserReceiveTime":1e300},)"
      R"({"SerialNo":"s","PhoneNumber":"+8613800000001","ReportStatus":"SUCCESS","UserReceiveTime":9223372036854775807}]}})");
  EXPECT_EQ(inbox.unreadable.size(), 7u);
  EXPECT_EQ(inbox.unreadable[0].substr(0, 8), "item 0: ");
  ASSERT_EQ(inbox.receipts.size(), 2u);
  EXPECT_EQ(inbox.receipts[0].at, TimePoint{});
  EXPECT_EQ(inbox.receipts[1].at, TimePoint{});
  for (const std::string& text : inbox.unreadable) EXPECT_EQ(text.find("138000"), std::string::npos) << text;
}

TEST(TencentReader, GarbageThrowsBadInputOnly) {
  const std::string deep(300'000, '[');
  for (const char* kind : {"reply_pull", "status_pull", "reply_push", "status_push", "nonsense", ""})
    for (const std::string& bytes :
         {std::string(), std::string("{}"), std::string("x"), std::string("{\"Response\":7}"),
          std::string("\xff"), deep, std::string("7")})
      EXPECT_THROW(read(kind, bytes), BadInput) << kind << " " << bytes.substr(0, 20);
}

TEST(TencentPush, Receipts) {
  const std::string body =
      R"([{"user_receive_time":"2026-03-01 10:03:04","nationcode":"86","mobile":"13800000001","report_status":"SUCCESS",)"
      R"("errmsg":"DELIVRD","description":"用户短信送达成功","sid":"5000:1","ext":"b-7"},)"
      R"({"user_receive_time":"soon","nationcode":"86","mobile":"13800000002","report_status":"FAIL","errmsg":"MK:0001",)"
      R"("description":"空号","sid":"5000:2","sub_error":"new"}])";
  const PushAnswer answer = push(body);
  EXPECT_TRUE(answer.genuine);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"result":0,"errmsg":"OK"})");
  const Inbox inbox = read(answer.kind.c_str(), body);
  ASSERT_EQ(inbox.receipts.size(), 2u);
  EXPECT_EQ(inbox.receipts[0].e164, "+8613800000001");
  EXPECT_EQ(inbox.receipts[0].batch_key, "b-7");
  EXPECT_EQ(inbox.receipts[0].at, from_unix_seconds(kNow)) << "Beijing time";
  EXPECT_EQ(inbox.receipts[1].code, "MK:0001");
  EXPECT_EQ(inbox.receipts[1].words, "空号");
  EXPECT_EQ(inbox.receipts[1].at, TimePoint{});
}

TEST(TencentPush, Reply) {
  const std::string body =
      R"({"extend":"07","mobile":"13800000001","nationcode":"86","sign":"信访局","text":"退订","time":1772330584})";
  const PushAnswer answer = push(body);
  ASSERT_TRUE(answer.genuine);
  const Inbox inbox = read(answer.kind.c_str(), body);
  ASSERT_EQ(inbox.messages.size(), 1u);
  EXPECT_EQ(inbox.messages[0].from, "+8613800000001");
  EXPECT_EQ(inbox.messages[0].text, "退订");
  EXPECT_EQ(inbox.messages[0].at, from_unix_seconds(kNow));
}

TEST(TencentPush, OtherFormsAreRefusedSoThatTheCarrierTriesAgain) {
  const std::string whole = R"([{"mobile":"13800000001","report_status":"SUCCESS","sid":"5000:1"}])";
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(push(whole.substr(0, n)).genuine) << n;
  for (const char* bad :
       {"{}", "[7]", "null", "7", "\"x\"", R"({"mobile":"1"})", R"({"text":"1"})", "<xml/>"}) {
    const PushAnswer answer = push(bad);
    EXPECT_FALSE(answer.genuine) << bad;
    EXPECT_EQ(answer.status, 400);
    EXPECT_FALSE(answer.why.empty());
  }
  EXPECT_FALSE(push(whole, "GET").genuine);
  EXPECT_TRUE(push("[]").genuine);
}

}  // namespace
}  // namespace huiyin
