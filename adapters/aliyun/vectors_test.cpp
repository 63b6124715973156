// Requests captured from the vendor's SDKs, reproduced byte for byte. Some are spelled out here; the rest is
// read from
// ../shared when that is present.
#include <gtest/gtest.h>

#include "adapters/aliyun/aliyun_testing.h"
#include "adapters/aliyun/api.h"
#include "adapters/aliyun/mns.h"
#include "adapters/aliyun/sign.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

SubmitBatch own_contents_batch() {
  SubmitBatch batch = aliyun_batch();
  batch.key = "camp-42:batch-8";
  const auto own = [](const char* name) {
    return std::make_shared<const SmsContent>(SmsContent{"", "信访局", "SMS_15305****", {name}});
  };
  batch.to[0].own = own("张三");
  batch.to[1].own = own("O'Neil (李)*~");
  return batch;
}

TEST(AliyunVectors, SendSmsToTheRealHost) {
  const HttpCall call = aliyun()->submit(aliyun_batch(), aliyun_moment());
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url,
            "https://dysmsapi.aliyuncs.com/?OutId=camp-42%3Abatch-7&PhoneNumbers=13800000001%2C13800000002&"
            "SignName=%E4%BF%A1%E8%AE%BF%E5%B1%80&SmsUpExtendCode=90999&TemplateCode=SMS_15305****&"
            "TemplateParam=%7B%22name%22%3A%22%E5%BC%A0%E4%B8%89%22%2C%22no%22%3A%22A-7%22%7D");
  EXPECT_EQ(call.body, "");
  EXPECT_EQ(header_of(call, "Authorization"),
            "ACS3-HMAC-SHA256 Credential=LTAIEXAMPLEaccesskeyid01,SignedHeaders=host;x-acs-action;"
            "x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,"
            "Signature=8d35d98cb8894cd4a560d853b574345c6b1c10d906caaa64462094b14ece98fb");
  EXPECT_EQ(header_of(call, "x-acs-date"), "2026-03-01T02:03:04Z");
}

// The published answer of a capture; its four extension codes differ, which one batch of ours never has.
TEST(AliyunVectors, SendBatchSmsSignature) {
  Acs3Request r;
  r.query = {{"OutId", "camp-42:batch-8"}, {"TemplateCode", "SMS_15305****"}};
  const std::string body =
      "PhoneNumberJson=%5B%2213800000001%22%2C%2213800000002%22%5D&SignNameJson=%5B%22%E4%BF%A1%E8%AE%BF%E5%"
      "B1%80%22%2C"
      "%22%E4%BF%A1%E8%AE%BF%E5%B1%80%22%5D&SmsUpExtendCodeJson=%5B%2290999%22%2C%2290998%22%5D&"
      "TemplateParamJson="
      "%5B%7B%22name%22%3A%22%E5%BC%A0%E4%B8%89%22%7D%2C%7B%22name%22%3A%22O'Neil%20(%E6%9D%8E)*~%22%7D%5D";
  r.body = body;
  r.headers = {{"host", "dysmsapi.aliyuncs.com"},
               {"x-acs-version", "2017-05-25"},
               {"x-acs-action", "SendBatchSms"},
               {"x-acs-date", "2026-03-01T02:03:04Z"},
               {"x-acs-signature-nonce", std::string(kAliyunNonce)},
               {"x-acs-content-sha256", to_hex(sha256(body))},
               {"content-type", "application/x-www-form-urlencoded"},
               {"x-acs-credentials-provider", "static_ak"}};
  EXPECT_NE(acs3_authorization(r, "LTAIEXAMPLEaccesskeyid01", Secret("ExampleAccessKeySecret00000001"))
                .find("3a0d6c45727ae395e264e28793599c46bf79677781151e1a94b047b9ed70ce0c"),
            std::string::npos);
}

