#include "adapters/tencent/pull.h"

#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

std::unique_ptr<HttpCarrier> carrier() {
  return find_carrier_kind("tencent")->make_http(tencent_settings("tencent"));
}

std::string replies(int n) {
  std::string items;
  for (int i = 0; i < n; ++i)
    items += std::string(i ? "," : "") +
             R"({"ExtendCode":"07","CountryCode":"86","PhoneNumber":"+8613800000001","SignName":"信访局",)"
             R"("ReplyContent":"不满意","ReplyTime":1772330000,"SubscriberNumber":"13800000001"})";
  return R"({"Response":{"PullSmsReplyStatusSet":[)" + items + R"(],"RequestId":"r"}})";
}

std::string error(const std::string& code) {
  return R"({"Response":{"Error":{"Code":")" + code + R"(","Message":"m"},"RequestId":"r"}})";
}

Course pull(HttpReply reply, std::string_view plan = "reply") {
  const auto own = carrier();
  const auto exchange = own->pull(plan, "");
  return run(exchange.get(), {std::move(reply)});
}

TEST(TencentPull, KeepsTheRawBytesBeforeAnythingElse) {
  const Course got = pull(answered(replies(3)));
  ASSERT_EQ(got.kept.size(), 1u);
  EXPECT_EQ(got.kept[0].bytes, replies(3));
  EXPECT_EQ(got.kept[0].kind, "reply_pull");
  EXPECT_FALSE(got.end.more);
  EXPECT_FALSE(got.end.may_have_lost);
  EXPECT_TRUE(got.end.fault.empty());
  EXPECT_EQ(carrier()->read(got.kept[0].kind, got.kept[0].bytes).messages.size(), 3u);
}

TEST(TencentPull, EmptyQueueKeepsNothing) {
  for (const char* body :
       {R"({"Response":{"PullSmsReplyStatusSet":[]}})", R"({"Response":{"PullSmsReplyStatusSet":null}})"}) {
    const Course got = pull(answered(body));
    EXPECT_TRUE(got.kept.empty());
    EXPECT_TRUE(got.end.fault.empty()) << got.end.fault;
  }
}

TEST(TencentPull, FullPageMeansMore) {
  EXPECT_FALSE(pull(answered(replies(99))).end.more);
  EXPECT_TRUE(pull(answered(replies(100))).end.more);
}

TEST(TencentPull, LostAnswerMayHaveHeldItems) {
  for (const HttpReply& reply : {lost(Transport::broken), answered("<html>502</html>", 502),
                                 answered(error("InternalError.Timeout"))}) {
    const Course got = pull(reply);
    EXPECT_TRUE(got.end.may_have_lost);
    EXPECT_FALSE(got.end.fault.empty());
    EXPECT_TRUE(got.kept.empty());
  }
}

TEST(TencentPull, NothingIsLostWhereNothingWasAsked) {
  for (const HttpReply& reply :
       {lost(Transport::not_sent), answered("", 429), answered(error("RequestLimitExceeded")),
        answered(error("AuthFailure.SignatureFailure"))}) {
    const Course got = pull(reply);
    EXPECT_FALSE(got.end.may_have_lost) << got.end.fault;
    EXPECT_NE(got.end.hold, Hold::none) << got.end.fault;
  }
}

TEST(TencentPull, UnreadableAnswerIsKeptForAPersonToLookAt) {
  const std::string whole = replies(2);
  for (std::size_t n = 1; n < whole.size(); ++n) {
    const Course got = pull(answered(whole.substr(0, n)));
    ASSERT_EQ(got.kept.size(), 1u) << n;
    EXPECT_EQ(got.kept[0].bytes, whole.substr(0, n));
    EXPECT_TRUE(got.end.may_have_lost);
    EXPECT_GT(got.end.wait.count(), 0);
    EXPECT_THROW(carrier()->read(got.kept[0].kind, got.kept[0].bytes), BadInput);
  }
  EXPECT_TRUE(pull(answered("")).end.may_have_lost);
  EXPECT_EQ(pull(answered(R"({"Response":{"SomethingElse":[1]}})")).kept.size(), 1u);
}

TEST(TencentPull, StatusPlanAsksForStatuses) {
  const Course got = pull(answered(R"({"Response":{"PullSmsSendStatusSet":[]}})"), "status");
  EXPECT_EQ(header_of(got.calls[0], "X-TC-Action"), "PullSmsSendStatus");
  EXPECT_EQ(got.calls[0].body, R"({"Limit":100,"SmsSdkAppId":"1400006666"})");
  EXPECT_EQ(carrier()->pull("calls", ""), nullptr);
}

