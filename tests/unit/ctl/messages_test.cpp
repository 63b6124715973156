#include "daemon/ctl/messages.h"

#include <set>

#include <gtest/gtest.h>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

std::set<char> places(const std::string& text) {
  std::set<char> out;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '%' && text[i + 1] >= '1' && text[i + 1] <= '9') out.insert(text[i + 1]);
  return out;
}

// Told with "%1" for the first argument and so on, a message comes out as the catalogue has it.
std::string raw(Language language, Msg m) {
  return tell(language, m, {"%1", "%2", "%3", "%4"});
}

TEST(CtlMessages, EveryMessageIsInBothLanguagesWithTheSameArguments) {
  for (int i = 0; i < static_cast<int>(Msg::count_); ++i) {
    const auto m = static_cast<Msg>(i);
    const std::string english = raw(Language::english, m), chinese = raw(Language::chinese, m);
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_FALSE(chinese.empty()) << i;
    EXPECT_TRUE(is_utf8(chinese)) << i;
    EXPECT_EQ(places(english), places(chinese)) << english;
  }
}

TEST(CtlMessages, ArgumentsAreNoFormats) {
  EXPECT_EQ(tell(Language::english, Msg::refused, {"%2", "{0} %s %1"}), "refused (%2): {0} %s %1");
  EXPECT_EQ(tell(Language::english, Msg::refused, {"409"}), "refused (409): ");
}

TEST(CtlMessages, TheLanguageIsTheFirstThatIsSet) {
  EXPECT_EQ(choose_language("zh", "C", "C", "C"), Language::chinese);
  EXPECT_EQ(choose_language("", "", "", "zh_CN.UTF-8"), Language::chinese);
  EXPECT_EQ(choose_language("", "en_US.UTF-8", "", "zh_CN.UTF-8"), Language::english);
  EXPECT_EQ(choose_language("en", "zh_CN", "", ""), Language::english);
  EXPECT_EQ(choose_language("", "", "", ""), Language::english);
}

TEST(CtlMessages, WordsThatAreNotKnownStayAsTheyAre) {
  EXPECT_EQ(word(Language::chinese, "delivered"), "已送达");
  EXPECT_EQ(word(Language::english, "delivered"), "delivered");
  EXPECT_EQ(word(Language::chinese, "something new"), "something new");
}

}  // namespace
}  // namespace huiyin
