// The labelling guide, rule by rule, in sentences of our own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/reply_testing.h"

namespace huiyin {
namespace {

struct Case {
  const char* text;
  const char* label;
  const char* also = "";
};

void expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const ReplyReading reading = shipped_reader().read(c.text);
    EXPECT_EQ(name_of(reading.label), c.label) << c.text << "  why: " << joined(reading.why);
    EXPECT_EQ(joined(reading.also), c.also) << c.text << "  why: " << joined(reading.why);
  }
}

TEST(ReplyGuide, G1StopGoesBeforeEverything) {
  expect({{"TD", "opt_out"},
          {"ｔ ｄ。", "opt_out"},
          {"R", "opt_out"},
          {"回复T", "opt_out"},
          {"退訂，謝謝", "opt_out"},
          {"如何退订你们的短信？", "opt_out"},
          {"以后别再给我发了", "opt_out"},
          {"唔好再發短訊嚟", "opt_out"},
          {"甭再发了", "opt_out"},
          {"Please stop texting me", "opt_out"},
          {"STOPALL", "opt_out"},
          {"can you take my number off your list", "opt_out"},
          {"满意，不过请不要再发短信", "opt_out", "satisfied"},
          {"3 TD", "opt_out", "dissatisfied"},
          {"2，STOP", "opt_out", "mostly"},
          {"村干部叫我回1，别再发了", "opt_out", "coercion"},
          {"删掉我的电话号码，别再联系", "opt_out", "erasure_request"},
          {"erase my details please", "opt_out", "erasure_request"}});
}

TEST(ReplyGuide, G1TrapsAreNoRequests) {
  expect({{"T恤厂半夜开机器，吵得睡不着", "new_complaint"},
          {"R8路公交又改线了", "new_complaint"},
          {"停止供暖好几天了，家里冷", "new_complaint"},
          {"the END of Station Road is flooded", "new_complaint"},
          {"landlord served me a notice to quit", "new_complaint"},
          {"please stop the building noise next door", "new_complaint"},
          {"退订机票商家不给退款", "new_complaint"},
          {"希望不要再发生这种事", "unclear"}});
}

TEST(ReplyGuide, G2CoercionIsQuarantined) {
  expect({{"村干部叫我回复1", "unclear", "coercion"},
          {"1，书记就站在我旁边", "unclear", "coercion"},
          {"单位要求我们统一回满意", "unclear", "coercion"},
          {"不回满意就停我低保，1", "unclear", "coercion"},
          {"哪敢说不满意，怕报复", "unclear", "coercion"},
          {"my manager made me send 1", "unclear", "coercion"},
          {"I was told to press 1", "unclear", "coercion"},
          {"我没回过满意，谁替我回的", "dissatisfied", "integrity"},
          {"I never rated this, who answered for me", "dissatisfied", "integrity"}});
}

TEST(ReplyGuide, G3CodesInEveryForm) {
  expect({{"1", "satisfied"},
          {"２", "mostly"},
          {"③", "dissatisfied"},
          {"⑴", "satisfied"},
          {"❷", "mostly"},
          {"3️⃣", "dissatisfied"},
          {"一", "satisfied"},
          {"贰。", "mostly"},
          {"叁", "dissatisfied"},
          {"1111", "satisfied"},
          {"33", "dissatisfied"},
          {"第二个", "mostly"},
          {"我选1", "satisfied"},
          {"回复：3", "dissatisfied"},
          {"2吧", "mostly"},
          {"one", "satisfied"},
          {"Three!", "dissatisfied"},
          {"option 2", "mostly"},
          {"٢", "mostly"},
          {"𝟏", "satisfied"},
          {"\n 1 \t", "satisfied"},
          {"1👍", "satisfied"},
          {"“3”", "dissatisfied"},
          {"1，谢谢", "satisfied"}});
}

