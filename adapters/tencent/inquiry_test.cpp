#include <deque>

#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

constexpr std::int64_t kSubmitted = kNow - 600;

std::string status(const std::string& serial, const std::string& context,
                   const std::string& number = "+8613800000001") {
  return R"({"UserReceiveTime":1772330100,"CountryCode":"86","SubscriberNumber":"13800000001","PhoneNumber":")" +
         number + R"(","SerialNo":")" + serial +
         R"(","ReportStatus":"SUCCESS","Description":"DELIVRD","SessionContext":")" + context + "\"}";
}

std::string record(const std::string& serial, int send_status, std::int64_t at,
                   const std::string& number = "+8613800000001") {
  return R"({"PhoneNumber":")" + number + R"(","SerialNo":")" + serial + R"(","SendStatus":)" +
         std::to_string(send_status) +
         R"(,"RequestCode":"Ok","StatusCode":"DELIVRD","IsoCode":"CN","Content":"***","SendTime":)" +
         std::to_string(at) + R"(,"UserReceiveTime":1772330003})";
}

std::string join(const std::vector<std::string>& items) {
  std::string all;
  for (const std::string& i : items) all += (all.empty() ? "" : ",") + i;
  return all;
}

HttpReply statuses(const std::vector<std::string>& items) {
  return answered(R"({"Response":{"PullSmsSendStatusSet":[)" + join(items) + R"(],"RequestId":"r"}})");
}

HttpReply records(const std::vector<std::string>& items, int total = -1) {
  return answered(R"({"Response":{"SendRecordSet":[)" + join(items) + R"(],"TotalCount":)" +
                  std::to_string(total < 0 ? static_cast<int>(items.size()) : total) +
                  R"(,"RequestId":"r"}})");
}

HttpReply error(const std::string& code) {
  return answered(R"({"Response":{"Error":{"Code":")" + code + R"(","Message":"m"},"RequestId":"r"}})");
}

struct Asked {
  Found found;
  std::vector<HttpCall> calls;
};

Asked ask(std::deque<HttpReply> replies, const std::string& carrier_id = "", std::int64_t now = kNow,
          std::int64_t submitted = kSubmitted) {
  const auto carrier = find_carrier_kind("tencent")->make_http(tencent_settings("tencent"));
  const Inquiry inquiry{"b-7", {"m1", "+8613800000001"}, from_unix_seconds(submitted), carrier_id};
  const auto exchange = carrier->inquire(inquiry);
  Asked asked;
  InquiryExchange::Step step = exchange->begin(moment(now));
  while (const auto* call = std::get_if<HttpCall>(&step)) {
    asked.calls.push_back(*call);
    if (replies.empty()) throw std::logic_error("one more call than replies");
    const HttpReply reply = std::move(replies.front());
    replies.pop_front();
    step = exchange->on_reply(reply, moment(now));
  }
  asked.found = std::get<Found>(step);
  return asked;
}

TEST(TencentInquiry, StatusWithOurKeySettlesIt) {
  const Asked asked = ask({statuses({status("5000:9", "b-6"), status("5000:1", "b-7")})});
  EXPECT_EQ(asked.found.answer, Answer::taken);
  EXPECT_EQ(asked.found.carrier_id, "5000:1");
  ASSERT_TRUE(asked.found.receipt);
  EXPECT_EQ(asked.found.receipt->state, ReceiptState::delivered);
  EXPECT_EQ(asked.calls.size(), 1u);
  EXPECT_EQ(
      asked.calls[0].body,
      R"({"BeginTime":1772329684,"Offset":0,"Limit":100,"PhoneNumber":"+8613800000001","SmsSdkAppId":"1400006666","EndTime":1772330584})");
}

TEST(TencentInquiry, KeyMustMatchExactlyAndSoMustTheNumber) {
  EXPECT_EQ(ask({statuses({status("5000:1", "b-77"), status("5000:2", "b-"),
                           status("5000:3", "b-7", "+8613800000002")}),
                 records({})})
                .found.answer,
            Answer::not_taken);
}

