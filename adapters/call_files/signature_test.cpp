#include "adapters/call_files/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/call_files/test_keys.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using testing::jws;
using testing::TestKey;

std::string why(const std::string& json, const std::string& pem) {
  try {
    open_jws(Json::parse(json), TrustedKeys(pem));
    return "opened";
  } catch (const BadInput& e) {
    return e.what();
  }
}

TEST(Signature, EveryAlgorithmOfTrustedKeysIsVerified) {
  for (const char* algorithm :
       {"RS256", "RS384", "RS512", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"}) {
    const TestKey key(algorithm), other(algorithm);
    const std::string signed_ = jws(key, R"({"alg":")" + std::string(algorithm) + "\"}", "{}", "hello");
    const OpenedJws opened = open_jws(Json::parse(signed_), TrustedKeys(key.public_pem()));
    EXPECT_EQ(opened.payload, "hello") << algorithm;
    EXPECT_EQ(opened.by, SignedBy::trusted) << algorithm;
    EXPECT_EQ(open_jws(Json::parse(signed_), TrustedKeys(other.public_pem())).by, SignedBy::unknown);
    EXPECT_EQ(open_jws(Json::parse(signed_), TrustedKeys("")).by, SignedBy::unknown);
  }
}

TEST(Signature, ACertificateCountsWhereTheFolderHasItOrItsIssuer) {
  const TestKey root("RS256"), leaf("ES256"), stranger("RS256");
  const std::string root_pem = root.certificate_pem("root", root, "root", true);
  const std::string leaf_pem = leaf.certificate_pem("leaf", root, "root", false);
  const std::string x5c = R"({"x5c":[")" + testing::der_base64(leaf_pem) + "\"]}";
  const std::string signed_ = jws(leaf, R"({"alg":"ES256"})", x5c, "hello");
  const auto by = [&](const std::string& pem) { return open_jws(Json::parse(signed_), TrustedKeys(pem)).by; };
  EXPECT_EQ(by(root_pem), SignedBy::trusted);
  EXPECT_EQ(by(leaf_pem), SignedBy::trusted);
  EXPECT_EQ(by(stranger.certificate_pem("s", stranger, "s", true)), SignedBy::unknown);
  EXPECT_EQ(by(""), SignedBy::unknown);
  // Somebody else's certificate beside one's own signature.
  const std::string forged =
      jws(stranger, R"({"alg":"RS256"})", R"({"x5c":[")" + testing::der_base64(root_pem) + "\"]}", "hello");
  EXPECT_THAT(why(forged, root_pem), ::testing::HasSubstr("was changed"));
}

TEST(Signature, AChangedPayloadIsRefusedOrUnknown) {
  const TestKey key("RS256");
  const std::string pem = key.certificate_pem("k", key, "k", true);
  const std::string signed_ =
      jws(key, R"({"alg":"RS256"})", R"({"x5c":[")" + testing::der_base64(pem) + "\"]}", "hello");
  std::string changed = signed_;
  const std::string was = to_base64url("hello"), is = to_base64url("jello");
  changed.replace(changed.find(was), was.size(), is);
  EXPECT_THAT(why(changed, pem), ::testing::HasSubstr("was changed"));
}

TEST(Signature, WhatIsNotAcceptedSaysWhy) {
  const TestKey key("RS256");
  const auto refused = [&](const std::string& header) {
    return why(jws(key, header, "{}", "x"), key.public_pem());
  };
  EXPECT_THAT(refused(R"({"alg":"none"})"), ::testing::HasSubstr("algorithm"));
  EXPECT_THAT(refused(R"({"alg":"HS256"})"), ::testing::HasSubstr("algorithm"));
  EXPECT_THAT(refused(R"({})"), ::testing::HasSubstr("algorithm"));
  EXPECT_THAT(refused(R"({"alg":"RS256","crit":["b64"]})"), ::testing::HasSubstr("critical"));
  EXPECT_THAT(refused(R"({"alg":"RS256","x5c":["!"]})"), ::testing::HasSubstr("no certificate"));
  EXPECT_THAT(why(R"({"payload":"eA","signatures":[]})", ""), ::testing::HasSubstr("/signatures is empty"));
  EXPECT_THAT(why(R"({"payload":"*","signatures":[{}]})", ""), ::testing::HasSubstr("base64url"));
  EXPECT_THAT(why(R"({"payload":"eA","signatures":[{"protected":"eA","signature":""}]})", ""),
              ::testing::HasSubstr("JSON"));
}

TEST(Signature, AnEllipticKeyIsForItsOwnCurveOnly) {
  const TestKey p256("ES256");
  EXPECT_EQ(
      open_jws(Json::parse(jws(p256, R"({"alg":"ES512"})", "{}", "x")), TrustedKeys(p256.public_pem())).by,
      SignedBy::unknown);
}

TEST(Signature, ThePrivateKeyHasNoPlaceInTheTrustFolder) {
  const TestKey key("ES256");
  EXPECT_THROW(TrustedKeys(key.private_pem()), BadInput);
  EXPECT_NO_THROW(TrustedKeys("words of no meaning\n" + key.public_pem() + "more\n"));
  EXPECT_THROW(TrustedKeys("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), BadInput);
}

}  // namespace
}  // namespace huiyin
