#include "daemon/base/bytes.h"

#include <set>

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(Hex, ThereAndBack) {
  const std::string all("\x00\x7f\x80\xff", 4);
  EXPECT_EQ(to_hex(all), "007f80ff");
  EXPECT_EQ(from_hex("007F80fF").value(), all);
  EXPECT_EQ(from_hex("").value(), "");
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_EQ(from_hex("00g0").error().where, "byte 2");
  EXPECT_EQ(from_hex("000 ").error().where, "byte 3");
}

TEST(Base64, Rfc4648) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : cases) {
    EXPECT_EQ(to_base64(plain), coded);
    EXPECT_EQ(from_base64(coded).value_or("error"), plain);
  }
  for (const char* bad : {"Zg", "Zg=", "Zg===", "Z", "Zm9v!", "Zm 9v", "Zm9vYg==x", "Zh=="})
    EXPECT_FALSE(from_base64(bad)) << bad;
  EXPECT_EQ(to_base64url("\xFB\xFF\xFE"), "-__-");
  EXPECT_EQ(to_base64url("f"), "Zg");
}

TEST(Percent, Rfc3986) {
  EXPECT_EQ(percent_encode("a b/满~*"), "a%20b%2F%E6%BB%A1~%2A");
  EXPECT_EQ(percent_decode("a%20b%2f%E6%BB%A1"), "a b/满");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
}

TEST(Digests, PublishedVectors) {
  EXPECT_EQ(to_hex(md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha512("abc")).substr(0, 32), "ddaf35a193617abacc417349ae204131");
  const std::string key(20, '\x0b');  // RFC 2202 and RFC 4231, case 1
  EXPECT_EQ(to_hex(hmac_sha1(key, "Hi There")), "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(to_hex(hmac_sha256(key, "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(Digests, AnEmptyKeyIsAKey) {
  hmac_sha256("other", "x");
  EXPECT_EQ(to_hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  EXPECT_EQ(hmac_sha256(std::string_view(), {}), hmac_sha256("", ""));
}

TEST(Random, IsRandom) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_token());
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(random_token(24).size(), 32u);
  EXPECT_EQ(random_bytes(0), "");
}

TEST(Uuid7, CarriesTimeVersionAndVariant) {
  const std::string id = uuid7(0x017F22E279B0);
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_EQ(id[8], '-');
  EXPECT_EQ(id[13], '-');
  EXPECT_EQ(id[18], '-');
  EXPECT_EQ(id[23], '-');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_LT(uuid7(1'700'000'000'000), uuid7(1'700'000'000'001));
}

TEST(Compare, ConstantTimeAndHash) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
  EXPECT_EQ(hash64("a"), hash64("a"));
  EXPECT_NE(hash64("a"), hash64("b"));
  EXPECT_EQ(hash64(""), hash64({}));
}

}  // namespace
}  // namespace huiyin
