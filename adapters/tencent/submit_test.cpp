// Answers to SendSms: each error family, mixed batches, and answers no carrier should give.
#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

std::unique_ptr<HttpCarrier> carrier() {
  return find_carrier_kind("tencent")->make_http(tencent_settings("tencent"));
}

SubmitBatch batch_of(int n) {
  SubmitBatch batch;
  batch.key = "b-1";
  batch.content.template_code = "1110";
  for (int i = 1; i <= n; ++i)
    batch.to.push_back({"m" + std::to_string(i), "+861380000000" + std::to_string(i)});
  return batch;
}

std::string entry(const std::string& number, const std::string& code, const std::string& serial,
                  const std::string& context = "b-1") {
  return R"({"SerialNo":")" + serial + R"(","PhoneNumber":")" + number + R"(","Fee":1,"SessionContext":")" +
         context + R"(","Code":")" + code + R"(","Message":"words","IsoCode":"CN"})";
}

std::string set_of(const std::vector<std::string>& entries) {
  std::string all;
  for (const std::string& e : entries) all += (all.empty() ? "" : ",") + e;
  return R"({"Response":{"SendStatusSet":[)" + all + R"(],"RequestId":"r"}})";
}

std::string error(const std::string& code) {
  return R"({"Response":{"Error":{"Code":")" + code + R"(","Message":"words"},"RequestId":"r"}})";
}

std::vector<Outcome> outcomes(int recipients, const HttpReply& reply) {
  return carrier()->on_submit_reply(batch_of(recipients), reply);
}

Outcome outcome_of_error(const std::string& code) {
  return outcomes(1, answered(error(code)))[0];
}

const std::string kA = "+8613800000001", kB = "+8613800000002", kC = "+8613800000003";

TEST(TencentSubmit, MixedBatchIsReadNumberByNumber) {
  const auto got = outcomes(
      3, answered(set_of({entry(kC, "FailedOperation.PhoneNumberInBlacklist", ""), entry(kA, "Ok", "5000:1"),
                          entry(kB, "LimitExceeded.PhoneNumberDailyLimit", "")})));
  EXPECT_EQ(got[0].verdict, Verdict::accepted);
  EXPECT_EQ(got[0].carrier_id, "5000:1");
  EXPECT_EQ(got[0].parts, 1);
  EXPECT_EQ(got[1].verdict, Verdict::not_sent);
  EXPECT_EQ(got[1].hold, Hold::number);
  EXPECT_GT(got[1].wait.count(), 0);
  EXPECT_EQ(got[2].verdict, Verdict::refused);
  EXPECT_TRUE(got[2].opted_out);
  EXPECT_EQ(got[2].code, "FailedOperation.PhoneNumberInBlacklist");
  EXPECT_EQ(got[2].words, "words");
}

