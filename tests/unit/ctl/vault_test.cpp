// The vault's recovery share: made, opened, and refused. No daemon anywhere.
#include <gtest/gtest.h>

#include "daemon/base/bytes.h"
#include "daemon/base/file.h"
#include "daemon/base/json.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

class CtlVault : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  std::string made_public_key() {
    const test::Ran made = test::run({"--json", "vault", "recovery-key", "--to", path("secret")});
    EXPECT_EQ(made.exit, 0) << made.err;
    return Json::parse(made.out).text("public_key");
  }
  test::Ran share(const std::string& public_key, const std::string& to = "share") {
    return test::run(
        {"vault", "share", "--key-file", path("vault.key"), "--public-key", public_key, "--to", path(to)});
  }
  test::Ran recover(const std::string& secret, const std::string& to) {
    return test::run({"--lang", "en", "vault", "recover", "--share", path("share"), "--secret-key",
                      path(secret), "--to", path(to)});
  }

  test::TemporaryFolder folder;
  const std::string key = random_bytes(32);
};

TEST_F(CtlVault, AShareGivesTheKeyBackToItsSecretKeyOnly) {
  ASSERT_TRUE(write_file_durably(path("vault.key"), key));
  const std::string public_key = made_public_key();
  ASSERT_EQ(share(public_key).exit, 0);
  EXPECT_EQ(read_file(path("share"))->find(to_hex(key)), std::string::npos);
  EXPECT_EQ(recover("secret", "back").exit, 0);
  EXPECT_EQ(*read_file(path("back")), key);
  EXPECT_EQ(recover("secret", "back").exit, 2) << "no file is written over";
  ASSERT_TRUE(write_file_durably(path("other"), std::string(64, 'a') + "\n"));
  const test::Ran wrong = recover("other", "never");
  EXPECT_EQ(wrong.exit, 2);
  EXPECT_NE(wrong.err.find("does not open"), std::string::npos) << wrong.err;
  EXPECT_FALSE(read_file(path("never")));
}

TEST_F(CtlVault, WhatIsNoKeyIsRefused) {
  ASSERT_TRUE(write_file_durably(path("vault.key"), "short"));
  const std::string public_key = made_public_key();
  EXPECT_EQ(share(public_key).exit, 2);
  ASSERT_TRUE(write_file_durably(path("vault.key"), key));
  EXPECT_EQ(share("xyz").exit, 2);
  EXPECT_EQ(share(public_key.substr(2)).exit, 2);
  EXPECT_FALSE(read_file(path("share")));
}

}  // namespace
}  // namespace huiyin
