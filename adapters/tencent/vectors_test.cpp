// Requests captured from the vendor's SDK, reproduced byte for byte. Two of them are spelled out here; the
// rest is read from ../shared when that is present.
#include <algorithm>

#include <gtest/gtest.h>

#include "adapters/tencent/api.h"
#include "adapters/testing.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

SubmitBatch captured_batch() {
  SubmitBatch batch;
  batch.key = "camp-42:batch-7";
  batch.content = {"", "信访局", "1110", {"张三", "2026-03-01"}};
  batch.extension = "07";
  batch.to = {{"m1", "+8613800000001"}, {"m2", "+8613800000002"}};
  return batch;
}

std::unique_ptr<HttpCarrier> tencent(const CarrierSettings& settings) {
  return find_carrier_kind("tencent")->make_http(settings);
}

TEST(TencentVectors, SendSmsToTheRealHost) {
  const HttpCall call = tencent(tencent_settings("tencent"))->submit(captured_batch(), moment());
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url, "https://sms.tencentcloudapi.com/");
  EXPECT_EQ(
      call.body,
      R"({"PhoneNumberSet":["+8613800000001","+8613800000002"],"SmsSdkAppId":"1400006666","TemplateId":"1110",)"
      R"("SignName":"信访局","TemplateParamSet":["张三","2026-03-01"],"ExtendCode":"07",)"
      R"("SessionContext":"camp-42:batch-7"})");
  const Headers expected = {
      {"X-TC-Action", "SendSms"},
      {"X-TC-Region", "ap-guangzhou"},
      {"X-TC-Timestamp", "1772330584"},
      {"X-TC-Version", "2021-01-11"},
      {"Content-Type", "application/json"},
      {"Authorization",
       "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEsecretid000000000000000001/2026-03-01/sms/tc3_request, "
       "SignedHeaders=content-type;host, "
       "Signature=4d817fc4323689f9fd656d5e1665ebed72f467b85f315d366e19a0ae334a63b0"}};
  EXPECT_EQ(call.headers, expected);
}

