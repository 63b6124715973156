#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/model/categories.h"
#include "daemon/model/intake_rules.h"
#include "daemon/model/lexicon.h"
#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

const IntakeRules& rules() {
  static const IntakeRules shipped = [] {
    auto loaded = IntakeRules::load();
    if (!loaded) throw std::runtime_error(loaded.error().text());
    return std::move(*loaded);
  }();
  return shipped;
}

struct Case {
  const char* text;
  const char* category;
};

class Category_ : public testing::TestWithParam<Case> {};
TEST_P(Category_, Reads) {
  EXPECT_EQ(rules().read(GetParam().text).category, GetParam().category) << GetParam().text;
}
const Case kCategories[] = {
    {"种粮补贴没到账", "AGR"},
    {"征地补偿款三年没给", "LND"},
    {"小区电梯坏了", "URB"},
    {"老板欠我三个月工资", "LAB"},
    {"医院把病历弄丢了", "HEA"},
    {"老师让交补课费", "EDU"},
    {"旅行社不退团费", "CUL"},
    {"我妈的低保停了", "CIV"},
    {"派出所不给立案", "LAW"},
    {"银行把我的卡冻结了", "ECO"},
    {"超市卖过期食品", "MKT"},
    {"公交车半小时不来", "TRA"},
    {"宽带天天掉线", "ICT"},
    {"化工厂夜里排污水", "ENV"},
    {"信访答复一直没收到", "PTY"},
    {"事业单位面试成绩没公布", "PER"},
    {"村支书贪污救灾款", "DIS"},
    {"打错了不好意思", "OTH"},
    {"Pothole on the main road", "TRA"},
    {"My boss hasn't paid me", "LAB"},
    {"Street light is out", "URB"},
    {"小區電梯壞咗", "URB"},
    {"🙂", "OTH"},
    {"", "OTH"},
};
INSTANTIATE_TEST_SUITE_P(Examples, Category_, testing::ValuesIn(kCategories));

TEST(Intake, LongerWordsHideShorterOnes) {
  const IntakeReading r = rules().read("一辆面包车超员");
  EXPECT_EQ(r.category, "TRA");
  for (const std::string& why : r.why) EXPECT_EQ(why.find("category MKT"), std::string::npos) << why;
}

TEST(Intake, WhereIsNotWhat) {
  EXPECT_EQ(rules().read("学校旁边的下水道堵了").category, "URB");
}

TEST(Intake, Confidential) {
  EXPECT_EQ(rules().read("路灯坏了").confidential, "none");
  EXPECT_EQ(rules().read("隔壁开赌场，请保密，不要透露我的信息").confidential, "requested");
  EXPECT_EQ(rules().read("村主任把低保名额给了自己亲戚").confidential, "statutory");
  EXPECT_EQ(rules().read("镇长收了包工头的钱，千万别说是我举报的").confidential, "both");
  EXPECT_EQ(rules().read("Please do not tell them my name").confidential, "requested");
  EXPECT_EQ(rules().read("谁家的保密柜掉在楼道里了").confidential, "none");
}

TEST(Intake, Purpose) {
  EXPECT_EQ(rules().read("请问公墓管理费标准是多少？").purpose, "inquiry");
  EXPECT_EQ(rules().read("建议公园多放几个垃圾桶").purpose, "suggestion");
  EXPECT_EQ(rules().read("便民中心的工作人员很耐心，表扬").purpose, "praise");
  EXPECT_EQ(rules().read("你好").purpose, "other");
}

TEST(Intake, LanguageByScriptAndWords) {
  EXPECT_EQ(rules().read("路灯坏了").language, "zh-Hans");
  EXPECT_EQ(rules().read("門口的樹倒了，請派人處理").language, "zh-Hant");
  EXPECT_EQ(rules().read("買咗個電飯煲第二日就壞，點算好呀").language, "yue-Hant");
  EXPECT_EQ(rules().read("Street light out").language, "en");
  EXPECT_EQ(rules().read("？！").language, "und");
}

TEST(Intake, PlacesAreByteExact) {
  const std::string text = "在枫渡镇石桥口村，mill lane 也有";
  const IntakeReading r = rules().read(text);
  ASSERT_EQ(r.places.size(), 3u);
  EXPECT_EQ(text.substr(r.places[0].begin, r.places[0].end - r.places[0].begin), "枫渡镇");
  EXPECT_EQ(r.places[1].name, "石桥口村");
  EXPECT_EQ(r.places[2].name, "Mill Lane");
}

TEST(Intake, ReasonsNeverShowPersonalNumbersOrNames) {
  const IntakeReading r =
      rules().read("我叫张三，身份证990101190001010018，电话15400000601，老板欠我工资，还拿刀追着张三打");
  EXPECT_EQ(r.urgency, "danger_to_life");
  for (const std::string& why : r.why) {
    EXPECT_EQ(why.find("张三"), std::string::npos) << why;
    EXPECT_EQ(why.find("154"), std::string::npos) << why;
    EXPECT_EQ(why.find("9901"), std::string::npos) << why;
  }
}

