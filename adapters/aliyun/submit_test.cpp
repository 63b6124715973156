// Answers to SendSms, and what became of a message: each error family, and answers no carrier should give.
#include <gtest/gtest.h>

#include "adapters/aliyun/aliyun_testing.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

SubmitBatch batch_of(int n) {
  SubmitBatch batch = aliyun_batch();
  batch.to.clear();
  for (int i = 0; i < n; ++i)
    batch.to.push_back({"m" + std::to_string(i), "+861380000" + std::to_string(1000 + i)});
  return batch;
}

std::vector<Outcome> outcomes(int n, const HttpReply& reply) {
  return aliyun()->on_submit_reply(batch_of(n), reply);
}

TEST(AliyunSubmit, OneBizIdForAll) {
  for (const Outcome& o : outcomes(3, answered(aliyun_body("OK", "OK", R"(,"BizId":"9006^0")")))) {
    EXPECT_EQ(o.verdict, Verdict::accepted);
    EXPECT_EQ(o.carrier_id, "9006^0");
  }
}

TEST(AliyunSubmit, AcceptedWithoutAnIdIsUnknown) {
  for (const char* more : {"", R"(,"BizId":"")", R"(,"BizId":null)", R"(,"BizId":7)"})
    EXPECT_EQ(outcomes(1, answered(aliyun_body("OK", "OK", more)))[0].verdict, Verdict::unknown) << more;
  EXPECT_EQ(outcomes(1, answered(aliyun_body("OK", "OK", R"(,"BizId":"1^0")"), 500))[0].verdict,
            Verdict::unknown);
}

