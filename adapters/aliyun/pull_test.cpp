// The queues, the pushes and what both hold.
#include <gtest/gtest.h>

#include "adapters/aliyun/aliyun_testing.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

constexpr const char* kReply =
    R"({"dest_code":"90999","send_time":"2026-03-01 10:02:58","sequence_id":1234567890,"phone_number":"13800000001","content":"满意"})";
constexpr const char* kReport =
    R"({"phone_number":"13800000001","success":true,"biz_id":"9006^0","out_id":"b-7","send_time":"2026-03-01 10:03:00",)"
    R"("report_time":"2026-03-01 10:03:04","err_code":"DELIVERED","err_msg":"用户接收成功","sms_size":"1"})";

HttpReply token(const std::string& expires = "2026-03-01 10:13:04") {
  return answered(aliyun_body(
      "OK", "OK",
      R"(,"MessageTokenDTO":{"AccessKeyId":"STS.id","AccessKeySecret":"PLANTED-secret","SecurityToken":"t","ExpireTime":")" +
          expires + R"("})"));
}

std::string message(const std::string& id, const std::string& body) {
  return "<Message><MessageId>" + id + "</MessageId><ReceiptHandle>RH-" + id +
         "</ReceiptHandle><MessageBody>" + to_base64(body) + "</MessageBody></Message>";
}

std::string messages(const std::string& inner) {
  return R"(<?xml version="1.0"?><Messages xmlns="http://mns.aliyuncs.com/doc/v1/">)" + inner + "</Messages>";
}

HttpReply error(const std::string& code, int status) {
  return answered("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>",
                  status);
}

HttpReply empty() {
  return error("MessageNotExist", 404);
}

std::unique_ptr<HttpCarrier> without_waiting() {
  CarrierSettings settings = aliyun_settings();
  settings.set_integer("queue_wait", 0);
  return aliyun(settings);
}

Course pull(std::deque<HttpReply> replies, const char* plan = "reply") {
  const auto carrier = without_waiting();
  const auto exchange = carrier->pull(plan, "");
  return run(exchange.get(), std::move(replies));
}

TEST(AliyunPull, DeletesOnlyWhatIsDurable) {
  const auto carrier = without_waiting();
  const auto exchange = carrier->pull("reply", "");
  (void)exchange->begin(aliyun_moment());
  (void)exchange->on_reply(token(), aliyun_moment());
  const Step step =
      exchange->on_reply(answered(messages(message("1", kReply) + message("2", kReply))), aliyun_moment());
  ASSERT_TRUE(std::holds_alternative<Keep>(step)) << "nothing is deleted before the ledger has it";
  EXPECT_EQ(std::get<Keep>(step).kind, "mns_reply");
  const Step next = exchange->on_kept(aliyun_moment());
  const HttpCall erase = std::get<HttpCall>(next);
  EXPECT_EQ(erase.method, "DELETE");
  EXPECT_NE(erase.body.find("<ReceiptHandle>RH-1</ReceiptHandle><ReceiptHandle>RH-2</ReceiptHandle>"),
            std::string::npos)
      << erase.body;
  EXPECT_EQ(header_of(erase, "content-md5"), to_base64(to_hex(md5(erase.body))));
}

TEST(AliyunPull, GoesOnUntilTheQueueIsEmpty) {
  const Course got = pull({token(), answered(messages(message("1", kReply))), answered("", 204),
                           answered(message("2", kReply)), answered("", 204), empty()});
  EXPECT_EQ(got.kept.size(), 2u);
  EXPECT_TRUE(got.end.fault.empty()) << got.end.fault;
  EXPECT_FALSE(got.end.more);
  EXPECT_FALSE(got.end.may_have_lost);
}

TEST(AliyunPull, AnEmptyQueueIsNoFault) {
  const Course got = pull({token(), empty()}, "status");
  EXPECT_TRUE(got.end.fault.empty());
  EXPECT_NE(got.calls[0].url.find("MessageType=SmsReport"), std::string::npos);
  EXPECT_TRUE(pull({token(), answered(messages(""))}).end.fault.empty());
}

