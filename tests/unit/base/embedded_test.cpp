#include "daemon/base/embedded.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/result.h"

namespace huiyin {
namespace {

TEST(Embedded, EveryRuleFileIsCompiledInByteForByte) {
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(HUIYIN_SOURCE_DIR "/config")) {
    if (entry.path().extension() != ".toml" && entry.path().extension() != ".tsv") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    EXPECT_TRUE(embedded_file(entry.path().filename().string()) == bytes) << entry.path();
    ++seen;
  }
  EXPECT_GT(seen, 0);
}

TEST(Embedded, AnUnknownNameIsEmpty) {
  EXPECT_TRUE(embedded_file("none.toml").empty());
  EXPECT_TRUE(rule_file("", "none.toml").empty());
}

TEST(RuleFile, TheOfficesOwnFileComesFirst) {
  std::string dir = testing::TempDir() + "huiyin_rules_XXXXXX";
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  EXPECT_EQ(rule_file(dir, "number_plan_cn.tsv"), embedded_file("number_plan_cn.tsv"));
  std::ofstream(dir + "/number_plan_cn.tsv") << "own";
  EXPECT_EQ(rule_file(dir, "number_plan_cn.tsv"), "own");
  EXPECT_EQ(rule_file("", "number_plan_cn.tsv"), embedded_file("number_plan_cn.tsv"));
  std::filesystem::remove(dir + "/number_plan_cn.tsv");
  std::filesystem::create_directory(dir + "/number_plan_cn.tsv");
  EXPECT_THROW(rule_file(dir, "number_plan_cn.tsv"), BadInput) << "no silent return to the shipped rules";
  std::filesystem::remove_all(dir);
}

TEST(ErrorText, NamesThePlaceWhereKnown) {
  EXPECT_EQ((Error{Errc::bad_input, "is empty", "line 3"}).text(), "line 3: is empty");
  EXPECT_EQ((Error{Errc::bad_input, "is empty", ""}).text(), "is empty");
  EXPECT_EQ(name_of(Errc::unavailable), "unavailable");
}

}  // namespace
}  // namespace huiyin
