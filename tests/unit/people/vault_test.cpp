#include "daemon/people/vault.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

struct VaultFile : ::testing::Test {
  TestLedger ledger;
  std::string path() const { return ledger.folder() + "/other.key"; }
};

TEST_F(VaultFile, IsMadeOnceWithAModeOfItsOwn) {
  EXPECT_FALSE(Vault::open(path(), false));
  const auto a = Vault::open(path(), true);
  ASSERT_TRUE(a);
  struct stat st {};
  stat(path().c_str(), &st);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
  const auto b = Vault::open(path(), true);
  EXPECT_EQ((*a)->number_hash("+8613800000001"), (*b)->number_hash("+8613800000001"));
  EXPECT_EQ((*b)->unseal((*a)->seal("text", "body"), "body").value(), "text");
}

TEST_F(VaultFile, ThatOthersMayReadIsRefused) {
  ASSERT_TRUE(Vault::open(path(), true));
  chmod(path().c_str(), 0644);
  const auto v = Vault::open(path(), true);
  ASSERT_FALSE(v);
  EXPECT_NE(v.error().text().find("other.key"), std::string::npos);
}

TEST_F(VaultFile, OfAnotherLengthIsRefused) {
  for (const std::size_t n : {0u, 31u, 33u, 64u}) {
    std::ofstream(path()) << std::string(n, 'k');
    chmod(path().c_str(), 0600);
    EXPECT_FALSE(Vault::open(path(), true)) << n;
    std::filesystem::remove(path());
  }
}

TEST_F(VaultFile, SealsDifferentlyEachTimeAndOpensOnlyWhole) {
  const auto v = Vault::open(path(), true).value();
  const std::string a = v->seal("不满意", "answer");
  EXPECT_NE(a, v->seal("不满意", "answer"));
  EXPECT_EQ(a.find("不满意"), std::string::npos);
  EXPECT_FALSE(v->unseal(a, "body")) << "a sealed value moved elsewhere does not open";
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::string broken = a;
    broken[i] = static_cast<char>(broken[i] ^ 1);
    EXPECT_FALSE(v->unseal(broken, "answer")) << i;
    EXPECT_FALSE(v->unseal(a.substr(0, i), "answer")) << i;
  }
  EXPECT_EQ(v->unseal(v->seal("", "x"), "x").value(), "");
}

TEST_F(VaultFile, AnotherKeyOpensNothing) {
  const auto v = Vault::open(path(), true).value();
  EXPECT_FALSE(ledger.vault()->unseal(v->seal("text", "body"), "body"));
  EXPECT_NE(ledger.vault()->number_hash("+8613800000001"), v->number_hash("+8613800000001"));
}

}  // namespace
}  // namespace huiyin