TEST(AliyunPull, LongPollsUntilTheRoundIsOver) {
  const auto carrier = aliyun();
  const auto exchange = carrier->pull("reply", "");
  (void)exchange->begin(aliyun_moment());
  (void)exchange->on_reply(token(), aliyun_moment());
  EXPECT_TRUE(std::holds_alternative<HttpCall>(exchange->on_reply(empty(), aliyun_moment(kNow + 5))));
  EXPECT_TRUE(std::holds_alternative<Done>(exchange->on_reply(empty(), aliyun_moment(kNow + 61))));
}

TEST(AliyunPull, AnExpiredTokenIsRenewedOnceAndDeletionGoesOn) {
  const Course got = pull({token(), answered(messages(message("1", kReply))), error("AccessDenied", 403),
                           token(), answered("", 204), empty()});
  EXPECT_TRUE(got.end.fault.empty()) << got.end.fault;
  EXPECT_EQ(got.calls[2].method, "DELETE");
  EXPECT_EQ(got.calls[4].method, "DELETE");
  EXPECT_EQ(got.kept.size(), 1u);
  const Course denied = pull({token(), error("AccessDenied", 403), token(), error("AccessDenied", 403)});
  EXPECT_EQ(denied.end.hold, Hold::stopped);
  EXPECT_NE(denied.end.fault.find("AccessDenied"), std::string::npos);
}

TEST(AliyunPull, ATokenAboutToExpireIsRenewedBeforeItIsUsedAgain) {
  const Course got = pull({token("2026-03-01 10:04:00"), answered(messages(message("1", kReply))), token(),
                           answered("", 204), empty()});
  EXPECT_TRUE(got.end.fault.empty()) << got.end.fault;
  EXPECT_NE(got.calls[2].url.find("QueryTokenForMnsQueue"), 0u);
  EXPECT_EQ(header_of(got.calls[2], "x-acs-action"), "QueryTokenForMnsQueue");
}

