#include "adapters/kit.h"

#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

const char kSendBody[] =
    R"({"PhoneNumberSet":["+8613800000001","+8613800000002"],"SmsSdkAppId":"1400006666","TemplateId":"1110",)"
    R"("SignName":"信访局","TemplateParamSet":["张三","2026-03-01"],"ExtendCode":"07","SessionContext":"camp-42:batch-7"})";

Tc3Request send_request() {
  Tc3Request r;
  r.content_type = "application/json";
  r.host = "sms.tencentcloudapi.com";
  r.body = kSendBody;
  r.service = "sms";
  r.unix_seconds = kNow;
  return r;
}

TEST(Tc3, SignsAsTheVendorsSdkDoes) {
  const Tc3Request r = send_request();
  EXPECT_EQ(tc3_canonical_request(r),
            "POST\n/\n\ncontent-type:application/json\nhost:sms.tencentcloudapi.com\n\ncontent-type;host\n"
            "b2e3cbe6f7db9e4be318e4327ed5b6472b69a4b6477c52383fdcbbbfc5f2b32f");
  EXPECT_EQ(tc3_string_to_sign(r),
            "TC3-HMAC-SHA256\n1772330584\n2026-03-01/sms/tc3_request\n"
            "cf7fb35813b3785c3b652c84d82c1ffc0317a42335dc9f3895d2a04716b3fd48");
  EXPECT_EQ(tc3_authorization(r, kSecretId, Secret(std::string(kSecretKey))),
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEsecretid000000000000000001/2026-03-01/sms/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=4d817fc4323689f9fd656d5e1665ebed72f467b85f315d366e19a0ae334a63b0");
}

TEST(Tc3, DateIsTheUtcDay) {
  Tc3Request r = send_request();
  r.unix_seconds = 1772323199;  // 23:59:59Z, already the next day in Beijing
  EXPECT_NE(tc3_string_to_sign(r).find("\n2026-02-28/"), std::string::npos);
}

TEST(TencentV1, StringToSignIsSortedAndNotEncoded) {
  const Parameters p = {{"SmsSdkAppId", "1400006666"}, {"Action", "SendSms"}, {"SignName", "信访局"}};
  EXPECT_EQ(tencent_v1_string_to_sign("POST", "sms.tencentcloudapi.com", p),
            "POSTsms.tencentcloudapi.com/?Action=SendSms&SignName=信访局&SmsSdkAppId=1400006666");
}

TEST(TencentV1, SignsAsTheVendorsSdkDoes) {
  const Parameters p = {{"PhoneNumberSet.0", "+8613800000001"},
                        {"PhoneNumberSet.1", "+8613800000002"},
                        {"SmsSdkAppId", "1400006666"},
                        {"TemplateId", "1110"},
                        {"SignName", "信访局"},
                        {"TemplateParamSet.0", "张三"},
                        {"TemplateParamSet.1", "2026-03-01"},
                        {"ExtendCode", "07"},
                        {"SessionContext", "camp-42:batch-7"},
                        {"Action", "SendSms"},
                        {"RequestClient", "SDK_NODEJS_4.1.220"},
                        {"Nonce", "32768"},
                        {"Timestamp", "1772330584"},
                        {"Version", "2021-01-11"},
                        {"SecretId", std::string(kSecretId)},
                        {"Region", "ap-guangzhou"}};
  Parameters sha1 = p, sha256 = p;
  sha1.emplace_back("SignatureMethod", "HmacSHA1");
  sha256.emplace_back("SignatureMethod", "HmacSHA256");
  const Secret key{std::string(kSecretKey)};
  const std::string host = "sms.tencentcloudapi.com";
  EXPECT_EQ(tencent_v1_signature(tencent_v1_string_to_sign("POST", host, sha1), key, HmacKind::sha1),
            "PEWEpCMwa7rV1HLcEKLcj6cd42w=");
  EXPECT_EQ(tencent_v1_signature(tencent_v1_string_to_sign("GET", host, sha256), key, HmacKind::sha256),
            "z9+CZvIx0Mp6y1Tt34ILfEGDZC2KxblHWda/SU3C5NM=");
}

TEST(Endpoint, ReadsHostWithoutPort) {
  EXPECT_EQ(read_endpoint("https://sms.tencentcloudapi.com", "endpoint").host, "sms.tencentcloudapi.com");
  EXPECT_EQ(read_endpoint("http://127.0.0.1:18080/", "endpoint").host, "127.0.0.1");
  EXPECT_EQ(read_endpoint("http://127.0.0.1:18080/", "endpoint").url, "http://127.0.0.1:18080");
  EXPECT_EQ(read_endpoint("http://[::1]:8080", "endpoint").host, "[::1]");
}

TEST(Endpoint, RefusesWhatCantBeCalledSafely) {
  for (const char* bad :
       {"", "sms.tencentcloudapi.com", "ftp://a", "https://", "https://a/path", "https://a:0",
        "https://a:99999", "https://a:b", "https://a:", "http://sms.tencentcloudapi.com",
        "http://10.0.0.1:80", "https://user@host", "https://a b", "https://a\r\nX: 1", "http://[::1"}) {
    try {
      read_endpoint(bad, "endpoint");
      ADD_FAILURE() << bad;
    } catch (const BadInput& e) {
      EXPECT_EQ(e.where(), "endpoint");
    }
  }
}

TEST(DecidedByStatus, Table) {
  struct Case {
    HttpReply reply;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {
      {lost(Transport::not_sent), Verdict::not_sent, Hold::account},
      {lost(Transport::broken), Verdict::unknown, Hold::none},
      {answered("", 429), Verdict::not_sent, Hold::account},
      {answered("", 500), Verdict::unknown, Hold::none},
      {answered("<html>busy</html>", 503), Verdict::unknown, Hold::none},
      {answered("", 400), Verdict::not_sent, Hold::stopped},
      {answered("", 403), Verdict::not_sent, Hold::stopped},
      {answered("", 408), Verdict::unknown, Hold::none},
      {answered("", 409), Verdict::unknown, Hold::none},
      {answered("", 499), Verdict::unknown, Hold::none},
      {answered("", 302), Verdict::unknown, Hold::none},
      {answered("", 204), Verdict::unknown, Hold::none},
      {answered("", 0), Verdict::unknown, Hold::none},
      {answered("", -5), Verdict::unknown, Hold::none},
  };
  for (const Case& c : cases) {
    const std::optional<Outcome> outcome = decided_by_status(c.reply);
    ASSERT_TRUE(outcome) << c.reply.status;
    EXPECT_EQ(outcome->verdict, c.verdict) << c.reply.status;
    EXPECT_EQ(outcome->hold, c.hold) << c.reply.status;
  }
  EXPECT_FALSE(decided_by_status(answered("{}", 200)));
}

TEST(DecidedByStatus, RetryAfterIsBelievedWithinReason) {
  HttpReply reply = answered("", 429);
  const std::pair<const char*, std::int64_t> cases[] = {
      {"7", 7000}, {"999999999", 3'600'000}, {"-1", 0}, {"soon", 0}, {"", 0}, {"99999999999999999999", 0}};
  for (const auto& [text, ms] : cases) {
    reply.headers = {{"retry-after", text}};
    EXPECT_EQ(decided_by_status(reply)->wait.count(), ms) << text;
  }
}

TEST(CarrierWords, HidesSecretsAndControlCharacters) {
  const Secret key("k3y"), empty;
  const Secret* const secrets[] = {&key, &empty};
  EXPECT_EQ(carrier_words("bad k3y\r\nk3yk3y", secrets), "bad (secret)  (secret)(secret)");
  const std::string cut = carrier_words(std::string(298, 'a') + "信访", {});
  EXPECT_EQ(cut, std::string(298, 'a')) << "no half character at the cut";
}

TEST(CarrierCode, OnlyWhatLooksLikeACode) {
  EXPECT_EQ(carrier_code("LimitExceeded.DailyLimit"), "LimitExceeded.DailyLimit");
  EXPECT_EQ(carrier_code("MK:0012"), "MK:0012");
  for (const std::string& bad :
       {std::string(), std::string("a b"), std::string(81, 'a'), std::string("余额不足")})
    EXPECT_EQ(carrier_code(bad), "(unreadable code)");
}

TEST(BeijingTime, ReadsBothSpellings) {
  EXPECT_EQ(read_beijing_time("2026-03-01 10:03:04"), from_unix_seconds(kNow));
  EXPECT_EQ(read_beijing_time("20260301100304"), from_unix_seconds(kNow));
  EXPECT_EQ(to_beijing_time(from_unix_seconds(kNow)), "2026-03-01 10:03:04");
  EXPECT_EQ(read_beijing_time("2024-02-29 00:00:00"), read_beijing_time("20240229000000"));
}

TEST(BeijingTime, RefusesTheRest) {
  for (const char* bad :
       {"", "2026-03-01", "2026-02-30 10:00:00", "2026-03-01 24:00:00", "2026-03-01 10:60:00",
        "2026-13-01 10:00:00", "2026/03/01 10:03:04", "2026030110030", "202603011003045",
        "2026-03-01 10:03:0x", "x2026030110030", "2026-03-01 10:03:04Z"})
    EXPECT_FALSE(read_beijing_time(bad)) << bad;
}

TEST(UnixTime, OutOfRangeIsNotTold) {
  EXPECT_EQ(from_unix_seconds(kNow), from_ms(kNow * 1000));
  for (std::int64_t bad : {std::int64_t{-1}, std::int64_t{253'402'300'800}, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(from_unix_seconds(bad), TimePoint{});
    EXPECT_EQ(from_unix_millis(bad == 253'402'300'800 ? bad * 1000 : bad), TimePoint{});
  }
}

TEST(Numbers, SpellingsOfOneNumber) {
  for (const char* same :
       {"+8613800000001", "008613800000001", "8613800000001", "13800000001", "+86 138-0000-0001"})
    EXPECT_EQ(number_key(same), "8613800000001") << same;
  EXPECT_EQ(number_key("+13800000001"), "13800000001") << "a plus is believed";
  EXPECT_EQ(number_key("nobody"), "");
  EXPECT_EQ(join_number("86", "13800000001"), "+8613800000001");
  EXPECT_EQ(join_number("0086", "13800000001"), "+8613800000001");
  EXPECT_EQ(join_number("", "13800000001"), "+8613800000001");
  EXPECT_EQ(join_number("", "+85212345678"), "+85212345678");
  EXPECT_EQ(join_number("86", "anonymous"), "");
}

TEST(LooseInteger, NumberOrText) {
  const Json o =
      Json::parse(R"({"a":1,"b":"2","c":null,"d":"x","e":1.5,"f":[],"g":18446744073709551615,"h":""})");
  EXPECT_EQ(loose_integer(o, "a"), 1);
  EXPECT_EQ(loose_integer(o, "b"), 2);
  for (const char* absent : {"c", "d", "e", "f", "g", "h", "z"})
    EXPECT_FALSE(loose_integer(o, absent)) << absent;
  EXPECT_FALSE(loose_integer(Json::parse("[]"), "a"));
}

}  // namespace
}  // namespace huiyin
