#include "daemon/followup/surveys.h"

#include <gtest/gtest.h>

#include "daemon/base/embedded.h"
#include "daemon/base/json.h"
#include "daemon/model/segments.h"
#include "daemon/store/followups.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

const std::string kSignature = "云溪区群众工作局";

Result<Surveys> load(const std::string& toml) {
  return Surveys::load(toml, "surveys.toml", kSignature, {});
}
std::string shipped() {
  return rule_file("", "surveys.toml");
}
std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Surveys, ShippedWordingsFitOnePart) {
  const auto surveys = load(shipped());
  ASSERT_TRUE(surveys) << surveys.error().text();
  for (const SurveyForm& f : surveys->all()) {
    for (const Wording* w : {&f.question, &f.reminder, &f.clarify, &f.dissatisfied, &f.opted_out})
      EXPECT_LE(count_segments_ucs2(fill_wording(*w, "0031", kSignature).text).units, 70) << w->text;
    EXPECT_LE(count_segments_ucs2(fill_wording(f.which, "0031、0032", kSignature, "tails").text).units, 70);
    // Optional texts wait for their templates.
    EXPECT_FALSE(f.acknowledge) << f.name;
  }
  const OfficeTexts& o = surveys->office_texts();
  for (const std::string* t :
       {&o.receipt, &o.danger, &o.publicity, &o.receipt_en, &o.danger_en, &o.publicity_en}) {
    const std::string filled = with_field(*t, "record", "IN-20260105-000031");
    EXPECT_LE(count_segments_ucs2("【" + kSignature + "】" + filled).units, 70) << *t;
  }
  ASSERT_NE(surveys->newest("standard_en"), nullptr);
  EXPECT_EQ(surveys->newest("five_grades")->reading.codes.size(), 5U);
  EXPECT_EQ(surveys->newest("five_grades")->codes_json(),
            R"({"1":"satisfied","2":"satisfied","3":"mostly","4":"dissatisfied","5":"dissatisfied"})");
  EXPECT_EQ(surveys->newest("")->name, "standard");
  EXPECT_EQ(surveys->newest("none"), nullptr);
  EXPECT_EQ(Json::parse(surveys_json(*surveys)).items("items").size(), 3U);
}

TEST(Surveys, AnOptionalTextIsNotSentBeforeItsTemplateIsApproved) {
  const std::string on =
      with(shipped(), "\nacknowledge_dissatisfied = false", "\nacknowledge_dissatisfied = true");
  auto surveys = load(on);
  ASSERT_TRUE(surveys) << surveys.error().text();
  const auto refused = surveys->set_templates({"1", "2", "3", "4", ""});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("dissatisfied_template"), std::string::npos)
      << refused.error().text();
  // Where texts go out as they are, there is nothing to approve.
  EXPECT_TRUE(load(on)->set_templates({}));
  EXPECT_TRUE(load(on)->set_templates({"1", "2", "3", "4", "5"}));
}

TEST(Surveys, OnlyTheNamedFieldIsReplaced) {
  const Content c = fill_wording({"事项{tail}，{tail} {other} %s", "7"}, "00{tail}", "甲");
  EXPECT_EQ(c.text, "【甲】事项00{tail}，00{tail} {other} %s");
  EXPECT_EQ(c.template_params, std::vector<std::string>{"00{tail}"});
  EXPECT_TRUE(fill_wording({"无尾号", ""}, "0031", "").template_params.empty());
}

TEST(Surveys, FaultsNameTheirPlace) {
  std::string longer = "123";
  for (int i = 0; i < 71; ++i) longer += "长";
  const std::string clarify =
      "没看懂您的回复，请只回一个数字：1满意，2基本满意，3不满意。如是新问题请直接写明";
  struct Case {
    const char *what, *expected;
    std::string from, to;
  };
  const std::vector<Case> cases = {
      {"too long", "characters with the signature", clarify, longer},
      {"a code is missing", "does not name code 3", clarify, "请回1或2"},
      {"empty", "must not be empty", clarify, ""},
      {"unknown key", "is no key of a survey", "remind = true", "remimd = true"},
      {"bad code", "a code means", R"("mostly", "dissatisfied"])", R"("mostly", "angry"])"},
      {"two codes", "3 to 5", R"(["satisfied", "mostly", "dissatisfied"])", R"(["satisfied", "mostly"])"},
      {"bad default", "names no survey", "default = \"standard\"", "default = \"stanard\""},
      {"doubled", "already", "name = \"five_grades\"", "name = \"standard\""},
      {"bad hours", "hours", "remind = true", "hours = \"9-20\""},
      {"reminder after the stop", "before the question stops", "remind = true", "remind_after_days = 7"},
      {"cases are not named", "{tails}", "请逐件评价尾号{tails}：", "请逐件评价："},
      {"office text too long", "characters with the signature", "心理援助12356。",
       "心理援助12356。" + longer},
  };
  for (const Case& c : cases) {
    const auto surveys = load(with(shipped(), c.from, c.to));
    ASSERT_FALSE(surveys) << c.what;
    const std::string text = surveys.error().text();
    EXPECT_NE(text.find("surveys.toml:"), std::string::npos) << c.what << ": " << text;
    EXPECT_NE(text.find(c.expected), std::string::npos) << c.what << ": " << text;
  }
  EXPECT_FALSE(load("default = \"x\""));
}

TEST(Surveys, AVersionIsWhatItWas) {
  TestLedger ledger;
  const TimePoint now = from_ms(1'772'000'000'000);
  ASSERT_TRUE(keep_surveys(ledger.db(), load(shipped()).value(), now));
  ASSERT_TRUE(keep_surveys(ledger.db(), load(shipped()).value(), now));
  const std::string changed = with(shipped(), "办理结果待评价", "办理结果请评价");
  const auto refused = keep_surveys(ledger.db(), load(changed).value(), now);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("standard version 1"), std::string::npos) << refused.error().text();
  EXPECT_TRUE(
      keep_surveys(ledger.db(), load(with(changed, "version = \"1\"", "version = \"2\"")).value(), now));
}

TEST(Surveys, AVersionWithOpenQuestionsMustStay) {
  TestLedger ledger;
  const TimePoint now = from_ms(1'772'000'000'000);
  Followup f;
  f.case_id = "A";
  f.survey = "standard";
  f.survey_version = "1";
  ASSERT_TRUE(add_followup(ledger.db(), f));
  const auto newer = load(with(shipped(), "version = \"1\"", "version = \"2\"")).value();
  const auto refused = keep_surveys(ledger.db(), newer, now);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("1 questions"), std::string::npos) << refused.error().text();
}

TEST(Surveys, SignsOfAProxy) {
  const auto surveys = load(shipped()).value();
  for (const char* text :
       {"满意（代我妈回复的）", "我是他儿子，他很满意", "Satisfied. On behalf of my mother"})
    EXPECT_TRUE(surveys.by_proxy(text)) << text;
  for (const char* text : {"满意", "代办的人态度很好", "我妈很满意"})
    EXPECT_FALSE(surveys.by_proxy(text)) << text;
}

}  // namespace
}  // namespace huiyin
