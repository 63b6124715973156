// Templates and the linter: what a clerk writes can't surprise a reader, a carrier or the program.
#include "daemon/model/text_template.h"

#include <gtest/gtest.h>

#include "daemon/model/lint.h"

namespace huiyin {
namespace {

using Kind = TemplateField::Kind;

TextTemplate made(std::string_view text, std::vector<TemplateField> fields) {
  return TextTemplate::parse(text, std::move(fields)).value();
}

std::string fault(std::string_view text, std::vector<TemplateField> fields) {
  const auto t = TextTemplate::parse(text, std::move(fields));
  return t ? "" : t.error().text();
}

TEST(TextTemplates, FillsFieldsAndNothingElse) {
  const auto t = made("{name}您好，尾号{tail}，{{注}}{name}", {{"name", 10}, {"tail", 4, Kind::digits}});
  EXPECT_EQ(t.render({{"name", "张三"}, {"tail", "0031"}}).value(), "张三您好，尾号0031，{注}张三");
  EXPECT_EQ(t.order(), (std::vector<std::string>{"name", "tail"}));
  EXPECT_EQ(made("{a}{b}", {{"a", 3}, {"b", 2, Kind::digits}}).longest(), "字字字00");
}

TEST(TextTemplates, AValueIsNeverReadForFieldsOrFormats) {
  const auto t = made("[{a}][{b}]", {{"a", 30}, {"b", 30}});
  EXPECT_EQ(t.render({{"a", "{b}"}, {"b", "{}%s%n{0:1000000000}"}}).value(), "[{b}][{}%s%n{0:1000000000}]");
}

TEST(TextTemplates, FaultsNameTheirPlace) {
  EXPECT_EQ(fault("您好{name", {{"name"}}), "character 3: a { is not closed; a brace itself is written {{");
  EXPECT_EQ(fault("a}b", {}), "character 2: a } without its {; a brace itself is written }}");
  EXPECT_EQ(fault("{a}", {}), "character 1: this field is not declared");
  EXPECT_EQ(fault("x", {{"a"}}), "field a: is declared but not used in the text");
  EXPECT_EQ(fault("{a}", {{"a"}, {"a"}}), "field a: is declared twice");
  EXPECT_EQ(fault("{a:>10}", {{"a:>10"}}), "fields: a field's name is empty or has signs in it");
  EXPECT_EQ(fault("{a}", {{"a", 0}}), "field a: must allow 1 to 200 characters");
  EXPECT_EQ(fault("\xff", {}), "byte 0: is not UTF-8");
}

TEST(TextTemplates, ValuesKeepTheirLimits) {
  const auto t = made("{a}{d}{when}", {{"a", 3}, {"d", 4, Kind::digits}, {"when", 12, Kind::date}});
  const auto with = [&](const std::string& a, const std::string& d, const std::string& when) {
    const auto r = t.render({{"a", a}, {"d", d}, {"when", when}});
    return r ? std::string() : r.error().text();
  };
  EXPECT_EQ(with("三个字", "1234", "3月1日"), "");
  EXPECT_EQ(with("四个字了", "1234", "3月1日"), "field a: is longer than 3 characters");
  EXPECT_EQ(with(" ", "1234", "3月1日"), "field a: is empty");
  EXPECT_EQ(with("a\n", "1234", "3月1日"), "field a: has a line break or a control character");
  EXPECT_EQ(with("【假", "1234", "3月1日"), "field a: looks like a signature");
  EXPECT_EQ(with("a", "12a", "3月1日"), "field d: must be digits");
  EXPECT_EQ(with("a", "12", "明天"), "field when: must be a date like 2026-03-01 or 3月1日");
  EXPECT_EQ(t.render({{"a", "b"}}).error().text(), "field d: has no value");
  EXPECT_EQ(t.render({{"z", "b"}}).error().text(), "values: a value is given for no field of the template");
}

using FoundRules = std::vector<std::string>;

FoundRules rules(std::string_view text, std::optional<Purpose> p = Purpose::publicity) {
  static const Linter linter = Linter::shipped();
  FoundRules out;
  for (const LintFinding& f : linter.look(text, p)) out.push_back(f.rule);
  return out;
}

TEST(Lint, AGoodTextHasNoFindings) {
  EXPECT_EQ(rules("【云溪区群工局】《信访工作条例》实施，反映问题可打12345或回复本短信。拒收请回复R"),
            FoundRules());
  EXPECT_EQ(rules("【云溪区群工局】您的事项（尾号0031）已办结。", Purpose::case_reply), FoundRules());
}

TEST(Lint, WhatMustNotLeave) {
  EXPECT_EQ(rules("【局】身份证990101190001010018。拒收请回复R"), FoundRules{"id_number"});
  EXPECT_EQ(rules("【局】您投诉的公司已查处", Purpose::case_reply), FoundRules{"case_fact"});
  EXPECT_EQ(rules("【局】请回复验证码办理", Purpose::case_reply), FoundRules{"secret"});
  EXPECT_EQ(rules("【局】恭喜中奖。拒收请回复R"), FoundRules{"banned_term"});
  EXPECT_EQ(rules("【局】关注重点人员。拒收请回复R"), FoundRules{"banned_term"});
}

TEST(Lint, LinksMustBeRegistered) {
  EXPECT_EQ(rules("【局】见 https://www.gov.cn/a 。拒收请回复R"), FoundRules());
  EXPECT_EQ(rules("【局】见 https://xf.yunxi.gov.cn 。拒收请回复R"), FoundRules());
  for (const char* bad :
       {"http://evil.example/gov.cn", "http://gov.cn@evil.example/", "https://gov.cn.evil.top/x", "t.cn/Ab3",
        "ｈｔｔｐ：／／evil.top", "http://evil.top\\.gov.cn"})
    EXPECT_EQ(rules(std::string("【局】见 ") + bad + " 。拒收请回复R"), FoundRules{"link"}) << bad;
}

TEST(Lint, SignatureAndTheWayOut) {
  EXPECT_EQ(rules("没有签名。拒收请回复R"), FoundRules{"no_signature"});
  EXPECT_EQ(rules("【】空的。拒收请回复R"), FoundRules{"no_signature"});
  EXPECT_EQ(rules("【甲】两个【乙】。拒收请回复R"), FoundRules{"two_signatures"});
  EXPECT_EQ(rules("签名在后。拒收请回复R【局】"), FoundRules());
  EXPECT_EQ(rules("【局】没有退订方式"), FoundRules{"no_opt_out"});
  EXPECT_EQ(rules("【局】没有退订方式", Purpose::statutory_notice), FoundRules());
}

TEST(Lint, TheSeventyFirstCharacterIsNamed) {
  std::string text = "【局】";
  while (text.size() < 3 * 70) text += "字";
  EXPECT_EQ(rules(text, Purpose::staff), FoundRules()) << "70 characters are one part";
  text += "末";
  EXPECT_EQ(rules(text, Purpose::staff), FoundRules{"character_71"});
  const auto found = Linter::shipped().look(text, Purpose::staff).front();
  EXPECT_EQ(text.substr(found.begin), "末");
  EXPECT_EQ(found.level, LintFinding::Level::warning);
  // A pair of surrogates is two: 69 characters and one beyond the BMP are 71 units.
  std::string emoji = "【局】";
  while (emoji.size() < 3 * 69) emoji += "字";
  EXPECT_EQ(rules(emoji + "😀", Purpose::staff), FoundRules{"character_71"});
  while (text.size() < 3 * 67 * 7) text += "字";
  EXPECT_TRUE(has_error(Linter::shipped().look(text, Purpose::staff)));
}

}  // namespace
}  // namespace huiyin
