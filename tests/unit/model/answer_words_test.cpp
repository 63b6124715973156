#include "daemon/model/answer_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace huiyin {
namespace {

using ::testing::HasSubstr;

const AnswerWords& words() {
  static const AnswerWords& w = *new AnswerWords(AnswerWords::shipped());
  return w;
}

std::string asked(std::string_view text) {
  const auto q = words().status_query(text);
  return q ? "asks " + q->digits : "no";
}

TEST(AnswerWords, AStatusQueryIsTheWholeText) {
  EXPECT_EQ(asked("CX"), "asks ");
  EXPECT_EQ(asked(" cx000031 "), "asks 000031");
  EXPECT_EQ(asked("ＣＸ　ＩＮ－２０２６０３０１－０００００１"), "asks 20260301000001");
  EXPECT_EQ(asked("CX IN-20260301-000031。"), "asks 20260301000031");
  EXPECT_EQ(asked("cx+编号000031"), "asks 000031");
  EXPECT_EQ(asked("查询进度 20260301-000031"), "asks 20260301000031");
  EXPECT_EQ(asked("查询IN-20260301-000031"), "asks 20260301000031");
  for (const char* no : {"", "CX是什么意思", "我要查询低保政策", "cxk", "查询 我的 31 号楼", "31",
                         "status of the road", "CX 123456789012345", "请查询000031什么时候办"})
    EXPECT_EQ(asked(no), "no") << no;
}

TEST(AnswerWords, AnAcknowledgementMayNameItsRecord) {
  EXPECT_EQ(words().acknowledgement("收到").value().digits, "");
  EXPECT_EQ(words().acknowledgement("收到 000031").value().digits, "000031");
  EXPECT_EQ(words().acknowledgement("1").value().digits, "");
  EXPECT_FALSE(words().acknowledgement("收到，但我不在，请找别人"));
}

TEST(AnswerWords, MachinesAreKnownByTheirWords) {
  for (const char* text :
       {"【某银行】您的账单已出", "自动回复：我正在开车，稍后联系", "Auto-Reply: I am away",
        "验证码123456，五分钟内有效", "I'm out of the office", "新店开业，退订回T"})
    EXPECT_TRUE(words().from_machine(text)) << text;
  for (const char* text : {"楼下施工噪音太大", "我开车撞到井盖", "退订", "CX", "发票开不出来"})
    EXPECT_FALSE(words().from_machine(text)) << text;
}

TEST(AnswerWords, WhoeverElseReadsThePhoneMustNotSeeAnAnswer) {
  for (const char* text : {"我老公又喝酒了要打死我", "救命 他在旁边 不要打電話",
                           "He checks my phone, he will kill me", "我被關在屋裡出不去，他就在旁邊"})
    EXPECT_TRUE(words().unsafe_to_answer(text)) << text;
  for (const char* text : {"三楼着火了有人被困", "煤气泄漏，快来人", "老人晕倒没有呼吸"})
    EXPECT_FALSE(words().unsafe_to_answer(text)) << text;
}

TEST(AnswerWords, HostileTextsAreNoCommands) {
  EXPECT_EQ(asked(std::string(100'000, 'c') + "x"), "no");
  EXPECT_EQ(asked("\xff\xfe CX"), "no");
  EXPECT_FALSE(words().from_machine(std::string("\xe3\x80", 2)));
}

TEST(AnswerWords, ErrorsNameThePlace) {
  const auto bad = AnswerWords::load("[status]\nwords = [\"cx\", \" \"]\n", "answer_words.toml");
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().text(), HasSubstr("answer_words.toml:2:16"));
}

}  // namespace
}  // namespace huiyin
