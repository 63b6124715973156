#include <gtest/gtest.h>

#include "daemon/model/match_text.h"
#include "daemon/model/retaliation_rules.h"

namespace huiyin {
namespace {

RetaliationReading read(const std::string& text) {
  static const RetaliationRules shipped = RetaliationRules::load().value();
  return shipped.read(matching_form(text).text);
}

TEST(Retaliation, PressureThreatsAndHarmAfterComplaining) {
  for (const char* text : {
           "上次我反映了工地的事，第二天包工头就找上门，让我小心点",
           "自从投诉了厂里排污，领导就把我调到门卫，说再告就滚蛋",
           "我举报了村主任以后，家里的水被断了三天",
           "他们逼我写保证书，不许再上访，不然孩子别想在这上学",
           "因为我打12345，物业把我家门禁停了",
           "投诉后我的电话被泄露给对方，天天打电话骂我",
           "社区干部天天来做工作让我撤诉，还说必须回满意",
           "实名举报之后我就被停职了，这是打击报复",
           "I reported the foreman and now he has cut my shifts and threatened me",
           "After my complaint the landlord gave me an eviction notice",
       })
    EXPECT_TRUE(read(text).alarm) << text;
}

TEST(Retaliation, FearBeforehandAndLikeSoundingWordsAreNone) {
  for (const char* text : {
           "我怕被报复，请保密",
           "石楠镇街上有个黑诊所，我怕他们报复，不要说是我打的电话",
           "反映一下小区停水的事，投诉电话没人接",
           "报复性涨价太厉害了，希望管一管",
           "洪水威胁到村里的安全，请加固河堤",
           "我投诉了快递，客服说给退款，到现在没退",
           "上次反映的路灯修好了，谢谢",
           "请问怎么举报？会不会被报复",
           "老板威胁说不干就滚，工资也不给",
           "债主带人堵在我家门口泼油漆",
           "建议加大打击力度，严厉打击诈骗",
           "孩子在学校被同学孤立",
           "I am scared he would fire me if I report it, keep my name out",
       })
    EXPECT_FALSE(read(text).alarm) << text;
}

TEST(Retaliation, SaysWhy) {
  const RetaliationReading r = read("因为我举报，单位把我停职了");
  ASSERT_TRUE(r.alarm);
  ASSERT_FALSE(r.why.empty());
  EXPECT_NE(r.why.front().find(":"), std::string::npos);
}

}  // namespace
}  // namespace huiyin
