#include "daemon/model/pii.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

// "TYPE:text" of each span, joined by " | ". The bytes are taken from the original, so this checks the
// offsets too.
std::string shown(const std::string& text) {
  std::string out;
  for (const PiiSpan& s : find_pii(text))
    out += (out.empty() ? "" : " | ") + s.type + ':' + text.substr(s.begin, s.end - s.begin);
  return out;
}

struct Case {
  const char* text;
  const char* spans;
};

class Pii : public testing::TestWithParam<Case> {};
TEST_P(Pii, Finds) {
  EXPECT_EQ(shown(GetParam().text), GetParam().spans) << GetParam().text;
}

// Identity numbers: province code 99 does not exist; the check digits are right unless a case says otherwise.
const Case kIds[] = {
    {"号码990101190001010018，请查", "ID_CN:990101190001010018"},
    {"身份证99050119000707003x办证", "ID_CN:99050119000707003x"},
    {"身份证９９０５０１１９０００７０７００３Ｘ办证", "ID_CN:９９０５０１１９０００７０７００３Ｘ"},
    {"我的身份证 990101 19000101 0018 掉了", "ID_CN:990101 19000101 0018"},
    {"证件990101-19000101-0018", "ID_CN:990101-19000101-0018"},
    {"身份证九九零幺零幺一九〇〇零一零一零零一八", "ID_CN:九九零幺零幺一九〇〇零一零一零零一八"},
    {"身份证是九九零一零一，一九零零零一零一，零零一八，记好",
     "ID_CN:九九零一零一，一九零零零一零一，零零一八"},
    {"身份证写错一位：990101190001010017", "ID_CN:990101190001010017"},
    {"老身份证990101000101001", "ID_CN:990101000101001"},
    {"罚单编号990101190001010000，金额200", ""},
    {"订单990101190001010017已付", ""},
    {"办到哪一步，身份证后四位0018", ""},
};
INSTANTIATE_TEST_SUITE_P(IdentityNumbers, Pii, testing::ValuesIn(kIds));

const Case kPhones[] = {
    {"打15400000401找我", "MOBILE:15400000401"},
    {"电话154-0000-0402", "MOBILE:154-0000-0402"},
    {"154 0000 0403", "MOBILE:154 0000 0403"},
    {"+8615400000404", "MOBILE:+8615400000404"},
    {"+86 154 0000 0405", "MOBILE:+86 154 0000 0405"},
    {"8615400000406", "MOBILE:8615400000406"},
    {"手机１５４００００４０７０", "MOBILE:１５４００００４０７０"},
    {"幺五四零零零零零四零八", "MOBILE:幺五四零零零零零四零八"},
    {"幺五四，零零零零，零四零九", "MOBILE:幺五四，零零零零，零四零九"},
    {"一五四四个零零四一零", "MOBILE:一五四四个零零四一零"},
    {"1 5 4 0 0 0 0 0 4 1 1", "MOBILE:1 5 4 0 0 0 0 0 4 1 1"},
    {"电话15400000412、15400000413", "MOBILE:15400000412 | MOBILE:15400000413"},
    {"订单上写的收货人是我，15400000414", "MOBILE:15400000414"},
    {"合同编号15400000415签了两年", ""},
    {"发票号15400000416", ""},
    {"户号15400000417欠费", ""},
    {"投资15400000418元", ""},
    {"第15400000419号", ""},
    {"流水2023-15400000420-7", ""},
    {"快递单号15400000421123456", ""},
    {"座机0100-5550123", "LANDLINE:0100-5550123"},
    {"座机（0100）5550124", "LANDLINE:（0100）5550124"},
    {"办公电话0100-55501250转8001", "LANDLINE:0100-55501250转8001"},
    {"家里座机5550126", "LANDLINE:5550126"},
    {"打12345和110都没用", ""},
    {"Call 07700 900123 please", "MOBILE:07700 900123"},
    {"Ring 020 7946 0124", "LANDLINE:020 7946 0124"},
    {"Phone +1 555 555 0149", "MOBILE:+1 555 555 0149"},
    {"His number is 555-0143.", "MOBILE:555-0143"},
};
INSTANTIATE_TEST_SUITE_P(Phones, Pii, testing::ValuesIn(kPhones));

const Case kOthers[] = {
    {"邮箱test02@example.com。", "EMAIL:test02@example.com"},
    {"写信到Ｔｅｓｔ０３＠example.org谢谢", "EMAIL:Ｔｅｓｔ０３＠example.org"},
    {"打到6200000000000013", "BANK_CARD:6200000000000013"},
    {"卡号6200 0000 0000 0013", "BANK_CARD:6200 0000 0000 0013"},
    {"银行卡6200000000000014错了一位也要遮", "BANK_CARD:6200000000000014"},
    {"发票号码15400000185999不是电话", ""},
    {"车牌川O12345超员", "PLATE:川O12345"},
    {"川OD12345新能源车", "PLATE:川OD12345"},
    {"川o·a1234", "PLATE:川o·a1234"},
    {"我微信wxid_test0009", "IM_ACCOUNT:wxid_test0009"},
    {"加我微信号：demo_user_9", "IM_ACCOUNT:demo_user_9"},
    {"QQ0100000009", "IM_ACCOUNT:0100000009"},
    {"微信同手机15400000422", "MOBILE:15400000422"},
    {"护照E00000001丢了", "ID_OTHER:E00000001"},
    {"My passport number is 000000019", "ID_OTHER:000000019"},
    {"NI number QQ123456C", "ID_OTHER:QQ123456C"},
    {"SSN 987-65-4321", "ID_OTHER:987-65-4321"},
};
INSTANTIATE_TEST_SUITE_P(OtherNumbers, Pii, testing::ValuesIn(kOthers));

