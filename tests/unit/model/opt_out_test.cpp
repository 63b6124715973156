#include "daemon/model/opt_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace huiyin {
namespace {

const OptOutWords& words() {
  static const OptOutWords shipped = OptOutWords::shipped();
  return shipped;
}

TEST(OptOut, Keywords) {
  for (const char* text :
       {"TD",        "td",     "Ｔ Ｄ",          "T",           "R",           "r.",      "回T",  "回复TD",
        "T退订",     "TD谢谢", "退订",           "退 订",       "我要退订",    "退訂",    "取消", "拒收",
        "STOP",      "Stop.",  "stop stop stop", "STOPALL",     "END",         "end.",    "Quit", "CANCEL",
        "revoke",    "OPTOUT", "opt-out",        "UNSUBSCRIBE", "please stop", "tuiding", "1 TD", "TD 3",
        "满意 退订", "R 谢谢", "退定",           "推订",        "stop!!!",     "T。D"})
    EXPECT_TRUE(words().match(text).has_value()) << text;
}

TEST(OptOut, InPeoplesOwnWords) {
  for (const char* text : {"别再给我发短信了",
                           "不要再打扰我",
                           "请不要再联系我",
                           "以后不用发了",
                           "停止发送短信",
                           "你们能不能别发了",
                           "别老给我发这些",
                           "不想再收到你们的信息",
                           "拒绝接收任何短信",
                           "不接受此类短信",
                           "请勿打扰",
                           "再发我就投诉",
                           "把你们拉黑了",
                           "怎么取消短信",
                           "把我从名单中移除",
                           "删除我的手机号",
                           "唔好再send嚟",
                           "唔使再發短訊",
                           "莫再发了",
                           "甭给我发了",
                           "别再问我了",
                           "不用再通知我",
                           "请停止推送",
                           "取消订阅",
                           "bie zai fa le",
                           "stop texting me",
                           "Don't text me",
                           "do not send me any more messages",
                           "no more texts",
                           "take me off your list",
                           "remove my number",
                           "leave me alone",
                           "I don't want to be contacted",
                           "quit messaging me",
                           "how do I stop these texts",
                           "lose my number",
                           "I want to opt out",
                           "please don't contact me again",
                           "delete my phone number",
                           "stop sending these"})
    EXPECT_TRUE(words().match(text).has_value()) << text;
}

TEST(OptOut, WhatOnlyLooksLikeIt) {
  for (const char* text : {"T恤厂太吵",
                           "R8路公交停运",
                           "停止供暖了",
                           "停水了",
                           "希望不要再发生",
                           "别再拖了",
                           "不要再发臭水",
                           "退货不给退",
                           "退休金没发",
                           "酒店退订不退钱",
                           "取消公交站",
                           "拒不执行",
                           "the END of Station Road",
                           "week end",
                           "notice to quit",
                           "bus stop is broken",
                           "please stop the noise",
                           "stop the lorries on our road",
                           "cancel the parking fine",
                           "nobody contacted me",
                           "you never called me",
                           "remove the rubbish",
                           "1",
                           "满意",
                           "不满意",
                           "TV坏了",
                           "RT",
                           "dt",
                           "Y",
                           "N",
                           "I will not stop complaining",
                           "good enough",
                           "not good enough",
                           "no more water",
                           "完全没有解决",
                           "别忘了我的事",
                           "不要敷衍",
                           "请勿推诿",
                           "电话打不通"})
    EXPECT_FALSE(words().match(text).has_value()) << text << " by " << words().match(text).value_or("");
}

TEST(OptOut, ErasureIsSeenBesideIt) {
  EXPECT_TRUE(words().asks_erasure("请删除我的个人信息"));
  EXPECT_TRUE(words().asks_erasure("delete my data"));
  EXPECT_FALSE(words().asks_erasure("td"));
}

TEST(OptOut, MistakesInTheFileAreNamed) {
  const auto error = [](std::string_view toml) { return OptOutWords::load(toml, "my.toml").error().text(); };
  EXPECT_THAT(error("[macros]\n"), testing::HasSubstr("keyword"));
  EXPECT_THAT(error("[macros]\n[keyword]\nwords=['td']\ncompanions=[]\n[[phrase]]\nid='a'\nany=['(']\n["
                    "except]\nany=['x']\n"),
              testing::AllOf(testing::HasSubstr("my.toml:7"), testing::HasSubstr("not a pattern")));
}

}  // namespace
}  // namespace huiyin