TEST(AliyunPull, TroubleEndsTheRoundAndNothingIsLost) {
  for (const HttpReply& reply :
       {lost(Transport::broken), answered("", 500), answered("<x/>"), answered("not xml"),
        error("QueueNotExist", 404), answered(std::string(20'000, '<'))}) {
    const Course got = pull({token(), reply});
    EXPECT_FALSE(got.end.fault.empty()) << reply.body.substr(0, 40);
    EXPECT_FALSE(got.end.may_have_lost);
    EXPECT_TRUE(got.kept.empty());
  }
  EXPECT_EQ(pull({token(), error("QueueNotExist", 404)}).end.hold, Hold::stopped);
  const Course bad_handle =
      pull({token(), answered(messages(message("1", kReply))), error("ReceiptHandleError", 400)});
  EXPECT_EQ(bad_handle.end.hold, Hold::none) << "the messages come again";
  EXPECT_NE(bad_handle.end.fault.find("ReceiptHandleError"), std::string::npos);
}

TEST(AliyunPull, OddTokensAreNamedWithoutTheirSecrets) {
  for (const char* dto :
       {"{}", R"({"AccessKeyId":"a\nb","AccessKeySecret":"PLANTED-secret","SecurityToken":"t"})",
        R"({"AccessKeyId":"a","AccessKeySecret":"","SecurityToken":"t"})"}) {
    const Course got = pull({answered(aliyun_body("OK", "OK", std::string(R"(,"MessageTokenDTO":)") + dto))});
    EXPECT_FALSE(got.end.fault.empty()) << dto;
    EXPECT_EQ(got.end.fault.find("PLANTED"), std::string::npos);
  }
}

TEST(AliyunReader, QueuedRepliesAndReports) {
  const Inbox replies = aliyun()->read(
      "mns_reply", messages(message("1", kReply) + message("2", "broken{") + message("3", "{}")));
  ASSERT_EQ(replies.messages.size(), 1u);
  EXPECT_EQ(replies.messages[0].from, "+8613800000001");
  EXPECT_EQ(replies.messages[0].extension, "90999");
  EXPECT_EQ(replies.messages[0].text, "满意");
  EXPECT_EQ(replies.messages[0].at, from_unix_seconds(kNow - 6));
  EXPECT_EQ(replies.unreadable.size(), 2u);
  const Inbox reports = aliyun()->read("mns_status", messages(message("1", kReport)));
  ASSERT_EQ(reports.receipts.size(), 1u);
  EXPECT_EQ(reports.receipts[0].state, ReceiptState::delivered);
  EXPECT_EQ(reports.receipts[0].carrier_id, "9006^0");
  EXPECT_EQ(reports.receipts[0].batch_key, "b-7");
  EXPECT_EQ(reports.receipts[0].at, from_unix_seconds(kNow));
}

TEST(AliyunReader, PulledAndPushedCopiesCountOnce) {
  const std::string old_page = kReply;  // sequence_id as a number there, as a text here
  std::string new_page = old_page;
  new_page.replace(new_page.find("1234567890"), 10, "\"1234567890\"");
  const auto pulled = aliyun()->read("mns_reply", messages(message("1", old_page)));
  const auto pushed = aliyun()->read("reply_push", "[" + new_page + "]");
  EXPECT_EQ(pulled.messages[0].carrier_id, pushed.messages[0].carrier_id);
  EXPECT_FALSE(pushed.messages[0].carrier_id.empty());
}

TEST(AliyunPush, ListsAreAcknowledgedInTheCarriersForm) {
  const auto push = [](const std::string& body, const char* method = "POST") {
    return aliyun()->on_push({method, "https://office.example/hooks/x", {}, body});
  };
  for (const char* item : {kReply, kReport}) {
    const PushAnswer answer = push("[" + std::string(item) + "]");
    EXPECT_TRUE(answer.genuine);
    EXPECT_EQ(answer.body, R"({"code":0,"msg":"OK"})") << "code must be a number";
    const Inbox inbox = aliyun()->read(answer.kind, "[" + std::string(item) + "]");
    EXPECT_EQ(inbox.messages.size() + inbox.receipts.size(), 1u);
  }
  for (const std::string& bad : {std::string("{}"), std::string("[7]"), std::string("x"), std::string(kReply),
                                 "[" + std::string(kReply) + "," + kReport + "]"})
    EXPECT_FALSE(push(bad).genuine) << bad;
  EXPECT_FALSE(push("[]", "GET").genuine);
}

TEST(AliyunReader, FailedReportsAndOddItems) {
  const auto read = [](const std::string& body) { return aliyun()->read("status_push", body); };
  const std::string head = R"([{"phone_number":"13800000001","biz_id":"1^0","out_id":"","success":)";
  EXPECT_EQ(read(head + R"(false,"err_code":"EXPIRED"}])").receipts[0].state, ReceiptState::expired);
  EXPECT_EQ(read(head + R"("false","err_code":"MK:0001","report_time":"soon"}])").receipts[0].state,
            ReceiptState::undelivered);
  EXPECT_EQ(read(head + R"("perhaps"}])").unreadable.size(), 1u);
  EXPECT_EQ(read(head + "1}]").unreadable.size(), 1u);
  EXPECT_EQ(
      read(
          R"([{"phone_number":"","biz_id":"1","success":true},{"phone_number":"13800000001","success":true},7])")
          .unreadable.size(),
      3u);
  for (const std::string& text : read(R"([{"phone_number":"13800000001","success":true}])").unreadable)
    EXPECT_EQ(text.find("138000"), std::string::npos);
  for (const char* kind : {"mns_reply", "mns_status", "reply_push", "nonsense"})
    for (const char* bytes : {"", "x", "{}", "<Message/>", "<a>"})
      EXPECT_THROW(aliyun()->read(kind, bytes), BadInput) << kind << " " << bytes;
}

}  // namespace
}  // namespace huiyin