TEST(TencentPull, SwitchesChooseThePlans) {
  CarrierSettings settings = tencent_settings("tencent");
  const auto names = [&] {
    std::string all;
    for (const PullPlan& p : find_carrier_kind("tencent")->make_http(settings)->pulls()) all += p.name + " ";
    return all;
  };
  EXPECT_EQ(names(), "reply status ");
  settings.set_integer("pull_replies", 0);
  EXPECT_EQ(names(), "status ");
  settings.set_integer("pull_receipts", 0);
  EXPECT_EQ(names(), "");
}

// ---- Recovery by number

Course recover(std::deque<HttpReply> scripted, std::int64_t since = kNow - 3600) {
  const auto own = carrier();
  const auto exchange = own->recover("reply", "+8613800000001", from_unix_seconds(since));
  return run(exchange.get(), std::move(scripted));
}

TEST(TencentRecover, AsksByNumberAndKeepsUnderTheSameKind) {
  const Course got = recover({answered(replies(2))});
  EXPECT_EQ(header_of(got.calls[0], "X-TC-Action"), "PullSmsReplyStatusByPhoneNumber");
  EXPECT_EQ(
      got.calls[0].body,
      R"({"BeginTime":1772326984,"Offset":0,"Limit":100,"PhoneNumber":"+8613800000001","SmsSdkAppId":"1400006666","EndTime":1772330584})");
  ASSERT_EQ(got.kept.size(), 1u);
  EXPECT_EQ(got.kept[0].kind, "reply_pull");
  EXPECT_FALSE(got.end.may_have_lost);
}

TEST(TencentRecover, LooksBackSevenDaysAtMost) {
  const Course got = recover({answered(replies(0))}, 0);
  EXPECT_EQ(Json::parse(got.calls[0].body).integer("BeginTime"), kNow - 7 * 86'400 + 60);
  EXPECT_EQ(Json::parse(recover({answered(replies(0))}, kNow + 999).calls[0].body).integer("BeginTime"),
            kNow);
}

TEST(TencentRecover, FullAnswerHalvesTheSpan) {
  const Course got = recover({answered(replies(100)), answered(replies(40)), answered(replies(60))});
  ASSERT_EQ(got.calls.size(), 3u);
  EXPECT_EQ(got.kept.size(), 3u);
  const Json late = Json::parse(got.calls[1].body), early = Json::parse(got.calls[2].body);
  EXPECT_EQ(late.integer("EndTime"), kNow);
  EXPECT_EQ(late.integer("BeginTime"), early.integer("EndTime"));
  EXPECT_EQ(early.integer("BeginTime"), kNow - 3600);
  EXPECT_TRUE(got.end.fault.empty());
}

TEST(TencentRecover, ACarrierThatIsAlwaysFullIsGivenUp) {
  std::deque<HttpReply> always(100, answered(replies(100)));
  const Course got = recover(always);
  EXPECT_TRUE(got.finished);
  EXPECT_LE(got.calls.size(), 64u);
  EXPECT_FALSE(got.end.fault.empty());
  const Course second = recover({answered(replies(100))}, kNow - 1);
  EXPECT_NE(second.end.fault.find("one second"), std::string::npos);
}

TEST(TencentRecover, FaultsEndIt) {
  for (const HttpReply& reply :
       {lost(Transport::broken), answered("", 503), answered("garbage"), answered(error("InternalError"))}) {
    const Course got = recover({reply});
    EXPECT_FALSE(got.end.fault.empty());
    EXPECT_TRUE(got.kept.empty()) << "it can be asked again: nothing odd needs keeping";
  }
  EXPECT_EQ(carrier()->recover("calls", "+8613800000001", {}), nullptr);
}

TEST(PhoneSpans, HalvesDownToOneSecond) {
  PhoneSpans spans;
  spans.add(0, 3);
  EXPECT_TRUE(spans.halve());
  EXPECT_EQ(spans.current(), (std::pair<std::int64_t, std::int64_t>(1, 3)));
  EXPECT_TRUE(spans.halve());
  EXPECT_EQ(spans.current(), (std::pair<std::int64_t, std::int64_t>(2, 3)));
  EXPECT_FALSE(spans.halve());
}

}  // namespace
}  // namespace huiyin
