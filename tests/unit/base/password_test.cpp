// Passwords and the codes of authenticators; the codes against the vectors of RFC 6238, appendix B.
#include "daemon/base/password.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(Password, IsKnownAgainAndNothingElseIs) {
  const std::string hash = hash_password("correct horse 电池");
  EXPECT_EQ(hash.rfind("$argon2id$", 0), 0u);
  EXPECT_TRUE(is_password(hash, "correct horse 电池"));
  EXPECT_FALSE(is_password(hash, "correct horse 电池 "));
  EXPECT_FALSE(is_password(hash, ""));
  EXPECT_FALSE(is_password("", "correct horse 电池"));
  EXPECT_FALSE(is_password("not a hash", "x"));
  EXPECT_NE(hash, hash_password("correct horse 电池"));
}

TEST(Password, WeakOnesAreNamed) {
  for (const char* weak : {"", "short", "aaaaaaaaaaaaaaa", "my-name-is-lihua-ok", "xx1234567890xx"})
    EXPECT_NE(weak_because(weak, "lihua"), "") << weak;
  EXPECT_NE(weak_because("\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe", "li"), "");
  EXPECT_EQ(weak_because("three blind mice", "lihua"), "");
}

TEST(Totp, Rfc6238AppendixB) {
  const std::string secret = "12345678901234567890";
  // The RFC's eight digits; authenticators show the last six.
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"},
                                                          {1111111111, "050471"}, {1234567890, "005924"},
                                                          {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [time, code] : vectors) EXPECT_EQ(totp_code(secret, time / 30), code) << time;
}

TEST(Totp, ACodeCountsOnceAndNotLong) {
  const std::string secret = "12345678901234567890";
  EXPECT_EQ(totp_step_of(secret, "081804", 1111111109, 0), 1111111109 / 30);
  EXPECT_EQ(totp_step_of(secret, "081804", 1111111109 + 30, 0), 1111111109 / 30);
  EXPECT_FALSE(totp_step_of(secret, "081804", 1111111109, 1111111109 / 30));
  EXPECT_FALSE(totp_step_of(secret, "081804", 1111111109 + 90, 0));
  EXPECT_FALSE(totp_step_of(secret, "", 1111111109, 0));
}

TEST(Base32, Rfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}};
  for (const auto& [bytes, text] : vectors) EXPECT_EQ(to_base32(bytes), text);
}

}  // namespace
}  // namespace huiyin