TEST(ReplyGuide, G3WordsAndTheLowerOfCodeAndWord) {
  expect({{"非常满意！", "satisfied"},
          {"滿意", "satisfied"},
          {"满 意", "satisfied"},
          {"满.意", "satisfied"},
          {"mǎnyì", "satisfied"},
          {"Very satisfied", "satisfied"},
          {"statisfied", "satisfied"},
          {"总的来说满意", "mostly"},
          {"還可以", "mostly"},
          {"fairly happy", "mostly"},
          {"很不满意", "dissatisfied"},
          {"唔滿意", "dissatisfied"},
          {"disatisfied", "dissatisfied"},
          {"1满意", "satisfied"},
          {"1基本满意", "mostly"},
          {"2满意", "mostly"},
          {"3 不满意", "dissatisfied"}});
}

TEST(ReplyGuide, G4CodeAgainstWord) {
  expect({{"1不满意", "unclear"},
          {"3 满意", "unclear"},
          {"2，很不满意", "unclear"},
          {"1 dissatisfied", "unclear"},
          {"3, very happy", "unclear"},
          {"3👍", "unclear"},
          {"1😡", "unclear"}});
}

TEST(ReplyGuide, G5MildReservationKeepsTheRating) {
  expect({{"满意，就是慢了一点", "satisfied", "remark"},
          {"1，希望以后再快些", "satisfied", "remark"},
          {"2 就是拖得久", "mostly", "remark"},
          {"基本满意，还差一盏灯没装", "mostly", "remark"},
          {"Satisfied, though it took ages", "satisfied", "remark"}});
}

TEST(ReplyGuide, G6RatingButStillOpen) {
  expect({{"满意，但是水还没通", "unclear"},
          {"1，可路一直没修", "unclear"},
          {"satisfied but nothing has changed", "unclear"},
          {"太满意了，半年了还没解决，真有你们的", "dissatisfied"},
          {"满意得我都想再去上访了", "dissatisfied"}});
}

TEST(ReplyGuide, G7NegationAndLitotes) {
  expect({{"不太满意", "dissatisfied"},
          {"不怎么满意", "dissatisfied"},
          {"谈不上满意", "dissatisfied"},
          {"满意个鬼", "dissatisfied"},
          {"满意才怪", "dissatisfied"},
          {"叫人怎么满意", "dissatisfied"},
          {"有什么可满意的", "dissatisfied"},
          {"没有不满意", "mostly"},
          {"没什么不满意的", "mostly"},
          {"no complaints", "mostly"},
          {"不是不满意", "unclear"},
          {"也不是不满意", "unclear"},
          {"not dissatisfied", "unclear"},
          {"不是不满意，是很满意", "satisfied"},
          {"不满意？不，很满意", "satisfied"},
          {"上次不满意，这回满意", "satisfied"},
          {"far from satisfied", "dissatisfied"},
          {"couldn't be happier", "satisfied"}});
}

TEST(ReplyGuide, G8NotSolvedAndQuestions) {
  expect({{"根本没解决", "dissatisfied"},
          {"一直没有人来", "dissatisfied"},
          {"灯还是不亮", "dissatisfied"},
          {"nobody came", "dissatisfied"},
          {"从没人联系过我，怎么就办结了", "dissatisfied", "not_informed"},
          {"什么时候能修好？", "unclear"},
          {"满意吗？", "unclear"},
          {"哪件事", "unclear"},
          {"what is this about?", "unclear"}});
}

TEST(ReplyGuide, G9ThanksAndAcknowledgements) {
  expect({{"谢谢", "unclear"},
          {"好的", "unclear"},
          {"收到", "unclear"},
          {"OK", "unclear"},
          {"🙏", "unclear"},
          {"thanks", "unclear"},
          {"非常感谢你们", "satisfied"},
          {"水来了，谢谢", "satisfied"},
          {"all fixed, thank you", "satisfied"}});
}

TEST(ReplyGuide, G10NeutralMixedOtherScalesEchoes) {
  expect({{"一般", "unclear"},
          {"马马虎虎", "unclear"},
          {"so-so", "unclear"},
          {"态度满意，结果不满意", "unclear"},
          {"解决了一半", "unclear"},
          {"5", "unclear"},
          {"0", "unclear"},
          {"3分", "unclear"},
          {"1星", "unclear"},
          {"10/10", "unclear"},
          {"1或2", "unclear"},
          {"123", "unclear"},
          {"[自动回复]我正在开会", "unclear"},
          {"I'm driving, I'll reply later", "unclear"},
          {"1满意 2基本满意 3不满意", "unclear"},
          {"1满意2基本满意3不满意，选2", "mostly"},
          {"1 satisfied 2 mostly satisfied 3 dissatisfied: 3", "dissatisfied"}});
}

