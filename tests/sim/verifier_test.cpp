// The verifier against requests captured from the official SDK: three here, all of ../shared when it is
// present.
#include "tests/sim/verifier.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "daemon/base/json.h"

namespace huiyin::sim {
namespace {

const TimePoint kFrozen = from_ms(1'772'330'584'000);  // 2026-03-01T02:03:04Z
const Keys kKeys{{"AKIDEXAMPLEsecretid000000000000000001", "ExampleSecretKey0000000000000001"}};

constexpr const char* kSendBody =
    R"({"PhoneNumberSet":["+8613800000001","+8613800000002"],"SmsSdkAppId":"1400006666","TemplateId":"1110",)"
    R"("SignName":"信访局","TemplateParamSet":["张三","2026-03-01"],"ExtendCode":"07","SessionContext":"camp-42:batch-7"})";

Request tc3_request(const std::string& host, const std::string& service, const std::string& signature) {
  return {"POST",
          "/",
          "",
          {{"Host", host},
           {"X-TC-Timestamp", "1772330584"},
           {"Content-Type", "application/json"},
           {"Authorization", "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEsecretid000000000000000001/2026-03-01/" +
                                 service +
                                 "/tc3_request, SignedHeaders=content-type;host, Signature=" + signature}},
          kSendBody};
}

Request production() {
  return tc3_request("sms.tencentcloudapi.com", "sms",
                     "4d817fc4323689f9fd656d5e1665ebed72f467b85f315d366e19a0ae334a63b0");
}

AuthFault fault_of(const Request& request, TimePoint now = kFrozen, const Keys& keys = kKeys) {
  return verify_tc3(request, keys, now).fault;
}

std::string* value_of(Request* request, std::string_view name) {
  for (auto& [key, value] : request->headers) {
    if (key == name) return &value;
  }
  return nullptr;
}

TEST(Verifier, TakesTheProductionVector) {
  EXPECT_EQ(fault_of(production()), AuthFault::none);
  EXPECT_EQ(verify_tc3(production(), kKeys, kFrozen).secret_id, "AKIDEXAMPLEsecretid000000000000000001");
}

// The SDK signs a loopback endpoint without its port and takes "127" for the service.
TEST(Verifier, TakesAHostSignedWithoutItsPort) {
  EXPECT_EQ(fault_of(tc3_request("127.0.0.1:18080", "127",
                                 "1d67b4e1fa8c3d801f9b547988042ddd2eb73b3b8577843248b50cc5061c04cb")),
            AuthFault::none);
}

TEST(Verifier, ToleratesFiveMinutesAndNoMore) {
  EXPECT_EQ(fault_of(production(), kFrozen + Millis(300'000)), AuthFault::none);
  EXPECT_EQ(fault_of(production(), kFrozen - Millis(300'000)), AuthFault::none);
  EXPECT_EQ(fault_of(production(), kFrozen + Millis(300'001)), AuthFault::expired);
  EXPECT_EQ(fault_of(production(), kFrozen - Millis(300'001)), AuthFault::expired);
}

TEST(Verifier, RefusesAnyChange) {
  Request body = production();
  body.body[20] ^= 1;
  EXPECT_EQ(fault_of(body), AuthFault::mismatch);

  Request host = production();
  *value_of(&host, "Host") = "ccc.tencentcloudapi.com";
  EXPECT_EQ(fault_of(host), AuthFault::mismatch);

  Request query = production();
  query.query = "a=1";
  EXPECT_EQ(fault_of(query), AuthFault::mismatch);

  Request method = production();
  method.method = "GET";
  EXPECT_EQ(fault_of(method), AuthFault::mismatch);

  Request time = production();
  *value_of(&time, "X-TC-Timestamp") = "1772330585";
  EXPECT_EQ(fault_of(time), AuthFault::mismatch);

  EXPECT_EQ(fault_of(production(), kFrozen, {{"AKIDEXAMPLEsecretid000000000000000001", "other"}}),
            AuthFault::mismatch);
  EXPECT_EQ(fault_of(production(), kFrozen, {{"other", "other"}}), AuthFault::unknown_id);
}

TEST(Verifier, TellsMissingFromMalformed) {
  Request missing = production();
  missing.headers.pop_back();
  EXPECT_EQ(fault_of(missing), AuthFault::missing);
  for (const char* bad : {"Basic abc", "TC3-HMAC-SHA256 ", "TC3-HMAC-SHA256 Credential=a/b, Signature=x",
                          "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=host, Signature=x",
                          "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=content-type;host"}) {
    Request request = production();
    *value_of(&request, "Authorization") = bad;
    EXPECT_EQ(fault_of(request), AuthFault::malformed) << bad;
  }
  Request no_time = production();
  *value_of(&no_time, "X-TC-Timestamp") = "soon";
  EXPECT_EQ(fault_of(no_time), AuthFault::malformed);
}

TEST(Verifier, TakesTheOlderSchemeInAForm) {
  Request request{"POST", "/", "", {{"Host", "sms.tencentcloudapi.com"}}, ""};
  request.body =
      "PhoneNumberSet.0=%2B8613800000001&PhoneNumberSet.1=%2B8613800000002&SmsSdkAppId=1400006666&TemplateId="
      "1110&"
      "SignName=%E4%BF%A1%E8%AE%BF%E5%B1%80&TemplateParamSet.0=%E5%BC%A0%E4%B8%89&TemplateParamSet.1=2026-03-"
      "01&"
      "ExtendCode=07&SessionContext=camp-42%3Abatch-7&Action=SendSms&RequestClient=SDK_NODEJS_4.1.220&Nonce="
      "32768&"
      "Timestamp=1772330584&Version=2021-01-11&SecretId=AKIDEXAMPLEsecretid000000000000000001&Region=ap-"
      "guangzhou&"
      "SignatureMethod=HmacSHA1&Signature=PEWEpCMwa7rV1HLcEKLcj6cd42w%3D";
  EXPECT_EQ(verify_v1(request, parse_query(request.body), kKeys, kFrozen).fault, AuthFault::none);
  EXPECT_EQ(verify_v1(request, parse_query(request.body), kKeys, kFrozen + Millis(400'000)).fault,
            AuthFault::expired);
  Headers changed = parse_query(request.body);
  changed[3].second = "1111";
  EXPECT_EQ(verify_v1(request, changed, kKeys, kFrozen).fault, AuthFault::mismatch);
}

// The request of a vector file as the server would hand it over.
Request request_of(const Json& json) {
  Request request;
  request.method = json.text("method");
  const std::string target = json.text("target");
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (const Json& header : json.items("headers")) {
    request.headers.emplace_back(header.items()[0].text(), header.items()[1].text());
  }
  request.body = json.text("body_utf8");
  return request;
}

AuthFault verify_any(const Request& request) {
  if (!request.header("authorization").empty()) return fault_of(request);
  const std::string fields = request.method == "GET" ? request.query : request.body;
  return verify_v1(request, parse_query(fields), kKeys, kFrozen).fault;
}

TEST(Verifier, TakesEveryCapturedTencentRequest) {
  const std::filesystem::path folder = HUIYIN_SOURCE_DIR "/../shared/vectors/carriers";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no captured vectors beside the sources";
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().rfind("tencent-", 0) != 0) continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    for (const Json& exchange : Json::parse(text.str()).items("exchanges")) {
      Request request = request_of(exchange.at("request"));
      EXPECT_EQ(verify_any(request), AuthFault::none) << entry.path();
      (request.method == "GET" ? request.query : request.body) += "x";
      EXPECT_NE(verify_any(request), AuthFault::none) << entry.path() << " changed";
      ++seen;
    }
  }
  EXPECT_GE(seen, 18);
}

}  // namespace
}  // namespace huiyin::sim