TEST(TencentSubmit, EveryErrorFamily) {
  struct Case {
    const char* code;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {
      {"RequestLimitExceeded", Verdict::not_sent, Hold::account},
      {"RequestLimitExceeded.IPLimitExceeded", Verdict::not_sent, Hold::account},
      {"RequestLimitExceeded.GlobalRegionUinLimitExceeded", Verdict::not_sent, Hold::account},
      {"LimitExceeded.DeliveryFrequencyLimit", Verdict::not_sent, Hold::number},
      {"LimitExceeded.PhoneNumberThirtySecondLimit", Verdict::not_sent, Hold::number},
      {"LimitExceeded.PhoneNumberOneHourLimit", Verdict::not_sent, Hold::number},
      {"LimitExceeded.PhoneNumberSameContentDailyLimit", Verdict::not_sent, Hold::number},
      {"LimitExceeded.SomethingNew", Verdict::not_sent, Hold::number},
      {"LimitExceeded.DailyLimit", Verdict::not_sent, Hold::account},
      {"LimitExceeded.AppDailyLimit", Verdict::not_sent, Hold::account},
      {"LimitExceeded.PhoneNumberCountLimit", Verdict::refused, Hold::none},
      {"FailedOperation.MarketingSendTimeConstraint", Verdict::not_sent, Hold::number},
      {"InternalError", Verdict::unknown, Hold::none},
      {"InternalError.Timeout", Verdict::unknown, Hold::none},
      {"InternalError.SendAndRecvFail", Verdict::unknown, Hold::none},
      {"InternalError.OtherError", Verdict::unknown, Hold::none},
      {"InternalError.UnknownError", Verdict::unknown, Hold::none},
      {"InternalError.SigVerificationFail", Verdict::not_sent, Hold::stopped},
      {"InternalError.RequestTimeException", Verdict::not_sent, Hold::account},
      {"AuthFailure.SignatureFailure", Verdict::not_sent, Hold::stopped},
      {"AuthFailure.SignatureExpire", Verdict::not_sent, Hold::account},
      {"AuthFailure.SomethingNew", Verdict::not_sent, Hold::stopped},
      {"UnauthorizedOperation.SerivceSuspendDueToArrears", Verdict::not_sent, Hold::stopped},
      {"FailedOperation.InsufficientBalanceInSmsPackage", Verdict::not_sent, Hold::stopped},
      {"FailedOperation.TemplateIncorrectOrUnapproved", Verdict::not_sent, Hold::number},
      {"InvalidParameterValue.SdkAppIdNotExist", Verdict::not_sent, Hold::stopped},
      {"FailedOperation.ContainSensitiveWord", Verdict::refused, Hold::none},
      {"InvalidParameterValue.IncorrectPhoneNumber", Verdict::refused, Hold::none},
      {"InvalidParameterValue.TemplateParameterLengthLimit", Verdict::refused, Hold::none},
      {"UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber", Verdict::refused, Hold::none},
      {"UnsupportedOperation.UnsuportedRegion", Verdict::refused, Hold::none},
      {"MissingParameter.EmptyPhoneNumberSet", Verdict::refused, Hold::none},
      {"FailedOperation.OtherError", Verdict::unknown, Hold::none},
      {"ServiceUnavailable", Verdict::unknown, Hold::none},
      {"NeverHeardOf", Verdict::unknown, Hold::none},
      {"Ok", Verdict::unknown, Hold::none},
      {"", Verdict::unknown, Hold::none},
  };
  for (const Case& c : cases) {
    const Outcome got = outcome_of_error(c.code);
    EXPECT_EQ(got.verdict, c.verdict) << c.code;
    EXPECT_EQ(got.hold, c.hold) << c.code;
    EXPECT_FALSE(got.opted_out) << c.code;
    EXPECT_TRUE(got.carrier_id.empty()) << c.code;
  }
}

TEST(TencentSubmit, MissingEntriesAreUnknown) {
  const auto got = outcomes(3, answered(set_of({entry(kB, "Ok", "5000:2")})));
  EXPECT_EQ(got[0].verdict, Verdict::unknown);
  EXPECT_EQ(got[1].verdict, Verdict::accepted);
  EXPECT_EQ(got[2].verdict, Verdict::unknown);
  for (const Outcome& o : outcomes(3, answered(set_of({})))) EXPECT_EQ(o.verdict, Verdict::unknown);
}

TEST(TencentSubmit, ForeignEntriesChangeNothing) {
  const auto got = outcomes(1, answered(set_of({entry("+8613999999999", "Ok", "5000:9")})));
  EXPECT_EQ(got[0].verdict, Verdict::unknown);
  const auto other_batch = outcomes(1, answered(set_of({entry(kA, "Ok", "5000:1", "another-batch")})));
  EXPECT_EQ(other_batch[0].verdict, Verdict::unknown) << "an answer about another batch";
}

TEST(TencentSubmit, DuplicateEntriesCountOnlyWhenTheyAgree) {
  EXPECT_EQ(outcomes(1, answered(set_of({entry(kA, "Ok", "5000:1"), entry(kA, "Ok", "5000:1")})))[0].verdict,
            Verdict::accepted);
  EXPECT_EQ(outcomes(1, answered(set_of({entry(kA, "Ok", "5000:1"),
                                         entry(kA, "LimitExceeded.PhoneNumberDailyLimit", "")})))[0]
                .verdict,
            Verdict::unknown);
  SubmitBatch twice = batch_of(1);
  twice.to.push_back({"m9", kA});
  const auto got = carrier()->on_submit_reply(twice, answered(set_of({entry(kA, "Ok", "5000:1")})));
  EXPECT_EQ(got[0].verdict, Verdict::accepted);
  EXPECT_EQ(got[1].verdict, Verdict::unknown) << "two recipients, one entry";
}

TEST(TencentSubmit, OtherSpellingsOfTheNumberMatch) {
  for (const char* spelled : {"8613800000001", "13800000001", "008613800000001"})
    EXPECT_EQ(outcomes(1, answered(set_of({entry(spelled, "Ok", "5000:1")})))[0].verdict, Verdict::accepted)
        << spelled;
}

TEST(TencentSubmit, AcceptedWithoutSerialIsUnknown) {
  EXPECT_EQ(outcomes(1, answered(set_of({entry(kA, "Ok", "")})))[0].verdict, Verdict::unknown);
}

TEST(TencentSubmit, OddTypesInsideAnEntry) {
  const std::pair<const char*, Verdict> cases[] = {
      {R"({"SerialNo":"s","PhoneNumber":"+8613800000001","Fee":99999999999999999,"Code":"Ok"})",
       Verdict::accepted},
      {R"({"SerialNo":"s","PhoneNumber":"+8613800000001","Fee":"x","Code":"Ok","New":{"a":[1]}})",
       Verdict::accepted},
      {R"({"SerialNo":7,"PhoneNumber":"+8613800000001","Code":"Ok"})", Verdict::unknown},
      {R"({"SerialNo":"s","PhoneNumber":13800000001,"Code":"Ok"})", Verdict::unknown},
      {R"({"SerialNo":"s","PhoneNumber":"+8613800000001","Code":0})", Verdict::unknown},
      {R"({"SerialNo":"s","PhoneNumber":"+8613800000001"})", Verdict::unknown},
      {R"([])", Verdict::unknown},
      {R"(null)", Verdict::unknown},
      {R"("Ok")", Verdict::unknown},
  };
  for (const auto& [text, verdict] : cases)
    EXPECT_EQ(outcomes(1, answered(set_of({text})))[0].verdict, verdict) << text;
}

TEST(TencentSubmit, HostileAnswersAreUnknown) {
  const std::string deep(200'000, '[');
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        std::string(R"({"Response":null})"), std::string(R"({"Response":{}})"),
        std::string(R"({"Response":{"SendStatusSet":{}}})"),
        std::string(R"({"Response":{"SendStatusSet":null}})"), std::string(R"({"Response":{"Error":{}}})"),
        std::string(R"({"Response":{"Error":"x"}})"), std::string(R"({"Response":{"Error":{"Code":5}}})"),
        std::string("<html><body>200 OK from a middleman</body></html>"), std::string("\xff\xfe\0", 3), deep,
        R"({"Response":)" + deep, std::string(R"({"response":{"SendStatusSet":[]}})")}) {
    for (const Outcome& o : outcomes(2, answered(body))) {
      EXPECT_EQ(o.verdict, Verdict::unknown) << body.substr(0, 60);
      EXPECT_LE(o.words.size(), 400u);
    }
  }
}

TEST(TencentSubmit, CutAnywhereIsUnknown) {
  const std::string whole = set_of({entry(kA, "Ok", "5000:1"), entry(kB, "Ok", "5000:2")});
  for (std::size_t n = 0; n < whole.size(); ++n)
    for (const Outcome& o : outcomes(2, answered(whole.substr(0, n))))
      ASSERT_EQ(o.verdict, Verdict::unknown) << n;
  for (const Outcome& o : outcomes(2, answered(whole))) EXPECT_EQ(o.verdict, Verdict::accepted);
}

TEST(TencentSubmit, OneByteChangedNeverInventsAnAcceptance) {
  const std::string whole = set_of({entry(kA, "LimitExceeded.PhoneNumberDailyLimit", "")});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    for (char c : {'\0', '"', '{', ']', '9', '\xff'}) {
      changed[i] = c;
      EXPECT_NE(outcomes(1, answered(changed))[0].verdict, Verdict::accepted) << i;
    }
  }
}

