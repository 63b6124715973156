// Texts that nobody writes and some send; rule files with mistakes.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/reply_testing.h"

namespace huiyin {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(ReplyHostile, NothingOrNoiseIsUnclear) {
  for (const std::string& text :
       {std::string(), std::string(" \n\t"), std::string(1, '\0'), std::string("\xff\xfe\x80"),
        std::string("\xe6\xbb"), std::string("。。。"), std::string("\xef\xbf\xbd"),
        std::string("\xe2\x80\x8b\xef\xbb\xbf"), std::string("%s%n{}")})
    EXPECT_EQ(shipped_reader().read(text).label, ReplyLabel::unclear);
}

TEST(ReplyHostile, LongTextsEndSoonAndAreNotPositiveByMass) {
  for (const char* piece : {"满意", "1", "不", "1满意2基本满意", "(((((", "a", "不是不", "satisfied ", "【】",
                            "👍🏽", "1或", "没有"}) {
    const ReplyReading reading =
        shipped_reader().read(repeated(piece, 100'000 / std::string_view(piece).size()));
    EXPECT_FALSE(reading.why.empty()) << piece;
  }
}

TEST(ReplyHostile, RandomBytesAndRandomWordsNeverThrow) {
  std::mt19937 random(20260105);
  const std::vector<std::string> words = {"1",  "2",    "3",    "满意", "不",         "没", "退订", "?",
                                          " ",  "，",   "stop", "not",  "satisfied",  "【", "】",   "\xff",
                                          "还", "谢谢", "\n",   "二",   "村干部叫我", "😡"};
  for (int round = 0; round < 300; ++round) {
    std::string bytes, mixed;
    for (std::size_t i = random() % 200; i > 0; --i) bytes += static_cast<char>(random() % 256);
    for (std::size_t i = random() % 12; i > 0; --i) mixed += words[random() % words.size()];
    EXPECT_NO_THROW(shipped_reader().read(bytes));
    EXPECT_NO_THROW(shipped_reader().read(mixed));
  }
}

TEST(ReplyHostile, AReadingIsTheSameEveryTime) {
  const ReplyReading first = shipped_reader().read("2，就是慢了点");
  const ReplyReading second = shipped_reader().read("2，就是慢了点");
  EXPECT_EQ(first.label, second.label);
  EXPECT_EQ(first.why, second.why);
}

std::string shipped_with(const std::string& from, const std::string& to) {
  std::string text = rule_file("", "reply_rules.toml");
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string error_of(const std::string& toml) {
  const Result<ReplyReader> reader = ReplyReader::load(toml, "my.toml");
  return reader ? "" : reader.error().text();
}

TEST(ReplyRulesFile, MistakesAreNamedWithTheirPlace) {
  EXPECT_THAT(error_of("version = "), HasSubstr("my.toml:1"));
  EXPECT_THAT(error_of("version = 1"), HasSubstr("macros"));
  EXPECT_THAT(error_of(shipped_with("kind = 'good'", "kind = 'goood'")),
              AllOf(HasSubstr("my.toml:"), HasSubstr("kind of evidence")));
  EXPECT_THAT(error_of(shipped_with("{DEG}*{SAT}{END}*", "{DEGREE}*")),
              AllOf(HasSubstr("my.toml:"), HasSubstr("{DEGREE}")));
  EXPECT_THAT(error_of(shipped_with("{DEG}*{SAT}{END}*", "(满意")),
              AllOf(HasSubstr("my.toml:"), HasSubstr("not a pattern")));
  EXPECT_THAT(error_of(shipped_with("id = 'word.praise'", "id = 'word.satisfied'")),
              HasSubstr("is the id of a rule above"));
  EXPECT_THAT(error_of(shipped_with("where = 'whole'", "where = 'here'")),
              HasSubstr("neither any, clause nor whole"));
}

}  // namespace
}  // namespace huiyin
