#include "daemon/campaign/list_layout.h"

#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

std::string gbk(std::string_view utf8) {
  return encode_from_utf8(utf8, Charset::gbk).value();
}

TEST_F(Lists, LayoutsAreGuessed) {
  struct Case {
    const char* what;
    std::string bytes;
    Charset charset;
    char delimiter;
    std::int64_t start, header_line;
    std::size_t column;
  };
  const Case cases[] = {
      {"header", "姓名,手机号\n张三,13800000001\n", Charset::utf8, ',', 0, 1, 1},
      {"mark", "\xEF\xBB\xBF手机号,姓名\n13800000001,张三\n", Charset::utf8, ',', 3, 1, 0},
      {"gbk", gbk("姓名,手机号\n张三,13800000001\n"), Charset::gb18030, ',', 0, 1, 1},
      {"semicolon", "name;town;Phone\nA;B, C;13800000001\n", Charset::utf8, ';', 0, 1, 2},
      {"tab", "name\tMobile Phone\nA\t13800000001\n", Charset::utf8, '\t', 0, 1, 1},
      {"bare numbers", "13800000001\n13800000002\n", Charset::utf8, ',', 0, 0, 0},
      {"no header", "张三,13800000001\n李四,13800000002\n", Charset::utf8, ',', 0, 0, 1},
      {"header of other words", "谁,几号\n张三,13800000001\n", Charset::utf8, ',', 0, 1, 1},
      {"blank lines first", "\n\n手机\n13800000001\n", Charset::utf8, ',', 0, 3, 0},
      {"mobile before landline", "固定电话,手机（必填）\n010-12345678,13800000001\n", Charset::utf8, ',', 0,
       1, 1},
      {"id column", "身份证号码,手机号码\n990101190001010019,13800000001\n", Charset::utf8, ',', 0, 1, 1},
      {"quoted", "\"姓名\",\"电话\"\n\"张,三\",\"13800000001\"\n", Charset::utf8, ',', 0, 1, 1},
      {"bad first line", "12345\n13800000001\n", Charset::utf8, ',', 0, 0, 0},
      {"empty", "", Charset::utf8, ',', 0, 0, 0},
  };
  for (const Case& c : cases) {
    upload("layout.csv", c.bytes);
    const auto layout = guess_layout(dir() + "/layout.csv", "CN");
    ASSERT_TRUE(layout) << c.what << ": " << layout.error().text();
    EXPECT_EQ(layout->charset, c.charset) << c.what;
    EXPECT_EQ(layout->delimiter, c.delimiter) << c.what;
    EXPECT_EQ(layout->start, c.start) << c.what;
    EXPECT_EQ(layout->header_line, c.header_line) << c.what;
    EXPECT_EQ(layout->column, c.column) << c.what;
    EXPECT_EQ(ListLayout::from_json(layout->json()).json(), layout->json()) << c.what;
  }
}

TEST_F(Lists, WhatIsNoListIsRefusedWithAdvice) {
  const std::pair<std::string, const char*> cases[] = {
      {std::string("PK\x03\x04", 4) + "xl/workbook.xml", "CSV"},
      {std::string("\xFF\xFE\x31\x00\x33\x00", 6), "UTF-16"},
      {std::string("\x7F"
                   "ELF\0\0\0",
                   7),
       "no text"},
  };
  for (const auto& [bytes, word] : cases) {
    upload("no.csv", bytes);
    const auto layout = guess_layout(dir() + "/no.csv", "CN");
    ASSERT_FALSE(layout);
    EXPECT_EQ(layout.error().code, Errc::bad_input);
    EXPECT_NE(layout.error().what.find(word), std::string::npos) << layout.error().what;
  }
}

}  // namespace
}  // namespace huiyin