TEST(TencentSubmit, StatusDecidesBeforeTheBody) {
  const std::string ok = set_of({entry(kA, "Ok", "5000:1")});
  EXPECT_EQ(outcomes(1, answered(ok, 502))[0].verdict, Verdict::unknown);
  EXPECT_EQ(outcomes(1, answered("<html>502</html>", 502))[0].verdict, Verdict::unknown);
  EXPECT_EQ(outcomes(1, answered(ok, 429))[0].verdict, Verdict::not_sent);
  HttpReply cut = answered(ok);
  cut.transport = Transport::broken;
  EXPECT_EQ(outcomes(1, cut)[0].verdict, Verdict::unknown);
}

TEST(TencentSubmit, TwoHundredRecipientsInAnyOrder) {
  SubmitBatch batch;
  batch.key = "b-1";
  std::vector<std::string> entries;
  for (int i = 0; i < 200; ++i) {
    const std::string number = "+861380000" + std::to_string(1000 + i);
    batch.to.push_back({"m" + std::to_string(i), number});
    entries.insert(entries.begin(), entry(number, "Ok", "5000:" + std::to_string(i)));
  }
  const auto got = carrier()->on_submit_reply(batch, answered(set_of(entries)));
  ASSERT_EQ(got.size(), 200u);
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(got[static_cast<std::size_t>(i)].carrier_id, "5000:" + std::to_string(i));
}