TEST(TencentInquiry, RecordInTheWindowSettlesIt) {
  const Asked asked = ask({statuses({}), records({record("5000:1", 2, kSubmitted + 1)})});
  EXPECT_EQ(asked.found.answer, Answer::taken);
  EXPECT_EQ(asked.found.carrier_id, "5000:1");
  EXPECT_EQ(asked.found.receipt->state, ReceiptState::delivered);
  EXPECT_EQ(header_of(asked.calls[1], "X-TC-Action"), "DescribeSendRecordList");
  EXPECT_EQ(
      asked.calls[1].body,
      R"({"PhoneNumber":"+8613800000001","SmsSdkAppId":"1400006666","BeginTime":1772329684,"Limit":50,"Offset":0})");
  EXPECT_FALSE(ask({statuses({}), records({record("5000:1", 3, kSubmitted)})}).found.receipt)
      << "still under way";
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 4, kSubmitted)})}).found.receipt->state,
            ReceiptState::undelivered);
}

TEST(TencentInquiry, EndIsNamedOnceTheWindowIsOver) {
  const Asked asked = ask({statuses({}), records({})}, "", kNow, kNow - 7200);
  EXPECT_EQ(Json::parse(asked.calls[1].body).integer("EndTime"), kNow - 7200 + 900);
}

TEST(TencentInquiry, MaskedNumberInARecordStillMatches) {
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 2, kSubmitted, "+86138****0001")})}).found.answer,
            Answer::taken);
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 2, kSubmitted, "138****0001")})}).found.answer,
            Answer::taken);
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 2, kSubmitted, "+86138****0002")})}).found.answer,
            Answer::not_taken);
}

TEST(TencentInquiry, NothingThereIsNotTakenOnlyWhenSettled) {
  EXPECT_EQ(ask({statuses({}), records({})}).found.answer, Answer::not_taken);
  const Asked early = ask({statuses({}), records({})}, "", kSubmitted + 20);
  EXPECT_EQ(early.found.answer, Answer::cannot_tell);
  EXPECT_EQ(early.found.wait, Millis(100'000));
}

TEST(TencentInquiry, SubmitThatFailedIsNotTaken) {
  EXPECT_EQ(ask({statuses({}), records({record("", 1, kSubmitted)})}).found.answer, Answer::not_taken);
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 1, kSubmitted)})}, "5000:1").found.answer,
            Answer::not_taken);
}

TEST(TencentInquiry, RecordsThatMayBeAnotherMessageDecideNothing) {
  const auto two = records({record("5000:1", 2, kSubmitted), record("5000:2", 2, kSubmitted + 5)});
  EXPECT_EQ(ask({statuses({}), two}).found.answer, Answer::cannot_tell);
  EXPECT_EQ(ask({statuses({}), records({record("5000:1", 2, kSubmitted + 400)})}).found.answer,
            Answer::cannot_tell);
  EXPECT_EQ(ask({statuses({}), records({record("", 3, kSubmitted)})}).found.answer, Answer::cannot_tell);
}

TEST(TencentInquiry, RecordKnownToBeAnotherBatchIsLeftOut) {
  const auto two = records({record("5000:1", 2, kSubmitted), record("5000:2", 3, kSubmitted + 5)});
  const Asked asked = ask({statuses({status("5000:1", "b-6")}), two});
  EXPECT_EQ(asked.found.answer, Answer::taken);
  EXPECT_EQ(asked.found.carrier_id, "5000:2");
}

