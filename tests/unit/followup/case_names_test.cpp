#include "daemon/followup/case_names.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

const std::vector<std::string> kTails = {"0031", "0032"};
const std::vector<std::string> kWords = {"尾号", "case no.", "case"};

std::vector<std::pair<std::size_t, std::string>> parts(const std::string& text,
                                                       const std::vector<std::string>& tails = kTails) {
  std::vector<std::pair<std::size_t, std::string>> out;
  for (const NamedPart& p : named_parts(text, tails, kWords)) out.emplace_back(p.which, p.rest);
  return out;
}

using Parts = std::vector<std::pair<std::size_t, std::string>>;

TEST(CaseNames, OneIsNamedWithWhatIsSaidOfIt) {
  EXPECT_EQ(parts("0032 1"), (Parts{{1, "  1"}}));
  EXPECT_EQ(parts("尾号0031满意"), (Parts{{0, " 满意"}}));
  EXPECT_EQ(parts("满意（尾号：００３１）"), (Parts{{0, "满意（ ）"}}));
  EXPECT_EQ(parts("Case No. 0031: 2"), (Parts{{0, " : 2"}}));
  EXPECT_EQ(parts("0031，还是0031不满意"), (Parts{{0, " ，还是 不满意"}}));
}

TEST(CaseNames, SeveralOnlyWhenEachStandsBeforeItsOwn) {
  EXPECT_EQ(parts("0031 1，0032 3"), (Parts{{0, " 1，"}, {1, " 3"}}));
  EXPECT_EQ(parts("（尾号0032）不满意；尾号0031满意"), (Parts{{1, "）不满意；"}, {0, "满意"}}));
  EXPECT_TRUE(parts("满意0031 不满意0032").empty());
  EXPECT_TRUE(parts("0031 1 0032 3 0031 2").empty());
}

TEST(CaseNames, OtherNumbersNameNothing) {
  EXPECT_TRUE(parts("10031 1").empty());
  EXPECT_TRUE(parts("00311").empty());
  EXPECT_TRUE(parts("1").empty());
  EXPECT_TRUE(parts("1", {"1", "31"}).empty());
  EXPECT_TRUE(parts("1111", {"1111", "0032"}).empty());
  EXPECT_TRUE(parts("0031 1", {"0031", "0031"}).empty());
  EXPECT_TRUE(parts("a-7b 1", {"A-7B", "a-7b"}).empty());
  EXPECT_EQ(parts("a-7b 1", {"A-7B", "0032"}).size(), 1U);
}

TEST(CaseNames, SignsSayNothing) {
  EXPECT_TRUE(says_nothing(" 。，！\n"));
  EXPECT_TRUE(says_nothing(""));
  EXPECT_FALSE(says_nothing("1"));
  EXPECT_FALSE(says_nothing("好"));
}

TEST(CaseNames, ABadByteIsNoFault) {
  EXPECT_EQ(parts("\xff\x30 0031 1").size(), 1U);
  EXPECT_EQ(without_name("\xff 0031", "0031", kWords).size(), 3U);
}

}  // namespace
}  // namespace huiyin