TEST(TencentSubmit, CarrierThatQuotesTheKeyDoesNotLeakIt) {
  CarrierSettings settings = tencent_settings("tencent");
  settings.set_secret("sts_token", Secret(std::string(kStsToken)));
  const auto own = find_carrier_kind("tencent")->make_http(settings);
  for (const std::string_view secret : {kSecretKey, kStsToken}) {
    const std::string s(secret);
    const auto in_words =
        R"({"Response":{"Error":{"Code":"AuthFailure.X","Message":"key )" + s + R"( bad"}}})";
    const auto in_code = R"({"Response":{"Error":{"Code":")" + s + R"(","Message":""}}})";
    for (const std::string& body : {in_words, in_code}) {
      const Outcome got = own->on_submit_reply(batch_of(1), answered(body))[0];
      EXPECT_EQ((got.words + got.code).find(s), std::string::npos);
    }
  }
}

TEST(TencentSubmit, BodyLeavesOutWhatIsEmpty) {
  SubmitBatch batch = batch_of(1);
  EXPECT_EQ(
      carrier()->submit(batch, moment()).body,
      R"({"PhoneNumberSet":["+8613800000001"],"SmsSdkAppId":"1400006666","TemplateId":"1110","SessionContext":"b-1"})");
  CarrierSettings settings = tencent_settings("tencent");
  settings.set_text("sign_name", "信访局");
  settings.set_text("sender_id", "HY");
  batch.content.template_params = {"\"\\\n", "\xff"};
  const std::string body = find_carrier_kind("tencent")->make_http(settings)->submit(batch, moment()).body;
  EXPECT_NE(body.find(R"("SignName":"信访局","TemplateParamSet":["\"\\\n",")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("SenderId":"HY"})"), std::string::npos);
  EXPECT_NO_THROW(Json::parse(body)) << "invalid UTF-8 in a parameter must not spoil the request";
}

TEST(TencentSettings, ContradictionsNameTheSetting) {
  const std::pair<const char*, const char*> texts[] = {{"endpoint", "sms.tencentcloudapi.com"},
                                                       {"language", "fr-FR"},
                                                       {"secret_id", ""},
                                                       {"secret_id", "a\r\nb"},
                                                       {"region", "a b"},
                                                       {"sdk_app_id", ""}};
  for (const auto& [name, value] : texts) {
    CarrierSettings settings = tencent_settings("tencent");
    settings.set_text(name, value);
    try {
      find_carrier_kind("tencent")->make_http(settings);
      ADD_FAILURE() << name << "=" << value;
    } catch (const BadInput& e) {
      EXPECT_EQ(e.where(), name);
    }
  }
  for (const auto& [name, value] :
       {std::pair("timeout", 0), std::pair("pull_interval", 0), std::pair("inquiry_settle", -1)}) {
    CarrierSettings settings = tencent_settings("tencent");
    settings.set_integer(name, value);
    EXPECT_THROW(find_carrier_kind("tencent")->make_http(settings), BadInput) << name;
  }
}

}  // namespace
}  // namespace huiyin