TEST(TencentVectors, LoopbackIsSignedWithoutPortAsService127) {
  CarrierSettings settings = tencent_settings("tencent");
  settings.set_text("endpoint", "http://127.0.0.1:18080");
  const HttpCall call = tencent(settings)->submit(captured_batch(), moment());
  EXPECT_EQ(call.url, "http://127.0.0.1:18080/");
  EXPECT_EQ(header_of(call, "Authorization"),
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEsecretid000000000000000001/2026-03-01/127/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=1d67b4e1fa8c3d801f9b547988042ddd2eb73b3b8577843248b50cc5061c04cb");
}

// ---- All captures

std::string captured_header(const Json& request, std::string_view name) {
  for (const Json& pair : request.items("headers"))
    if (pair.items()[0].text() == name) return pair.items()[1].text();
  return {};
}

CarrierSettings captured_settings(std::string_view kind, const Json& inputs) {
  CarrierSettings settings = tencent_settings(kind);
  const std::string endpoint = inputs.text("endpoint");
  settings.set_text("endpoint", (endpoint.starts_with("127.") ? "http://" : "https://") + endpoint);
  settings.set_text("region", inputs.text("region"));
  settings.set_text("language", inputs.text_or("language", ""));
  settings.set_secret("sts_token", Secret(inputs.text_or("token", "")));
  return settings;
}

// Our own call for the action that was captured, made through the carrier's public face.
HttpCall own_call(const Json& inputs) {
  const Json wanted = inputs.at("call");
  const std::string action = wanted.text("action");
  const Json args = wanted.at("args");
  const bool ccc = action.starts_with("DescribeTel");
  const CarrierSettings settings = captured_settings(ccc ? "tencent_ccc" : "tencent", inputs);
  const auto carrier = find_carrier_kind(ccc ? "tencent_ccc" : "tencent")->make_http(settings);
  const auto first = [](Step step) { return std::get<HttpCall>(step); };
  if (action == "SendSms") return carrier->submit(captured_batch(), moment());
  if (action == "PullSmsReplyStatus") return first(carrier->pull("reply", "")->begin(moment()));
  if (action == "PullSmsSendStatus") return first(carrier->pull("status", "")->begin(moment()));
  if (action == "PullSmsReplyStatusByPhoneNumber")
    return first(
        carrier->recover("reply", args.text("PhoneNumber"), from_unix_seconds(args.integer("BeginTime")))
            ->begin(moment()));
  if (action == "DescribeTelCdr") return first(carrier->pull("calls", "")->begin(moment()));
  // Reached in the middle of an exchange only: the exchange's own tests look at the body, this one at the
  // signature.
  return TencentApi(settings, ccc ? "2020-02-10" : "2021-01-11").call(action, args.dump(), moment().now);
}

void expect_reproduced(const Json& file) {
  const Json exchange = file.items("exchanges")[0];
  const Json request = exchange.at("request"), recomputed = exchange.at("independent_recomputation");
  const HttpCall call = own_call(file.at("inputs"));
  EXPECT_EQ(call.body, request.text("body_utf8"));
  for (const char* name : {"X-TC-Action", "X-TC-Region", "X-TC-Timestamp", "X-TC-Version", "X-TC-Token",
                           "X-TC-Language", "Content-Type", "Authorization"})
    EXPECT_EQ(header_of(call, name), captured_header(request, name)) << name;
  EXPECT_NE(header_of(call, "Authorization").find(recomputed.text("signature")), std::string::npos);
}

void expect_get_signature(const Json& file) {
  const Json exchange = file.items("exchanges")[0];
  Tc3Request r;
  r.method = "GET";
  const std::string target = exchange.at("request").text("target");
  r.query = std::string_view(target).substr(2);
  r.content_type = "application/x-www-form-urlencoded";
  r.host = "sms.tencentcloudapi.com";
  r.service = "sms";
  r.unix_seconds = kNow;
  EXPECT_EQ(tc3_canonical_request(r), exchange.at("independent_recomputation").text("canonical_request"));
  EXPECT_EQ(tc3_string_to_sign(r), exchange.at("independent_recomputation").text("string_to_sign"));
  EXPECT_EQ(tc3_authorization(r, kSecretId, Secret(std::string(kSecretKey))),
            captured_header(exchange.at("request"), "Authorization"));
}

void expect_v1_signature(const Json& file) {
  const Json recomputed = file.items("exchanges")[0].at("independent_recomputation");
  const HmacKind kind =
      file.at("inputs").text("signMethod") == "HmacSHA1" ? HmacKind::sha1 : HmacKind::sha256;
  EXPECT_EQ(tencent_v1_signature(recomputed.text("string_to_sign"), Secret(std::string(kSecretKey)), kind),
            recomputed.text("signature"));
}

TEST(TencentVectors, EveryCapturedRequest) {
  const auto files = captured_files("tencent-");
  if (files.empty()) GTEST_SKIP() << "no captured requests beside the sources: all but two vectors skipped";
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json file = read_json_file(path);
    const Json inputs = file.at("inputs");
    if (inputs.has("signMethod"))
      expect_v1_signature(file);
    else if (inputs.text_or("reqMethod", "POST") == "GET")
      expect_get_signature(file);
    else
      expect_reproduced(file);
  }
}

// The answers that go with them, read as the SDK reads them.
TEST(TencentVectors, EveryAnswerToSendSms) {
  const auto files = captured_files("tencent-sendsms");
  if (files.empty()) GTEST_SKIP() << "no captured requests beside the sources";
  const auto carrier = tencent(tencent_settings("tencent"));
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json file = read_json_file(path);
    const Json sent = file.items("exchanges")[0].at("response_sent");
    const Json body = sent.at("body");
    const HttpReply reply =
        answered(body.is_string() ? body.text() : body.dump(), static_cast<int>(sent.integer("status")));
    const std::vector<Outcome> outcomes = carrier->on_submit_reply(captured_batch(), reply);
    ASSERT_EQ(outcomes.size(), 2u);
    EXPECT_EQ(outcomes[0].verdict == Verdict::accepted, file.at("sdk_result").boolean("ok"));
    EXPECT_NE(outcomes[1].verdict, Verdict::accepted) << "the second number is refused in every capture";
  }
}

}  // namespace
}  // namespace huiyin
