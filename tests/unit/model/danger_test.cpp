#include <string>

#include <gtest/gtest.h>

#include "daemon/model/danger_rules.h"
#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

DangerReading read(const std::string& text) {
  static const DangerRules rules = [] {
    auto loaded = DangerRules::load();
    if (!loaded) throw std::runtime_error(loaded.error().text());
    return std::move(*loaded);
  }();
  return rules.read(matching_form(text).text);
}

struct Case {
  const char* text;
  const char* urgency;
};

class Danger : public testing::TestWithParam<Case> {};
TEST_P(Danger, Level) {
  const DangerReading r = read(GetParam().text);
  std::string why;
  for (const std::string& w : r.why) why += "\n  " + w;
  EXPECT_EQ(r.urgency, GetParam().urgency) << GetParam().text << why;
}

const Case kDanger[] = {
    {"我爸倒在地上叫不醒，快来人", "danger_to_life"},
    {"孩子掉进井里了", "danger_to_life"},
    {"我不想活了，药都吃了", "danger_to_life"},
    {"隔壁有人喊救命，好像在砸门", "danger_to_life"},
    {"楼道里全是煤气味，头晕", "danger_to_life"},
    {"山体滑坡埋了两间房，里面有人", "danger_to_life"},
    {"奶奶有老年痴呆，早上出门到现在没回来", "danger_to_life"},
    {"他拿着菜刀在门口，我们不敢出去", "danger_to_life"},
    {"小區停電，我媽用呼吸機，只能撐一個鐘", "danger_to_life"},
    {"My brother took all his pills and won't wake up", "danger_to_life"},
    {"Someone is trapped under the wall, please hurry", "danger_to_life"},
    {"Strong smell of gas, people feel dizzy", "danger_to_life"},
};
INSTANTIATE_TEST_SUITE_P(Alarms, Danger, testing::ValuesIn(kDanger));

const Case kTraps[] = {
    {"自助机一点就死机", "normal"},
    {"热死人了，今年太热", "normal"},
    {"家里老是跳闸，想请电工看看", "normal"},
    {"排队排得累死了", "normal"},
    {"电视剧里跳楼那段太吓人", "normal"},
    {"刀具厂的高温补贴没发", "normal"},
    {"田埂上到处是农药瓶", "normal"},
    {"音响震得杯子都在抖", "normal"},
    {"社区什么时候搞消防演练", "normal"},
    {"请问老人突发心梗哪个医院能做支架？提前问问", "normal"},
    {"I'm dying of heat in this bus lol", "normal"},
    {"The app crashes every time", "normal"},
    {"路灯坏了半个月", "normal"},
    {"1号楼的下水道堵了", "normal"},
    {"1号楼的下水道堵了,没人管", "normal"},
    {"110号门口的下水道堵了两次,人都走不过去", "normal"},
    {"2单元3楼漏水,楼下的人找上门了", "normal"},
    {"119路公交老是不来", "normal"},
    {"120元停车费太贵", "normal"},
    {"12栋电梯坏了,又没人修", "normal"},
    {"化粪池冒水,路过的人都捂鼻子", "normal"},
    {"5号井盖松了,人踩上去响", "normal"},
    {"7楼声控灯不亮", "normal"},
    {"厕所马桶堵了,物业的人不来", "normal"},
    {"4号楼停电半小时,电梯停了一下", "normal"},
    {"加班加到吐血,没有加班费", "normal"},
    {"加油站的枪不准,多算钱", "normal"},
    {"网课没信号,娃要爬到房顶上", "normal"},
    {"半夜打桩,床都在晃", "normal"},
    {"保姆做工摔断了胳膊,雇主不承认,医药费自己掏", "normal"},
    {"", "normal"},
};
INSTANTIATE_TEST_SUITE_P(Traps, Danger, testing::ValuesIn(kTraps));

TEST(DangerReasons, NameEachSignWithItsWords) {
  const DangerReading r = read("孩子掉进井里了，快来人");
  ASSERT_FALSE(r.why.empty());
  bool named = false;
  for (const std::string& why : r.why)
    named = named || (why.find("life.") == 0 && why.find("掉进") != std::string::npos);
  EXPECT_TRUE(named);
}

TEST(DangerReasons, CalmingSignsSubtract) {
  EXPECT_LT(read("去年有人掉进井里").danger, read("有人掉进井里").danger);
}

}  // namespace
}  // namespace huiyin
