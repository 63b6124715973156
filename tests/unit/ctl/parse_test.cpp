#include "daemon/ctl/parse.h"

#include <gtest/gtest.h>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

Invocation parse(const std::vector<std::string>& arguments, Language language = Language::english) {
  return parse_ctl(arguments, all_verbs(), language);
}

std::string refusal(const std::vector<std::string>& arguments, Language language = Language::english) {
  try {
    parse(arguments, language);
  } catch (const CtlError& e) {
    EXPECT_EQ(e.exit, Exit::usage);
    return e.what();
  }
  return "";
}

TEST(CtlParse, GlobalOptionsStandBeforeOrBehindTheVerb) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"--run-dir", "/x", "--json", "campaign", "show", "7"},
        {"campaign", "show", "7", "--json", "--run-dir", "/x"},
        {"campaign", "--json", "show", "--run-dir=/x", "7"}}) {
    const Invocation i = parse(line);
    ASSERT_NE(i.verb, nullptr);
    EXPECT_EQ(i.verb->path, "campaign show");
    EXPECT_EQ(i.args.number("campaign"), 7);
    EXPECT_TRUE(i.globals.json);
    EXPECT_EQ(i.globals.run_dir, "/x");
  }
}

TEST(CtlParse, OptionsWithValuesFlagsAndRepeats) {
  const Invocation i =
      parse({"campaign", "create", "--name", "list", "--purpose", "staff", "--audience", "a.csv",
             "--text=你好", "--param", "a", "--param", "", "--param", "c d", "--start"});
  EXPECT_EQ(i.args.text("name"), "list");  // a verb's word as a value
  EXPECT_EQ(i.args.text("text"), "你好");
  EXPECT_EQ(i.args.list("param"), (std::vector<std::string>{"a", "", "c d"}));
  EXPECT_TRUE(i.args.has("start"));
  EXPECT_FALSE(i.args.has("wait"));
  EXPECT_EQ(i.args.text("key", "none"), "none");
}

TEST(CtlParse, AnArgumentMayBeTheWordOfAVerb) {
  EXPECT_EQ(parse({"config", "explain", "bus"}).args.text("key"), "bus");
  EXPECT_EQ(parse({"followup", "show", "status"}).args.text("case"), "status");
}

TEST(CtlParse, WrongLinesSayWhatIsWrongAndWhereHelpIs) {
  EXPECT_NE(refusal({}).find("huiyinctl --help"), std::string::npos);
  EXPECT_NE(refusal({"statsu"}).find("\"statsu\" is not known here"), std::string::npos);
  EXPECT_NE(refusal({"campaign", "shw"}).find("huiyinctl campaign --help"), std::string::npos);
  EXPECT_NE(refusal({"campaign", "show"}).find("campaign is required"), std::string::npos);
  EXPECT_NE(refusal({"campaign", "show", "x"}).find("whole number"), std::string::npos);
  EXPECT_NE(refusal({"campaign", "show", "-1"}), "");
  EXPECT_NE(refusal({"campaign", "show", "99999999999999999999"}), "");
  EXPECT_NE(refusal({"campaign", "show", "1", "2"}), "");
  EXPECT_NE(refusal({"campaign", "show", "1", "--wait"}).find("--wait"), std::string::npos);
  EXPECT_NE(refusal({"completion", "fish"}), "");
  EXPECT_NE(refusal({"--lang", "fr", "status"}), "");
  EXPECT_NE(refusal({"message", "send", "--to", "1", "--text", "\xff"}).find("UTF-8"), std::string::npos);
  EXPECT_NE(refusal({"campaign", "show", "1", "--run-dir", "/a", "--run-dir", "/b"}), "");
  EXPECT_NE(refusal({"statsu"}, Language::chinese).find("用法错误"), std::string::npos);
}

TEST(CtlParse, HelpIsOfThePlaceAndInTheLanguage) {
  EXPECT_NE(parse({"--help"}).help.find("campaign"), std::string::npos);
  EXPECT_NE(parse({"campaign", "create", "-h"}).help.find("--audience FILE"), std::string::npos);
  const std::string chinese = parse({"campaign", "create", "--help"}, Language::chinese).help;
  EXPECT_NE(chinese.find("用法"), std::string::npos);
  EXPECT_NE(chinese.find("群发名称"), std::string::npos);
  EXPECT_EQ(parse({"campaign", "--help"}).verb, nullptr);
}

TEST(CtlParse, EveryVerbAndOptionHasHelpInBothLanguages) {
  for (const Verb& v : all_verbs()) {
    EXPECT_FALSE(v.help.empty() || v.help_zh.empty()) << v.path;
    EXPECT_NE(v.run, nullptr) << v.path;
    for (const Option& o : v.options)
      EXPECT_FALSE(o.help.empty() || o.help_zh.empty()) << v.path << " " << o.name;
    const std::size_t end = v.path.rfind(' ');
    if (end == std::string_view::npos) continue;
    bool known = false;
    for (const VerbGroup& g : verb_groups()) known = known || g.path == v.path.substr(0, end);
    EXPECT_TRUE(known) << v.path << " is in a group without help";
  }
}

TEST(CtlParse, EveryVerbAnswersHelp) {
  for (const Verb& v : all_verbs()) {
    std::vector<std::string> line;
    for (const std::string_view w : split(v.path, ' ')) line.emplace_back(w);
    line.emplace_back("--help");
    EXPECT_NE(parse(line).help.find(v.help), std::string::npos) << v.path;
  }
}

TEST(CtlParse, TheLanguageIsKnownBeforeTheRestIsRead) {
  EXPECT_EQ(language_flag({"status", "--lang", "zh"}), "zh");
  EXPECT_EQ(language_flag({"--lang=en"}), "en");
  EXPECT_EQ(language_flag({"status", "--lang"}), "");
}

}  // namespace
}  // namespace huiyin
