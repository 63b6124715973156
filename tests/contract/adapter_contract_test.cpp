// What every carrier kind must keep, whatever it speaks: run over the generated registry, so that a new
// carrier is held to it from its first day.
#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

constexpr std::string_view kPlantedSecret = "PLANTED-secret-000000000000000000";

CarrierSettings settings_with_planted_secrets(const CarrierKind& kind) {
  CarrierSettings settings = default_settings(kind);
  for (const CarrierSetting& s : kind.settings)
    if (s.type == SettingType::secret)
      settings.set_secret(std::string(s.name), Secret(std::string(kPlantedSecret)));
  return settings;
}

SubmitBatch batch_of(int n) {
  SubmitBatch batch;
  batch.key = "contract-1";
  batch.content = {"【信访局】您好", "信访局", "1110", {"张三"}};
  batch.extension = "07";
  for (int i = 0; i < n; ++i)
    batch.to.push_back({"m" + std::to_string(i), "+86138000" + std::to_string(10000 + i)});
  return batch;
}

// Replies that say nothing readable; a carrier must survive each of them everywhere.
std::vector<HttpReply> odd_replies() {
  const std::string deep(200'000, '[');
  std::vector<HttpReply> replies = {
      lost(Transport::broken),           lost(Transport::not_sent), answered("", 429), answered("", 500),
      answered("<html>502</html>", 502), answered("", 403),         answered("", 302)};
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("{}"), std::string("[]"), std::string("\xff\xfe"),
        deep, std::string("<html>hello</html>"), std::string(R"({"Response":{}})"),
        "quoted " + std::string(kPlantedSecret),
        R"({"Response":{"Error":{"Code":"AuthFailure","Message":")" + std::string(kPlantedSecret) + R"("}}})",
        R"({"Response":{"Error":{"Code":")" + std::string(kPlantedSecret) + R"(","Message":""}}})"})
    replies.push_back(answered(body));
  return replies;
}

bool leaks(std::string_view text) {
  return text.find(kPlantedSecret) != std::string_view::npos;
}

class EveryHttpCarrier : public ::testing::TestWithParam<const CarrierKind*> {
 protected:
  const CarrierKind& kind() const { return *GetParam(); }
  std::unique_ptr<HttpCarrier> make() const {
    return kind().make_http(settings_with_planted_secrets(kind()));
  }
  bool sends() const { return kind().capability.sends; }
};

void expect_clean(const HttpCall& call) {
  EXPECT_FALSE(leaks(call.url));
  EXPECT_FALSE(leaks(call.body));
  EXPECT_TRUE(call.url.starts_with("https://")) << call.url;
  EXPECT_GT(call.timeout.count(), 0);
  for (const auto& [name, value] : call.headers) {
    EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << name;
    EXPECT_NE(name, "Host");
    EXPECT_NE(name, "Content-Length");
  }
}

TEST_P(EveryHttpCarrier, CallsAreReproducible) {
  if (!sends()) GTEST_SKIP() << "does not send";
  const HttpCall first = make()->submit(batch_of(2), moment()),
                 second = make()->submit(batch_of(2), moment());
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(first.headers, second.headers);
  expect_clean(first);
}

TEST_P(EveryHttpCarrier, OneOutcomeForEachRecipient) {
  const auto carrier = make();
  for (int n : {1, kind().capability.batch_limit})
    for (const HttpReply& reply : odd_replies())
      EXPECT_EQ(carrier->on_submit_reply(batch_of(n), reply).size(), static_cast<std::size_t>(n));
}

TEST_P(EveryHttpCarrier, NoAnswerIsUnknownAndNotReachedIsNotSent) {
  if (!sends()) GTEST_SKIP() << "does not send";
  const auto carrier = make();
  for (const Outcome& o : carrier->on_submit_reply(batch_of(1), lost(Transport::broken)))
    EXPECT_EQ(o.verdict, Verdict::unknown);
  for (const Outcome& o : carrier->on_submit_reply(batch_of(1), lost(Transport::not_sent)))
    EXPECT_EQ(o.verdict, Verdict::not_sent);
}

TEST_P(EveryHttpCarrier, TooManyRequestsHoldsAndServerErrorsAreUnknown) {
  if (!sends()) GTEST_SKIP() << "does not send";
  const auto carrier = make();
  const Outcome throttled = carrier->on_submit_reply(batch_of(1), answered("", 429))[0];
  EXPECT_EQ(throttled.verdict, Verdict::not_sent);
  EXPECT_EQ(throttled.hold, Hold::account);
  for (int status : {500, 502, 503, 504, 599})
    EXPECT_EQ(carrier->on_submit_reply(batch_of(1), answered("", status))[0].verdict, Verdict::unknown)
        << status;
}

TEST_P(EveryHttpCarrier, NothingOddIsTakenForAnAcceptance) {
  const auto carrier = make();
  for (const HttpReply& reply : odd_replies())
    for (const Outcome& o : carrier->on_submit_reply(batch_of(2), reply)) {
      EXPECT_NE(o.verdict, Verdict::accepted) << reply.body.substr(0, 60);
      EXPECT_TRUE(o.carrier_id.empty());
    }
}

TEST_P(EveryHttpCarrier, SecretsStayOutOfWordsAndFaults) {
  const auto carrier = make();
  for (const HttpReply& reply : odd_replies()) {
    for (const Outcome& o : carrier->on_submit_reply(batch_of(1), reply))
      EXPECT_FALSE(leaks(o.words + o.code));
    for (const PullPlan& plan : carrier->pulls()) {
      const auto exchange = carrier->pull(plan.name, "");
      const Course got = run(exchange.get(), std::deque<HttpReply>(3, reply));
      EXPECT_FALSE(leaks(got.end.fault));
      for (const HttpCall& call : got.calls) expect_clean(call);
    }
  }
}