TEST(AliyunVectors, ContentsOfTheirOwnGoInOneRequest) {
  const HttpCall call = aliyun()->submit(own_contents_batch(), aliyun_moment());
  EXPECT_EQ(header_of(call, "x-acs-action"), "SendBatchSms");
  EXPECT_EQ(call.url, "https://dysmsapi.aliyuncs.com/?OutId=camp-42%3Abatch-8&TemplateCode=SMS_15305****");
  EXPECT_EQ(call.body,
            "PhoneNumberJson=%5B%2213800000001%22%2C%2213800000002%22%5D&SignNameJson=%5B%22%E4%BF%A1%E8%AE%"
            "BF%E5%B1%80"
            "%22%2C%22%E4%BF%A1%E8%AE%BF%E5%B1%80%22%5D&SmsUpExtendCodeJson=%5B%2290999%22%2C%2290999%22%5D&"
            "TemplateParamJson=%5B%7B%22name%22%3A%22%E5%BC%A0%E4%B8%89%22%7D%2C%7B%22name%22%3A%22O'Neil%20("
            "%E6%9D%8E)"
            "*~%22%7D%5D");
  EXPECT_EQ(header_of(call, "content-type"), "application/x-www-form-urlencoded");
}

TEST(AliyunVectors, TemporaryKeysSignTheirToken) {
  CarrierSettings settings = aliyun_settings();
  settings.set_secret("security_token", Secret("sts-token-example"));
  const HttpCall call = aliyun(settings)->submit(aliyun_batch(), aliyun_moment());
  EXPECT_EQ(header_of(call, "x-acs-security-token"), "sts-token-example");
  EXPECT_NE(header_of(call, "Authorization").find(";x-acs-security-token;"), std::string::npos);
}

// ---- All captures

std::string captured_header(const Json& request, std::string_view name) {
  for (const Json& pair : request.items("headers"))
    if (pair.items()[0].text() == name) return pair.items()[1].text();
  return {};
}

CarrierSettings captured_settings(const Json& inputs) {
  CarrierSettings settings = aliyun_settings();
  const std::string endpoint = inputs.text("endpoint");
  const std::string url = (endpoint.starts_with("127.") ? "http://" : "https://") + endpoint;
  settings.set_text(endpoint.starts_with("dybase") ? "token_endpoint" : "endpoint", url);
  if (inputs.text_or("signatureAlgorithm", "") == "v2") settings.set_text("signature", "rpc_v1");
  return settings;
}

// Our own call for the action that was captured, made through the carrier's public face where it has one.
HttpCall own_call(const Json& inputs) {
  const std::string action = inputs.at("call").text("action");
  const CarrierSettings settings = captured_settings(inputs);
  const auto carrier = aliyun(settings);
  if (action == "SendSms") return carrier->submit(aliyun_batch(), aliyun_moment());
  if (action == "QueryTokenForMnsQueue")
    return std::get<HttpCall>(carrier->pull("reply", "")->begin(aliyun_moment()));
  if (action == "QuerySendDetails")
    return std::get<HttpCall>(carrier
                                  ->inquire({"camp-42:batch-7",
                                             {"m1", "+8613800000001"},
                                             from_unix_seconds(kNow - 1),
                                             "900619746936498440^0"})
                                  ->begin(aliyun_moment()));
  Parameters query;  // the call centre's: its own tests look at the parameters, this one at the signature
  for (const auto& [name, value] : inputs.at("call").at("args").members())
    query.emplace_back(name, value.is_string() ? value.text() : value.dump());
  const bool centre = action != "GetResult";
  return AliyunApi(settings, "endpoint", centre ? "2020-07-01" : "2019-01-15")
      .call(action, query, {}, aliyun_moment());
}

TEST(AliyunVectors, EveryCapturedAcs3Request) {
  int seen = 0;
  for (const auto& path : captured_files("aliyun-")) {
    const Json file = read_json_file(path);
    const std::string scheme = file.text_or("signature", "");
    const bool core_rpc = file.at("inputs").has("signatureAlgorithm") &&
                          file.at("inputs").at("call").text("action") == "SendSms";
    if (!file.at("inputs").has("endpoint") || (scheme != "ACS3-HMAC-SHA256" && !core_rpc)) continue;
    SCOPED_TRACE(path.filename().string());
    const Json request = file.items("exchanges")[0].at("request");
    const HttpCall call = own_call(file.at("inputs"));
    EXPECT_EQ(call.url.substr(call.url.find('/', 8)), request.text("target"));
    EXPECT_EQ(call.body, request.text("body_utf8"));
    for (const char* name : {"x-acs-version", "x-acs-action", "x-acs-date", "x-acs-signature-nonce",
                             "x-acs-content-sha256", "Authorization"})
      if (scheme == "ACS3-HMAC-SHA256") {
        EXPECT_EQ(header_of(call, name), captured_header(request, name)) << name;
      }
    ++seen;
  }
  if (seen == 0) GTEST_SKIP() << "no captured requests beside the sources";
}