TEST(AliyunSubmit, EveryErrorFamily) {
  struct Case {
    const char* code;
    int status;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {
      {"Throttling", 400, Verdict::not_sent, Hold::account},
      {"Throttling.User", 429, Verdict::not_sent, Hold::account},
      {"ServiceUnavailable", 503, Verdict::unknown, Hold::none},
      {"SignatureNonceUsed", 400, Verdict::not_sent, Hold::account},
      {"InvalidTimeStamp.Expired", 400, Verdict::not_sent, Hold::account},
      {"SignatureDoesNotMatch", 400, Verdict::not_sent, Hold::stopped},
      {"InvalidAccessKeyId.NotFound", 404, Verdict::not_sent, Hold::stopped},
      {"InternalError", 500, Verdict::unknown, Hold::none},
      {"NeverHeardOf", 400, Verdict::not_sent, Hold::stopped},
      {"NeverHeardOf", 500, Verdict::unknown, Hold::none},
      {"NeverHeardOf", 200, Verdict::unknown, Hold::none},
      {"isp.SYSTEM_ERROR", 200, Verdict::unknown, Hold::none},
      {"isp.RAM_PERMISSION_DENY", 200, Verdict::not_sent, Hold::stopped},
      {"isv.AMOUNT_NOT_ENOUGH", 200, Verdict::not_sent, Hold::stopped},
      {"isv.OUT_OF_SERVICE", 200, Verdict::not_sent, Hold::stopped},
      {"isv.SIGN_STATE_ILLEGAL", 200, Verdict::not_sent, Hold::stopped},
      {"isv.EXTEND_CODE_ERROR", 200, Verdict::not_sent, Hold::stopped},
      {"isv.DENY_IP_RANGE", 200, Verdict::not_sent, Hold::stopped},
      {"isv.DAY_LIMIT_CONTROL", 200, Verdict::not_sent, Hold::account},
      {"isv.MONTH_LIMIT_CONTROL", 200, Verdict::not_sent, Hold::account},
      {"isv.BUSINESS_LIMIT_CONTROL", 200, Verdict::not_sent, Hold::number},
      {"isv.SMS_TEMPLATE_ILLEGAL", 200, Verdict::not_sent, Hold::number},
      {"isv.MOBILE_NUMBER_ILLEGAL", 200, Verdict::refused, Hold::none},
      {"isv.SMS_CONTENT_ILLEGAL", 200, Verdict::refused, Hold::none},
      {"isv.SOMETHING_NEW", 200, Verdict::refused, Hold::none},
      {"", 200, Verdict::unknown, Hold::none},
  };
  for (const Case& c : cases) {
    const Outcome got = outcomes(1, answered(aliyun_body(c.code), c.status))[0];
    EXPECT_EQ(got.verdict, c.verdict) << c.code << " " << c.status;
    EXPECT_EQ(got.hold, c.hold) << c.code << " " << c.status;
    EXPECT_FALSE(got.opted_out);
  }
}

TEST(AliyunSubmit, LimitsWaitAsLongAsTheWordsSay) {
  const auto wait = [](const char* words) {
    return outcomes(1, answered(aliyun_body("isv.BUSINESS_LIMIT_CONTROL", words)))[0].wait;
  };
  EXPECT_EQ(wait("触发分钟级流控Permits:1"), std::chrono::seconds(60));
  EXPECT_EQ(wait("触发小时级流控Permits:5"), std::chrono::hours(1));
  EXPECT_EQ(wait("触发天级流控Permits:10"), std::chrono::hours(4));
  HttpReply throttled = answered(aliyun_body("Throttling"), 400);
  throttled.headers = {{"x-acs-retry-after", "2500"}};
  EXPECT_EQ(outcomes(1, throttled)[0].wait, Millis(2500));
  throttled.headers = {{"x-acs-retry-after", "soon"}};
  EXPECT_EQ(outcomes(1, throttled)[0].wait, Millis(1000));
}

TEST(AliyunSubmit, OneBadNumberDoesNotCostTheOthersTheirMessage) {
  for (const Outcome& o : outcomes(3, answered(aliyun_body("isv.MOBILE_NUMBER_ILLEGAL")))) {
    EXPECT_EQ(o.verdict, Verdict::not_sent);
    EXPECT_EQ(o.hold, Hold::number);
    EXPECT_EQ(o.code, "isv.MOBILE_NUMBER_ILLEGAL");
  }
  EXPECT_EQ(outcomes(3, answered(aliyun_body("isv.SMS_CONTENT_ILLEGAL")))[2].verdict, Verdict::refused)
      << "all had the same content";
}

// ---- Inquiries

std::string details(const std::string& items, const std::string& total = "\"1\"") {
  return aliyun_body(
      "OK", "OK",
      R"(,"TotalCount":)" + total + R"(,"SmsSendDetailDTOs":{"SmsSendDetailDTO":[)" + items + "]}");
}

std::string detail(const std::string& out_id, int status, const std::string& sent = "2026-03-01 10:03:05") {
  return R"({"ErrCode":"DELIVERED","OutId":")" + out_id +
         R"(","PhoneNum":"13800000001","ReceiveDate":"2026-03-01 10:03:09","SendDate":")" + sent +
         R"(","SendStatus":)" + std::to_string(status) + "}";
}

struct Asked {
  std::vector<HttpCall> calls;
  Found found;
};

Asked ask(std::vector<HttpReply> replies, std::int64_t now = kNow + 600, std::int64_t submitted = kNow) {
  const auto carrier = aliyun();
  const auto exchange = carrier->inquire({"b-1", {"m1", "+8613800000001"}, from_unix_seconds(submitted), ""});
  Asked out;
  InquiryExchange::Step step = exchange->begin(aliyun_moment(now));
  for (const HttpReply& reply : replies) {
    if (!std::holds_alternative<HttpCall>(step)) break;
    out.calls.push_back(std::get<HttpCall>(step));
    step = exchange->on_reply(reply, aliyun_moment(now));
  }
  if (const auto* found = std::get_if<Found>(&step)) out.found = *found;
  return out;
}

TEST(AliyunInquiry, FoundByOurKey) {
  const Asked got = ask({answered(details(detail("another", 2) + "," + detail("b-1", 3)))});
  EXPECT_EQ(got.found.answer, Answer::taken);
  ASSERT_TRUE(got.found.receipt);
  EXPECT_EQ(got.found.receipt->state, ReceiptState::delivered);
  EXPECT_EQ(got.found.receipt->at, from_unix_seconds(kNow + 5));
  EXPECT_EQ(ask({answered(details(detail("b-1", 2)))}).found.receipt->state, ReceiptState::undelivered);
  EXPECT_FALSE(ask({answered(details(detail("b-1", 1)))}).found.receipt);
}