TEST(Intake, HostileTextsAreReadInTime) {
  for (const std::string piece : {"1", "死", "\xff", "煤气", "老板欠", "收了一千块", "a ", "电梯"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    const std::clock_t start = std::clock();  // of the processor: a busy machine slows nothing
    rules().read(text);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 30) << piece;  // unoptimised and sanitized builds share this bound
  }
}

class RuleFolder : public testing::Test {
 protected:
  RuleFolder()
      : dir_(std::filesystem::temp_directory_path() / ("intake_rules_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(dir_);
  }
  ~RuleFolder() override { std::filesystem::remove_all(dir_); }
  void put(const char* name, const std::string& text) { std::ofstream(dir_ / name) << text; }
  std::string error() {
    const auto loaded = IntakeRules::load(dir_.string());
    return loaded ? "" : loaded.error().text();
  }
  std::filesystem::path dir_;
};

TEST_F(RuleFolder, AnOfficeReplacesOneFile) {
  put("gazetteer.tsv", "name\ttype\n小河边大队\tvillage\n");
  const auto own = IntakeRules::load(dir_.string());
  ASSERT_TRUE(own) << own.error().text();
  EXPECT_EQ(own->read("小河边大队停水，枫渡镇也停").places.size(), 1u);
}

TEST_F(RuleFolder, ErrorsNameFileLineAndRule) {
  put("gazetteer.tsv", "name\ttype\n\tvillage\n");
  EXPECT_NE(error().find("gazetteer.tsv:2"), std::string::npos) << error();
  put("gazetteer.tsv", "name\ttype\n");
  put("pii.toml", "version = 1\n");
  EXPECT_NE(error().find("pii.toml"), std::string::npos) << error();
}

TEST_F(RuleFolder, BadRulesAreRefused) {
  const std::string scores =
      "[scores]\nmore_words = 0.3\nat_most = 2.0\ncategory_needs = 1.0\nalternative_share = "
      "0.5\nalternatives = 2\n"
      "secrecy_needs = 1.0\nstatutory_category = \"DIS\"\nstatutory_points = 1.0\ndanger_points = 1.0\n";
  const std::string rest =
      "[[secrecy]]\nid = \"s\"\ngives = \"requested\"\nweight = 1\nwords = [\"保密\"]\n"
      "[[purpose]]\nid = \"p\"\ngives = \"request\"\nweight = 1\nwords = [\"请\"]\n[[where]]\nid = "
      "\"w\"\nwords = [\"旁边\"]\n";
  const auto with = [&](const std::string& rule) {
    put("intake_rules.toml", scores + rule + rest);
    return error();
  };
  EXPECT_EQ(with("[[category]]\nid = \"a\"\ngives = \"URB\"\nweight = 1\nwords = [\"灯\"]\n"), "");
  EXPECT_NE(with("[[category]]\nid = \"a\"\ngives = \"XYZ\"\nweight = 1\nwords = [\"灯\"]\n")
                .find("intake_rules.toml:13"),
            std::string::npos);
  EXPECT_NE(with("[[category]]\nid = \"a\"\ngives = \"URB\"\nweight = 1\npatterns = ['(灯']\n")
                .find("is not a pattern"),
            std::string::npos);
  EXPECT_NE(
      with("[[category]]\nid = \"a\"\ngives = \"URB\"\nweight = 1\n").find("neither words nor patterns"),
      std::string::npos);
  EXPECT_NE(
      with("[[category]]\nid = \"a\"\ngives = \"URB\"\nweight = 1\npatterns = ['灯*']\n").find("empty text"),
      std::string::npos);
}

TEST(CategoriesTest, OldNamesLeadToTodaysCodes) {
  const auto categories = Categories::load();
  ASSERT_TRUE(categories) << categories.error().text();
  EXPECT_EQ(categories->all().size(), 19u);
  EXPECT_EQ(categories->codes_of("教育文体"), (std::vector<std::string>{"EDU", "CUL"}));
  EXPECT_EQ(categories->codes_of("环境保护"), std::vector<std::string>{"ENV"});
  EXPECT_EQ(categories->codes_of("ENV"), std::vector<std::string>{"ENV"});
  EXPECT_TRUE(categories->codes_of("没有的").empty());
}

TEST(LexiconTest, CutsAtTheLongestWords) {
  Lexicon words;
  words.add("面包", false, 1);
  words.add("面包车", false, 2);
  words.add("light", true, 3);
  words.add("bus", false, 4);
  const auto numbers = [&](std::string_view text) {
    std::string out;
    for (const auto& m : words.cut(text)) out += std::to_string(m.carries->front());
    return out;
  };
  EXPECT_EQ(numbers("面包车面包"), "21");
  EXPECT_EQ(numbers("lights and a bus"), "34");
  EXPECT_EQ(numbers("flight on business"), "");
}

TEST(MatchText, FoldsAndKeepsPlaces) {
  const std::string text = "電梯’Ａ…";
  const Folded f = matching_form(text);
  EXPECT_EQ(f.text, "电梯'a...");
  EXPECT_EQ(f.original(0, 3), (std::pair<std::size_t, std::size_t>(0, 3)));
  EXPECT_EQ(f.original(6, 7), (std::pair<std::size_t, std::size_t>(6, 9)));
  EXPECT_EQ(f.offsets.back(), text.size());
}

}  // namespace
}  // namespace huiyin