TEST_P(EveryHttpCarrier, EveryPullEndsOnOddReplies) {
  const auto carrier = make();
  for (const PullPlan& plan : carrier->pulls()) {
    EXPECT_GT(plan.interval.count(), 0);
    for (const HttpReply& reply : odd_replies())
      for (const char* cursor : {"", "garbage", "{\"from\":-1}"}) {
        const auto exchange = carrier->pull(plan.name, cursor);
        ASSERT_NE(exchange, nullptr);
        const Course got = run(exchange.get(), std::deque<HttpReply>(10, reply));
        EXPECT_TRUE(got.finished);
        EXPECT_FALSE(got.end.fault.empty()) << plan.name << ": " << reply.body.substr(0, 60);
      }
  }
  EXPECT_EQ(carrier->pull("no such plan", ""), nullptr);
}

TEST_P(EveryHttpCarrier, DestructivePullSaysWhenItMayHaveLost) {
  if (!kind().capability.pull_is_destructive) GTEST_SKIP() << "pulls can be repeated";
  const auto carrier = make();
  for (const PullPlan& plan : carrier->pulls()) {
    EXPECT_TRUE(run(carrier->pull(plan.name, "").get(), {lost(Transport::broken)}).end.may_have_lost);
    EXPECT_FALSE(run(carrier->pull(plan.name, "").get(), {lost(Transport::not_sent)}).end.may_have_lost);
    EXPECT_NE(carrier->recover(plan.name, "+8613800000001", moment().now), nullptr)
        << "and must offer a way back";
  }
}

TEST_P(EveryHttpCarrier, GarbageThrowsNothingButBadInput) {
  const auto carrier = make();
  std::vector<std::string> kinds = {"",           "nonsense",    "reply_pull", "status_pull",
                                    "reply_push", "status_push", "call"};
  for (const HttpReply& reply : odd_replies())
    for (const std::string& k : kinds) {
      try {
        carrier->read(k, reply.body);
      } catch (const BadInput& e) {
        EXPECT_FALSE(leaks(e.what()));
      }
    }
}

TEST_P(EveryHttpCarrier, OddPushesAreNotGenuine) {
  const auto carrier = make();
  for (const HttpReply& reply : odd_replies()) {
    const PushAnswer answer = carrier->on_push({"POST", "https://office.example/hooks/x", {}, reply.body});
    if (answer.genuine) {
      EXPECT_NO_THROW(carrier->read(answer.kind, reply.body)) << "what is taken for genuine must be readable";
    } else {
      EXPECT_GE(answer.status, 400);
      EXPECT_FALSE(answer.why.empty());
    }
  }
  EXPECT_FALSE(carrier->on_push({"GET", "https://office.example/hooks/x", {}, ""}).genuine);
}

TEST_P(EveryHttpCarrier, InquiryNeverSaysNotTakenOnOddReplies) {
  const auto carrier = make();
  const Inquiry inquiry{"contract-1", {"m1", "+8613800000001"}, moment().now - std::chrono::minutes(30), ""};
  for (const HttpReply& reply : odd_replies()) {
    const auto exchange = carrier->inquire(inquiry);
    if (kind().capability.query == Capability::Query::none) {
      EXPECT_EQ(exchange, nullptr);
      return;
    }
    ASSERT_NE(exchange, nullptr);
    InquiryExchange::Step step = exchange->begin(moment());
    for (int i = 0; i < 100 && std::holds_alternative<HttpCall>(step); ++i) {
      expect_clean(std::get<HttpCall>(step));
      step = exchange->on_reply(reply, moment());
    }
    ASSERT_TRUE(std::holds_alternative<Found>(step));
    EXPECT_EQ(std::get<Found>(step).answer, Answer::cannot_tell) << reply.body.substr(0, 60);
    EXPECT_FALSE(leaks(std::get<Found>(step).fault));
  }
}

TEST_P(EveryHttpCarrier, SettingsAreDescribed) {
  for (const CarrierSetting& s : kind().settings) {
    EXPECT_FALSE(s.help.empty()) << s.name;
    EXPECT_TRUE(s.type != SettingType::secret || s.default_value.empty())
        << s.name << ": a secret has no default";
    EXPECT_FALSE(s.required && !s.default_value.empty()) << s.name;
  }
  EXPECT_EQ(find_carrier_kind(kind().name), &kind());
}

std::vector<const CarrierKind*> http_kinds() {
  std::vector<const CarrierKind*> kinds;
  for (const CarrierKind* kind : carrier_kinds())
    if (kind->make_http != nullptr) kinds.push_back(kind);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryHttpCarrier, ::testing::ValuesIn(http_kinds()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST(Registry, NamesAreUniqueAndEachKindMakesOneOfTheTwo) {
  std::vector<std::string_view> names;
  for (const CarrierKind* kind : carrier_kinds()) {
    EXPECT_EQ(std::count(names.begin(), names.end(), kind->name), 0) << kind->name;
    names.push_back(kind->name);
    EXPECT_NE(kind->make_http == nullptr, kind->make_line == nullptr) << kind->name;
  }
  EXPECT_FALSE(names.empty());
  EXPECT_EQ(find_carrier_kind("no such carrier"), nullptr);
}

}  // namespace
}  // namespace huiyin