TEST(AliyunInquiry, AbsenceIsBelievedOnlyOnceThingsHaveSettled) {
  const HttpReply none = answered(details("", "\"0\""));
  EXPECT_EQ(ask({none}).found.answer, Answer::not_taken);
  const Found early = ask({none}, kNow + 10).found;
  EXPECT_EQ(early.answer, Answer::cannot_tell);
  EXPECT_EQ(early.wait, std::chrono::seconds(110));
  EXPECT_EQ(ask({answered(details(detail("another", 3)))}).found.answer, Answer::not_taken);
  EXPECT_EQ(ask({answered(details(detail("", 3)))}).found.answer, Answer::cannot_tell) << "may be ours";
  EXPECT_EQ(ask({answered(details(detail("", 3, "2026-03-01 07:00:00")))}).found.answer, Answer::not_taken);
}

TEST(AliyunInquiry, ReadsAllPagesAndBothDaysAroundMidnight) {
  const Asked pages = ask({answered(details(detail("x", 3), "2")), answered(details(detail("b-1", 3), "2"))});
  ASSERT_EQ(pages.calls.size(), 2u);
  EXPECT_NE(pages.calls[1].url.find("CurrentPage=2"), std::string::npos);
  EXPECT_EQ(pages.found.answer, Answer::taken);
  EXPECT_EQ(ask({answered(details(detail("x", 3), "2")), answered(details("", "2"))}).found.answer,
            Answer::cannot_tell);
  const std::int64_t before_midnight = 1'772'380'740;  // 23:59 in Beijing
  const Asked days =
      ask({answered(details("", "0")), answered(details("", "0"))}, before_midnight + 600, before_midnight);
  ASSERT_EQ(days.calls.size(), 2u);
  EXPECT_NE(days.calls[0].url.find("SendDate=20260301"), std::string::npos);
  EXPECT_NE(days.calls[1].url.find("SendDate=20260302"), std::string::npos);
  EXPECT_EQ(days.found.answer, Answer::not_taken);
}

TEST(AliyunInquiry, OddAnswersCannotTell) {
  for (const HttpReply& reply : {answered("{}"), answered(aliyun_body("OK")), answered(details("7", "1")),
                                 answered(details("", "\"many\"")), answered(aliyun_body("isp.SYSTEM_ERROR")),
                                 lost(Transport::broken), answered("", 503)})
    EXPECT_EQ(ask({reply}).found.answer, Answer::cannot_tell) << reply.body;
  EXPECT_EQ(ask({}, kNow + 40 * 86'400).found.answer, Answer::cannot_tell);
}

TEST(AliyunSettings, ContradictionsAreNamed) {
  const auto complaint = [](const char* name, const char* value) -> std::string {
    CarrierSettings settings = aliyun_settings();
    settings.set_text(name, value);
    try {
      aliyun(settings);
    } catch (const BadInput& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(complaint("signature", "v9").find("signature"), std::string::npos);
  EXPECT_NE(complaint("queue_replies", "a/b").find("queue_replies"), std::string::npos);
  EXPECT_NE(complaint("queue_endpoint", "http://far.example").find("queue_endpoint"), std::string::npos);
  EXPECT_NE(complaint("param_names", "SMS_1").find("param_names"), std::string::npos);
  EXPECT_NE(complaint("param_names", "SMS_1=a,;").find("param_names"), std::string::npos);
  EXPECT_NE(complaint("key_id", "").find("key_id"), std::string::npos);
  EXPECT_NE(complaint("key_id", "a\r\nb").find("key_id"), std::string::npos);
  EXPECT_EQ(complaint("param_names", "SMS_1=a, b ; SMS_2=c;"), "");
}

}  // namespace
}  // namespace huiyin
