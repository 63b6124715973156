#include <string>

#include <gtest/gtest.h>

#include "daemon/model/pii.h"

namespace huiyin {
namespace {

std::string masked(const std::string& text) {
  return mask_pii(text, find_pii(text));
}

TEST(Mask, TagsByTypeAndLanguage) {
  EXPECT_EQ(masked("我叫张三，电话15400000501"), "我叫[姓名1]，电话[电话1]");
  EXPECT_EQ(masked("My name is Jane Sample, 07700 900501"), "My name is [NAME1], [PHONE1]");
  EXPECT_EQ(masked("座机0100-5550501，车川O12345"), "座机[电话1]，车[车牌1]");
  EXPECT_EQ(masked("镇上李书记收钱"), "镇上[人员1]收钱");
}

TEST(Mask, OneValueKeepsItsNumberHoweverWritten) {
  EXPECT_EQ(masked("电话15400000502或15400000503，还是154-0000-0502"), "电话[电话1]或[电话2]，还是[电话1]");
  EXPECT_EQ(masked("电话15400000504，就是幺五四零零零零零五零四"), "电话[电话1]，就是[电话1]");
  EXPECT_EQ(masked("电话+86 15400000505，即１５４００００５０５"),
            "电话[电话1]，即１５４００００５０５");  // one digit short
}

TEST(Mask, NothingOfASpanIsShown) {
  const std::string text = "abc";
  EXPECT_EQ(mask_pii(text, {{0, 2, "NAME"}, {1, 3, "EMAIL"}}), "[NAME1]");
  EXPECT_EQ(mask_pii(text, {{1, 99, "NAME"}}), "a[NAME1]");
  EXPECT_EQ(mask_pii(text, {{5, 9, "NAME"}, {2, 1, "NAME"}}), "abc");
  EXPECT_EQ(mask_pii(text, {{0, 3, "SOMETHING_NEW"}}), "[HIDDEN1]");
}

TEST(Mask, TextWithoutSpansStays) {
  EXPECT_EQ(mask_pii("\xff\xfe 路灯坏了", {}), "\xff\xfe 路灯坏了");
  EXPECT_EQ(mask_pii("", {}), "");
}

}  // namespace
}  // namespace huiyin