TEST(AliyunVectors, EveryCapturedRpcSignature) {
  int seen = 0;
  for (const auto& path : captured_files("aliyun-")) {
    const Json file = read_json_file(path);
    for (const Json& exchange : file.items("exchanges")) {
      if (!exchange.has("independent_recomputation")) continue;
      const Json recomputed = exchange.at("independent_recomputation");
      if (recomputed.text_or("scheme", "") != "RPC v1 HMAC-SHA1") continue;
      SCOPED_TRACE(path.filename().string());
      const Json request = exchange.at("request");
      Parameters all;
      for (const std::string& part :
           {request.text("target").substr(request.text("target").find('/') + 1), request.text("body_utf8")})
        for (const auto& [name, value] : read_form(part.starts_with("?") ? part.substr(1) : part))
          if (name != "Signature") all.emplace_back(name, value);
      EXPECT_EQ(rpc_v1_string_to_sign(request.text("method"), all), recomputed.text("string_to_sign"));
      EXPECT_EQ(rpc_v1_signature(request.text("method"), all, Secret("ExampleAccessKeySecret00000001")),
                recomputed.text("signature"));
      ++seen;
    }
  }
  if (seen == 0) GTEST_SKIP() << "no captured requests beside the sources";
}

TEST(AliyunVectors, EveryCapturedQueueRequest) {
  int seen = 0;
  for (const auto& path : captured_files("aliyun-")) {
    const Json file = read_json_file(path);
    for (const Json& exchange : file.items("exchanges")) {
      const Json request = exchange.at("request");
      const std::string authorization = captured_header(request, "authorization");
      if (!authorization.starts_with("MNS ")) continue;
      SCOPED_TRACE(path.filename().string());
      const std::string method = request.text("method"), target = request.text("target"),
                        body = request.text("body_utf8");
      const MnsRequest r{method, target, body, aliyun_moment().now};
      EXPECT_EQ(mns_authorization(r, "STS.EXAMPLEid", Secret("ExampleStsSecret01")), authorization);
      if (method != "GET") {
        EXPECT_EQ(mns_content_md5(body), captured_header(request, "content-md5"));
      }
      EXPECT_EQ(to_http_date(r.now), captured_header(request, "date"));
      ++seen;
    }
  }
  if (seen == 0) GTEST_SKIP() << "no captured requests beside the sources";
}

TEST(AliyunVectors, BatchReceiveIsTheCapturedCall) {
  const MnsQueue queue(read_endpoint("https://1943695596114318.mns.cn-hangzhou.aliyuncs.com", ""),
                       "Alicom-Queue-1092397003988387-SmsUp", 10, Millis(1000));
  const HttpCall call = queue.receive(
      {"STS.EXAMPLEid", Secret("ExampleStsSecret01"), Secret("sts-mns-token-example"), {}}, aliyun_moment());
  EXPECT_EQ(
      call.url,
      "https://1943695596114318.mns.cn-hangzhou.aliyuncs.com/queues/Alicom-Queue-1092397003988387-SmsUp/"
      "messages?numOfMessages=16&waitseconds=10");
  EXPECT_EQ(header_of(call, "authorization"), "MNS STS.EXAMPLEid:CQmdGzHUL3VoMETq18oiTIuA6/k=");
  EXPECT_EQ(call.timeout, Millis(11'000)) << "the carrier's waiting is no time-out";
}

// The answers that go with them, read as the SDK reads them.
TEST(AliyunVectors, EveryAnswerToSendSms) {
  const auto files = captured_files("aliyun-sendsms");
  if (files.empty()) GTEST_SKIP() << "no captured requests beside the sources";
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json sent = read_json_file(path).items("exchanges")[0].at("response_sent");
    const HttpReply reply = answered(sent.at("body").dump(), static_cast<int>(sent.integer("status")));
    const bool ok = sent.at("body").text("Code") == "OK";
    for (const Outcome& o : aliyun()->on_submit_reply(aliyun_batch(), reply))
      EXPECT_EQ(o.verdict == Verdict::accepted, ok);
  }
}

}  // namespace
}  // namespace huiyin
