// Replies with pleased words in them that are no rating: an inflated figure is worse than a question asked
// again.
#include <gtest/gtest.h>

#include "tests/unit/model/reply_testing.h"

namespace huiyin {
namespace {

void expect_not_positive(std::initializer_list<const char*> texts) {
  for (const char* text : texts) {
    const ReplyReading reading = shipped_reader().read(text);
    EXPECT_NE(reading.label, ReplyLabel::satisfied) << text << "  why: " << joined(reading.why);
    EXPECT_NE(reading.label, ReplyLabel::mostly) << text << "  why: " << joined(reading.why);
  }
}

TEST(ReplyDoubt, SatisfactionDeniedMockedOrWishedFor) {
  expect_not_positive({"满意就见鬼了",
                       "满意？等下辈子吧",
                       "说满意的都是托",
                       "我满意什么呀",
                       "能不能让我满意一回",
                       "满意个头",
                       "等你们来了才满意",
                       "群众满意了吗",
                       "这结果谁满意",
                       "你满意我不满意",
                       "谁家满意谁家评",
                       "何谈满意",
                       "满意两个字说不出口",
                       "我倒想满意",
                       "本来满意，现在不满意了",
                       "一般满意不满意",
                       "0满意",
                       "1%满意",
                       "满意1%",
                       "人家说满意我就满意",
                       "满意起来难",
                       "satisfied my foot",
                       "I would be satisfied if you fixed it",
                       "satisfied? no",
                       "happy? really?",
                       "is anyone satisfied with this",
                       "I want to be satisfied",
                       "my neighbour is satisfied, not me",
                       "please make me happy",
                       "I was satisfied until it broke again",
                       "they seem satisfied with themselves"});
}

TEST(ReplyDoubt, PraiseThatIsNone) {
  expect_not_positive({"好个屁",
                       "好你个头",
                       "好一个为人民服务",
                       "很好，非常好，好得我都要去北京了",
                       "太好了，又推给别人了",
                       "你们真棒，棒到一个月没回音",
                       "快得很，三年就办完了",
                       "办得很好，就是没办",
                       "服务好有什么用",
                       "服务好，事没影",
                       "态度挺好，没结果",
                       "你高兴就好",
                       "领导很高兴",
                       "高兴不起来",
                       "新年快乐",
                       "祝你们工作顺利，万事如意",
                       "great, another form letter",
                       "good luck with that",
                       "good for you",
                       "very good at ignoring people",
                       "excellent at wasting time",
                       "fine words, no action",
                       "pretty useless",
                       "nice try",
                       "best joke ever",
                       "the best thing would be to resign",
                       "good morning",
                       "happy new year",
                       "You are well done with my patience"});
}

TEST(ReplyDoubt, ThanksAndRepairsThatAreNone) {
  expect_not_positive({"之前满意，后来发现没修好", "修得快坏得也快", "修好了又坏了", "修好两天又漏了",
                       "钱只到账一半", "解决了个寂寞，谢谢", "处理了跟没处理一样，谢谢", "谢谢你们啥也没干",
                       "感谢你们的敷衍", "非常感谢你们踢皮球", "非常感谢，但是没解决", "谢谢，问题解决不了",
                       "thanks for closing my case without fixing it", "fixed for a day then broke",
                       "no thanks"});
}

TEST(ReplyDoubt, OnesThatAreNoCode) {
  expect_not_positive({"1个月了",
                       "1年多了没人理",
                       "1次都没来过",
                       "1点用没有",
                       "一点用都没有",
                       "一直没人管",
                       "一拖再拖",
                       "第一次来就走了",
                       "1-3",
                       "1/3",
                       "三星",
                       "1号来人看了没修",
                       "1，才怪",
                       "1个屁",
                       "选1？做梦",
                       "回1就给修吗",
                       "回1会怎样",
                       "不回1行不行",
                       "不选1",
                       "我不会选1",
                       "别人都选1",
                       "让选1我偏选3",
                       "not 1",
                       "1 star",
                       "1 out of 10",
                       "one more week please",
                       "1 more thing, the bins",
                       "no one came",
                       "1 Elm Road is dark"});
}

}  // namespace
}  // namespace huiyin