TEST(TencentInquiry, KnownSerialIsMatchedWhateverItsTime) {
  const auto two = records({record("5000:1", 2, kSubmitted), record("5000:2", 4, kSubmitted + 50'000)});
  const Asked asked = ask({statuses({}), two}, "5000:2");
  EXPECT_EQ(asked.found.answer, Answer::taken);
  EXPECT_EQ(asked.found.receipt->state, ReceiptState::undelivered);
  EXPECT_EQ(ask({statuses({status("5000:2", "")})}, "5000:2").found.answer, Answer::taken);
}

TEST(TencentInquiry, ReadsEveryPageOfRecords) {
  std::vector<std::string> first;
  for (int i = 0; i < 50; ++i) first.push_back(record("5000:" + std::to_string(i), 2, kSubmitted - 9'999));
  const Asked asked = ask({statuses({}), records(first, 51), records({record("5000:x", 2, kSubmitted)}, 51)});
  EXPECT_EQ(asked.found.answer, Answer::taken);
  EXPECT_EQ(Json::parse(asked.calls[2].body).integer("Offset"), 50);
}

TEST(TencentInquiry, AListThatIsNotWholeIsNoProof) {
  EXPECT_EQ(ask({statuses({}), records({}, 3)}).found.answer, Answer::cannot_tell);
  EXPECT_EQ(
      ask({statuses({}), records({record("5000:1", 2, kSubmitted - 9'999)}, 2), records({}, 2)}).found.answer,
      Answer::cannot_tell);
  std::deque<HttpReply> endless{statuses({})};
  for (int i = 0; i < 2000; ++i)
    endless.push_back(records({record("5000:1", 2, kSubmitted - 9'999)}, 999'999));
  const Asked asked = ask(endless);
  EXPECT_EQ(asked.found.answer, Answer::cannot_tell);
  EXPECT_LT(asked.calls.size(), 60u);
}

TEST(TencentInquiry, FaultsNeverSayNotTaken) {
  const HttpReply faults[] = {
      lost(Transport::broken),
      lost(Transport::not_sent),
      answered("", 429),
      answered("", 503),
      answered("garbage"),
      answered("{}"),
      answered(R"({"Response":{}})"),
      error("InternalError"),
      error("RequestLimitExceeded"),
      error("AuthFailure.SignatureExpire"),
      answered(R"({"Response":{"SendRecordSet":[7],"PullSmsSendStatusSet":{}}})"),
      answered(
          R"({"Response":{"SendRecordSet":[{"PhoneNumber":"+8613800000001"}],"PullSmsSendStatusSet":7}})")};
  for (const HttpReply& fault : faults) {
    EXPECT_EQ(ask({fault}).found.answer, Answer::cannot_tell) << fault.body;
    const Asked second = ask({statuses({}), fault});
    EXPECT_EQ(second.found.answer, Answer::cannot_tell) << fault.body;
    EXPECT_FALSE(second.found.fault.empty());
  }
  EXPECT_EQ(ask({error("RequestLimitExceeded")}).found.hold, Hold::account);
}

TEST(TencentInquiry, WithoutThePullsByNumberTheRecordsStillTell) {
  EXPECT_EQ(ask({error("UnauthorizedOperation.RequestPermissionDeny"), records({})}).found.answer,
            Answer::not_taken);
  EXPECT_EQ(ask({error("UnsupportedOperation"), records({record("5000:1", 2, kSubmitted)})}).found.answer,
            Answer::taken);
}

TEST(TencentInquiry, TooOldToBeKnown) {
  const Asked week = ask({}, "", kNow, kNow - 8 * 86'400);
  EXPECT_EQ(week.found.answer, Answer::cannot_tell);
  EXPECT_TRUE(week.calls.empty());
  EXPECT_EQ(ask({statuses({})}, "", kNow, kNow - 4 * 86'400).found.answer, Answer::cannot_tell);
}

TEST(TencentInquiry, CutAnywhereNeverSaysNotTaken) {
  const std::string whole = records({record("5000:1", 2, kSubmitted)}).body;
  for (std::size_t n = 0; n < whole.size(); ++n)
    ASSERT_EQ(ask({statuses({}), answered(whole.substr(0, n))}).found.answer, Answer::cannot_tell) << n;
}

}  // namespace
}  // namespace huiyin