TEST(ReplyGuide, G11NewMatters) {
  expect({{"又停水了", "new_complaint"},
          {"楼上漏水没人管", "new_complaint"},
          {"我要举报村会计，请保密", "new_complaint", "confidential"},
          {"broken street light on Mill Lane", "new_complaint"},
          {"有人落水了快来", "new_complaint", "danger_to_life"},
          {"3，另外门口路灯也坏了", "dissatisfied", "new_complaint"},
          {"满意。另外楼下井盖坏了", "satisfied", "new_complaint"},
          {"3 and the lift is broken too", "dissatisfied", "new_complaint"}});
}

TEST(ReplyGuide, G12InDoubtNotPositive) {
  expect({{"满意？", "unclear"},
          {"1？", "unclear"},
          {"呵呵，满意", "unclear"},
          {"他们满意就好", "unclear"},
          {"为了让群众满意", "unclear"},
          {"修好了我才满意", "dissatisfied"},
          {"满意，路灯坏了", "unclear"},
          {"可能满意吧", "unclear"},
          {"您的满意是我们的追求", "unclear"},
          {"不知道满意还是不满意", "unclear"},
          {"1+", "unclear"}});
}

TEST(ReplyGuide, DigitsThatAreNoCodes) {
  expect({{"3号楼电梯坏了", "new_complaint"},
          {"1单元楼道堆满杂物", "new_complaint"},
          {"下午3点在家", "unclear"},
          {"验证码123456", "unclear"},
          {"验证码 1", "unclear"},
          {"2天后再说", "unclear"},
          {"lift broken in block 3", "new_complaint"},
          {"13800000000", "unclear"},
          {"I", "unclear"}});
}

TEST(ReplyGuide, OtherRequests) {
  expect({{"发错人了", "unclear", "wrong_number"},
          {"wrong number", "unclear", "wrong_number"},
          {"请给我回个电话", "unclear", "callback_request"},
          {"call me back please", "unclear", "callback_request"},
          {"不服，要求复查", "dissatisfied", "review_request"}});
}

TEST(ReplySurvey, OtherScales) {
  Survey five;
  five.codes = {{1, ReplyLabel::dissatisfied},
                {2, ReplyLabel::dissatisfied},
                {3, ReplyLabel::mostly},
                {4, ReplyLabel::mostly},
                {5, ReplyLabel::satisfied}};
  EXPECT_EQ(shipped_reader().read("5", five).label, ReplyLabel::satisfied);
  EXPECT_EQ(shipped_reader().read("四", five).label, ReplyLabel::mostly);
  EXPECT_EQ(shipped_reader().read("1", five).label, ReplyLabel::dissatisfied);
  EXPECT_EQ(shipped_reader().read("5 不满意", five).label, ReplyLabel::unclear);
  EXPECT_EQ(shipped_reader().read("6", five).label, ReplyLabel::unclear);
}

TEST(ReplySurvey, WhatItQuotesOfOurQuestionSaysNothing) {
  Survey survey;
  survey.prompts = {"【示例区】您反映的事项已办结，满意请回1，拒收请回复R"};
  EXPECT_EQ(shipped_reader().read(survey.prompts[0], survey).label, ReplyLabel::unclear);
  EXPECT_EQ(shipped_reader().read(survey.prompts[0] + " 3", survey).label, ReplyLabel::dissatisfied);
}

TEST(ReplyReason, NamesStepAndRulesButNotTheText) {
  const ReplyReading reading = shipped_reader().read("2，不满意，王小明没来");
  EXPECT_EQ(reading.why.front(), "G4.code_against_word");
  EXPECT_THAT(reading.why, testing::Contains("negation.satisfied"));
  EXPECT_THAT(joined(reading.why), testing::Not(testing::HasSubstr("王")));
}

}  // namespace
}  // namespace huiyin