const Case kNames[] = {
    {"我叫李秀兰，今年五十", "NAME:李秀兰"},
    {"联系人：张伟", "NAME:张伟"},
    {"户名司马小燕没错", "NAME:司马小燕"},
    {"我爸王五的地", "NAME:王五"},
    {"校长赵六把食堂包出去了", "NAME:赵六"},
    {"请找阿依古丽·示例谈", "NAME:阿依古丽·示例"},
    {"张三 15400000423", "NAME:张三 | MOBILE:15400000423"},
    {"工资没发。陈建国", "NAME:陈建国"},
    {"村民李某说的", "NAME:李某"},
    {"镇上李书记收钱", "PERSON_REF:李书记"},
    {"欧阳老师很好", "PERSON_REF:欧阳老师"},
    {"老板姓曹，开厂的", "PERSON_REF:曹"},
    {"免贵姓金", "PERSON_REF:金"},
    {"王建国先生来过", "NAME:王建国"},
    {"周三上午来", ""},
    {"高三学生补课", ""},
    {"马上来人", ""},
    {"老板马上跑路", ""},
    {"我妈高血压", ""},
    {"老百姓高兴", ""},
    {"班主任说的", ""},
    {"您贵姓？", ""},
    {"我是三支一扶的", ""},
    {"My name is Jane Sample.", "NAME:Jane Sample"},
    {"The officer Mark Example took cash", "NAME:Mark Example"},
    {"Surname Placeholder", "NAME:Placeholder"},
    {"Ask Mrs Placeholder", "PERSON_REF:Mrs Placeholder"},
    {"Street light on Bridge Street", ""},
    {"I am Very Angry about Mill Lane", ""},
};
INSTANTIATE_TEST_SUITE_P(Names, Pii, testing::ValuesIn(kNames));

const Case kAddresses[] = {
    {"我住柳荫巷8号院2楼", "ADDRESS:柳荫巷8号院2楼"},
    {"地址枫渡镇河街甲12号", "ADDRESS:枫渡镇河街甲12号"},
    {"丰泽苑小区9-1-302漏水", "ADDRESS:丰泽苑小区9-1-302"},
    {"丰泽苑小区4栋2单元1104", "ADDRESS:丰泽苑小区4栋2单元1104"},
    {"向阳里社区6栋2单元，快点", "ADDRESS:向阳里社区6栋2单元"},
    {"锦绣河畔小区3号楼电梯坏了", ""},
    {"金麦村三组停水", ""},
    {"工业园三号厂房着火", ""},
    {"Flat 4, 12 Example Street smells", "ADDRESS:Flat 4, 12 Example Street"},
    {"building at 9 Example Street", "ADDRESS:9 Example Street"},
};
INSTANTIATE_TEST_SUITE_P(Addresses, Pii, testing::ValuesIn(kAddresses));

void expect_sound(const std::string& text) {
  std::uint32_t last = 0;
  for (const PiiSpan& s : find_pii(text)) {
    ASSERT_GE(s.begin, last);
    ASSERT_LT(s.begin, s.end);
    ASSERT_LE(s.end, text.size());
    last = s.end;
  }
  EXPECT_LE(mask_pii(text, find_pii(text)).size(), text.size() * 4 + 64);
}

TEST(PiiHostile, AnyBytesGiveSoundSpans) {
  std::uint64_t seed = 20250101;
  const std::string alphabet[] = {"1",  "5",  "4",    "０", "零",   "幺",   "个", "-",  " ",  "，",
                                  "张", "三", "电话", "x",  "\xff", "\xe5", "@",  "路", "号", "·"};
  for (int round = 0; round < 400; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      text += alphabet[(seed >> 33) % std::size(alphabet)];
    }
    expect_sound(text);
  }
}

TEST(PiiHostile, MalformedUtf8) {
  EXPECT_EQ(shown("\xff\xfe电话15400000424\xc3"), "MOBILE:15400000424");
  expect_sound(std::string("\xe5\xbc") + "张三\xf0\x9f");
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += piece;
  return out;
}

// Twice the text may not take much more than twice the time: catches anything quadratic.
TEST(PiiHostile, TimeIsLinear) {
  const char* pieces[] = {"1",  "15400000425", "1 5 4 ", "四个零", "张",    "张三，", "路1", "大道",
                          "a@", "川",          "·张",    "电话",   "0100-", "Ab Cd ", "栋1"};
  for (const char* piece : pieces) {
    const auto time = [&](std::size_t bytes) {
      const std::string text = repeated(piece, bytes);
      const auto start = std::chrono::steady_clock::now();
      expect_sound(text);
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    time(1000);
    const double small = time(15'000), large = time(30'000);
    EXPECT_LT(large, small * 3.2 + 0.2) << piece;
  }
}

TEST(PiiHostile, HundredKilobytesOfDigits) {
  for (const char* piece : {"1", "15400000426 ", "九九零一"}) expect_sound(repeated(piece, 100'000));
}

}  // namespace
}  // namespace huiyin
