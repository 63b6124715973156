#include "daemon/ctl/lab.h"

#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

std::vector<Json> lab(const std::string& verb, const std::string& input) {
  const test::Ran ran = test::run({"lab", verb}, input);
  EXPECT_EQ(ran.exit, 0) << ran.err;
  std::vector<Json> out;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) out.push_back(Json::parse(line));
  return out;
}

std::vector<std::string> keys(const Json& j) {
  std::vector<std::string> out;
  for (const auto& [name, value] : j.members()) out.push_back(name);
  return out;
}

using Keys = std::vector<std::string>;

TEST(CtlLab, OneObjectALineBlankOnesIncluded) {
  for (const char* verb : {"segments", "phone", "reply", "intake", "mask"}) {
    EXPECT_EQ(lab(verb, "").size(), 0u) << verb;
    EXPECT_EQ(lab(verb, "\na\n  \n\r\n1").size(), 5u) << verb;
  }
}

TEST(CtlLab, ExactlyThePromisedKeys) {
  EXPECT_EQ(keys(lab("segments", "x\n")[0]), (Keys{"encoding", "units", "parts"}));
  EXPECT_EQ(keys(lab("phone", "x\n")[0]), (Keys{"e164", "region", "type", "error"}));
  EXPECT_EQ(keys(lab("reply", "x\n")[0]), (Keys{"label", "also", "why"}));
  EXPECT_EQ(keys(lab("intake", "x\n")[0]), (Keys{"category", "alternatives", "urgency", "purpose",
                                                 "confidential", "spans", "places", "why"}));
  EXPECT_EQ(keys(lab("mask", "x\n")[0]), (Keys{"text"}));
}

TEST(CtlLab, ALineEndsAtOneCarriageReturn) {
  const auto out = lab("segments", "abc\r\nabc\r\r\nabc\r");
  EXPECT_EQ(out[0].integer("units"), 3);
  EXPECT_EQ(out[1].integer("units"), 4);
  EXPECT_EQ(out[2].integer("units"), 3);
}

TEST(CtlLab, Segments) {
  const auto out = lab("segments", std::string(160, 'a') + "\n" + std::string(161, 'a') + "\n你好€\n\n");
  EXPECT_EQ(out[0].dump(), R"({"encoding":"gsm7","units":160,"parts":1})");
  EXPECT_EQ(out[1].dump(), R"({"encoding":"gsm7","units":161,"parts":2})");
  EXPECT_EQ(out[2].dump(), R"({"encoding":"ucs2","units":3,"parts":1})");
  EXPECT_EQ(out[3].integer("parts"), 1);
}

TEST(CtlLab, Phones) {
  const auto out = lab("phone", "138 0000 0001\n12345\nabc\n\n+14155552671\n");
  EXPECT_EQ(out[0].dump(), R"({"e164":"+8613800000001","region":"CN","type":"mobile","error":null})");
  EXPECT_TRUE(out[1].at("e164").is_null());
  EXPECT_EQ(out[1].text("type"), "service");
  EXPECT_TRUE(out[1].at("error").is_null());
  EXPECT_EQ(out[2].text("error"), "not_digits");
  EXPECT_EQ(out[3].text("error"), "empty");
  EXPECT_EQ(out[4].text("region"), "US");
}

TEST(CtlLab, ThePhonesRegionMayBeTold) {
  const test::Ran ran = test::run({"lab", "phone", "--region", "US"}, "(415) 555-2671\n");
  EXPECT_NE(ran.out.find("+14155552671"), std::string::npos) << ran.out;
}

TEST(CtlLab, Replies) {
  const auto out = lab("reply", "1\n不满意\n\n");
  EXPECT_EQ(out[0].text("label"), "satisfied");
  EXPECT_EQ(out[1].text("label"), "dissatisfied");
  EXPECT_EQ(out[2].text("label"), "unclear");
  EXPECT_FALSE(out[0].items("why").empty());
}

TEST(CtlLab, SpansAreBytesOfTheLineAsGiven) {
  const std::string line = "  我叫张三，电话１３８０００００００１，请回复  ";
  const Json out = lab("intake", line + "\r\n")[0];
  bool phone = false;
  for (const Json& span : out.items("spans")) {
    const auto parts = span.items();
    ASSERT_EQ(parts.size(), 3u);
    const auto begin = static_cast<std::size_t>(parts[0].integer()),
               end = static_cast<std::size_t>(parts[1].integer());
    ASSERT_LT(begin, end);
    ASSERT_LE(end, line.size());
    if (parts[2].text() != "MOBILE") continue;
    phone = true;
    EXPECT_EQ(line.substr(begin, end - begin), "１３８０００００００１");
  }
  EXPECT_TRUE(phone) << out.dump();
}

TEST(CtlLab, MaskHidesWhatIntakeFinds) {
  const std::string text = lab("mask", "我叫张三，电话13800000001\n")[0].text("text");
  EXPECT_EQ(text.find("13800000001"), std::string::npos);
  EXPECT_EQ(text.find("张三"), std::string::npos);
}

TEST(CtlLab, AnyBytesAreAnswered) {
  std::mt19937 random(7);
  std::string input;
  for (int line = 0; line < 300; ++line) {
    for (std::uint32_t i = random() % 40; i > 0; --i)
      if (const char c = static_cast<char>(random() % 256); c != '\n') input += c;
    input += '\n';
  }
  input += std::string("a\0b\n\xed\xa0\x80\n\xf8\x88\n\xe4\xbd\n", 14);
  for (const char* verb : {"segments", "phone", "reply", "intake", "mask"})
    EXPECT_EQ(lab(verb, input).size(), 304u) << verb;
}

TEST(CtlLab, TheOfficesOwnRulesCount) {
  test::TemporaryFolder folder;
  std::ofstream(folder.path() + "/gazetteer.tsv") << "name\n测试大街\n";
  const test::Ran ran = test::run({"lab", "intake", "--rules-dir", folder.path()}, "在测试大街路灯不亮\n");
  EXPECT_NE(ran.out.find(R"([3,15,"测试大街"])"), std::string::npos) << ran.out << ran.err;
}

TEST(CtlLab, LabelledMessagesAreScored) {
  test::TemporaryFolder folder;
  const std::string file = folder.path() + "/labelled.tsv";
  std::ofstream(file) << "id\ttext\tcategory\turgency\tpurpose\tconfidential\n"
                         "A\t水管爆了没人修\tURB\tnormal\trequest\tnone\n";
  const test::Ran ran = test::run({"lab", "intake", "--labelled", file, "--misses"}, "");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_NE(ran.out.find("category"), std::string::npos) << ran.out;
}

TEST(CtlLab, BadRulesAreToldWithTheirPlace) {
  test::TemporaryFolder folder;
  std::ofstream(folder.path() + "/pii.toml") << "this is = no [ toml\n";
  std::ofstream(folder.path() + "/reply_rules.toml") << "[[[\n";
  for (const auto& [verb, file] :
       {std::pair{"intake", "pii.toml"}, {"mask", "pii.toml"}, {"reply", "reply_rules"}}) {
    const test::Ran ran = test::run({"lab", verb, "--rules-dir", folder.path()}, "x\n");
    EXPECT_EQ(ran.exit, 2) << verb;
    EXPECT_NE(ran.err.find(file), std::string::npos) << ran.err;
    EXPECT_EQ(ran.out, "");
  }
}

}  // namespace
}  // namespace huiyin
