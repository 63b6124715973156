#include "daemon/base/text.h"

#include <gtest/gtest.h>

#include "daemon/base/utf16_text.h"

namespace huiyin {
namespace {

TEST(Utf8, FindsTheFirstBadByte) {
  const std::pair<std::string, std::size_t> cases[] = {
      {"", std::string::npos},
      {"plain ascii, longer than eight", std::string::npos},
      {"满意。😀", std::string::npos},
      {"\xC3(", 0},
      {"abcdefgh\xFF", 8},
      {"满\xE6\xBB", 3},                 // cut in the middle
      {"a\xC0\x80", 1},                  // overlong NUL
      {"ab\xED\xA0\x80", 2},             // surrogate
      {"\xF4\x90\x80\x80", 0},           // beyond U+10FFFF
      {"12345678满意12345678\x80", 22},  // after blocks of ASCII
  };
  for (const auto& [text, at] : cases) {
    EXPECT_EQ(first_bad_utf8(text), at) << testing::PrintToString(text);
    EXPECT_EQ(is_utf8(text), at == std::string::npos);
  }
}

TEST(Utf16And32, GoThereAndBack) {
  for (const std::string text : {"", "a", "é", "满意", "😀a😀", "a\xEF\xBF\xBD"}) {
    EXPECT_EQ(from_utf16(to_utf16(text)), text);
    EXPECT_EQ(from_utf32(to_utf32(text)), text);
  }
  EXPECT_EQ(to_utf16("a\xFF满").size(), 3u);
  EXPECT_EQ(to_utf16("a\xFF-"), u"a\uFFFD-");
  EXPECT_EQ(to_utf32("a\xFF-"), U"a\uFFFD-");
  EXPECT_EQ(from_utf16(std::u16string{u'a', 0xD800, u'b'}), "a\uFFFDb");
  EXPECT_EQ(from_utf32(std::u32string{U'a', 0x110000, 0xDC00}), "a\uFFFD\uFFFD");
}

struct CharsetCase {
  const char* name;
  Charset charset;
  std::string bytes;
  std::string utf8;
};

TEST(Charsets, DecodeAndEncode) {
  const CharsetCase cases[] = {
      {"GBK", Charset::gbk, "\xC2\xFA\xD2\xE2", "满意"},
      {"GBK, ASCII mixed", Charset::gbk, "1\xA1\xA3", "1。"},
      {"GB18030, four bytes", Charset::gb18030, std::string("\x94\x39\xFC\x36", 4), "😀"},
      {"GB18030, rare character", Charset::gb18030, std::string("\x95\x32\x82\x36", 4), "𠀀"},
      {"UTF-16BE", Charset::utf16be, std::string("\x6E\xE1\x61\x0F", 4), "满意"},
      {"UTF-16BE, pair", Charset::utf16be, std::string("\xD8\x3D\xDE\x00", 4), "😀"},
      {"Latin-1", Charset::latin1, "caf\xE9", "café"},
      {"UTF-8", Charset::utf8, "满意", "满意"},
      {"empty", Charset::gbk, "", ""},
  };
  for (const CharsetCase& c : cases) {
    EXPECT_EQ(decode_to_utf8(c.bytes, c.charset).value_or("error"), c.utf8) << c.name;
    EXPECT_EQ(encode_from_utf8(c.utf8, c.charset).value_or("error"), c.bytes) << c.name;
  }
}

TEST(Charsets, ErrorsNameTheByte) {
  const CharsetCase bad[] = {
      {"GBK cut", Charset::gbk, "ab\xC2", "byte 2"},
      {"GBK cut after a whole one", Charset::gbk, "\xC2\xFA\xD2", "byte 2"},
      {"GBK bad trail", Charset::gbk, "a\xC2\x20", "byte 1"},
      {"GBK 0xFF", Charset::gbk, "abc\xFF", "byte 3"},
      {"GB18030 cut in four bytes", Charset::gb18030, "x\x94\x39\xFC", "byte 1"},
      {"GB18030 bad fourth byte", Charset::gb18030, "x\x94\x39\xFC\x20", "byte 1"},
      {"UTF-16BE odd", Charset::utf16be, std::string("\x6E\xE1\x61", 3), "byte 2"},
      {"UTF-16BE lone lead", Charset::utf16be, std::string("\0a\xD8\x3D", 4), "byte 2"},
      {"UTF-16BE lone trail", Charset::utf16be, std::string("\xDE\x00\0a", 4), "byte 0"},
      {"UTF-8", Charset::utf8, "满\xFF", "byte 3"},
  };
  for (const CharsetCase& c : bad) {
    const auto result = decode_to_utf8(c.bytes, c.charset);
    ASSERT_FALSE(result) << c.name << " read as " << *result;
    EXPECT_EQ(result.error().code, Errc::bad_input) << c.name;
    EXPECT_EQ(result.error().where, c.utf8) << c.name << ": " << result.error().text();
  }
  const CharsetCase unmappable[] = {
      {"emoji in GBK", Charset::gbk, "", "满😀"},
      {"Chinese in Latin-1", Charset::latin1, "", "abc满"},
      {"not UTF-8", Charset::gbk, "", "abc\xFF"},
  };
  for (const CharsetCase& c : unmappable) {
    const auto result = encode_from_utf8(c.utf8, c.charset);
    ASSERT_FALSE(result) << c.name;
    EXPECT_EQ(result.error().where, "byte 3") << c.name;
  }
}

TEST(Charsets, AConverterIsFitForUseAfterAnError) {
  EXPECT_FALSE(decode_to_utf8("\xC2", Charset::gbk));
  EXPECT_EQ(decode_to_utf8("\xC2\xFA", Charset::gbk).value_or("error"), "满");
}

TEST(Charsets, GuessPrefersUtf8) {
  EXPECT_EQ(guess_to_utf8("\xEF\xBB\xBF满意").value(), "满意");
  EXPECT_EQ(guess_to_utf8("满意").value(), "满意");
  EXPECT_EQ(guess_to_utf8("\xC2\xFA\xD2\xE2").value(), "满意");
  EXPECT_FALSE(guess_to_utf8("\xEF\xBB\xBF\xFF"));
  const auto neither = guess_to_utf8("ab\xFF");
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error().where, "byte 2 as UTF-8, byte 2 as GB18030");
}

struct FoldCase {
  std::string in, out;
  std::vector<std::uint32_t> offsets;
};

TEST(Fold, FoldsAndKeepsOffsets) {
  const FoldCase cases[] = {
      {"", "", {0}},
      {"aB", "ab", {0, 1, 2}},
      {"a…b", "a...b", {0, 1, 1, 1, 4, 5}},
      {"１Ａ", "1a", {0, 3, 6}},
      {"ﬁn", "fin", {0, 0, 3, 4}},
      {"满意", "满意", {0, 0, 0, 3, 3, 3, 6}},
      {"①x", "1x", {0, 3, 4}},
      {"e\xCC\x81x", "éx", {0, 0, 3, 4}},          // e + combining acute
      {"ｶﾞ", "ガ", {0, 0, 0, 6}},                  // half-width kana and its mark
      {"a\xFFz", "a\uFFFDz", {0, 1, 1, 1, 2, 3}},  // a malformed byte
      {"É", "é", {0, 0, 2}},
      {"　x", " x", {0, 3, 4}},  // ideographic space
      {"㎏", "kg", {0, 0, 3}},
  };
  for (const FoldCase& c : cases) {
    const Folded f = fold(c.in);
    EXPECT_EQ(f.text, c.out) << c.in;
    EXPECT_EQ(f.offsets, c.offsets) << c.in;
  }
}

TEST(Fold, TheLongestExpansionFits) {
  const Folded f = fold("x\uFDFAy");
  EXPECT_EQ(to_utf32(f.text).size(), 20u);
  EXPECT_EQ(f.original(f.text.size() - 1, f.text.size()), (std::pair<std::size_t, std::size_t>(4, 5)));
}

TEST(Fold, OriginalWidensToWholeCharacters) {
  const Folded f = fold("a…b");
  using Range = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(f.original(0, 1), Range(0, 1));
  EXPECT_EQ(f.original(1, 2), Range(1, 4)) << "one dot of three covers the whole sign";
  EXPECT_EQ(f.original(2, 3), Range(1, 4));
  EXPECT_EQ(f.original(3, 5), Range(1, 5));
  EXPECT_EQ(f.original(5, 5), Range(5, 5));
}

TEST(Fold, EveryMatchMapsToItsOriginal) {
  const std::string text = "请回复Ｒ退订；ＳＴＯＰ…谢谢";
  const Folded f = fold(text);
  ASSERT_EQ(f.offsets.size(), f.text.size() + 1);
  const std::size_t at = f.text.find("stop");
  ASSERT_NE(at, std::string::npos);
  const auto [from, to] = f.original(at, at + 4);
  EXPECT_EQ(text.substr(from, to - from), "ＳＴＯＰ");
}

TEST(Tools, Trim) {
  EXPECT_EQ(trim("  a b\t\r\n"), "a b");
  EXPECT_EQ(trim("\u3000\u00A0\uFEFF满意\u200B\u3000"), "满意");
  EXPECT_EQ(trim(" \u3000 "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Tools, Split) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), (Parts{""}));
  EXPECT_EQ(split(",", ','), (Parts{"", ""}));
}

TEST(Tools, Small) {
  EXPECT_TRUE(starts_with("abc", "ab"));
  EXPECT_FALSE(starts_with("a", "ab"));
  EXPECT_EQ(to_lower_ascii("AbÉ满"), "abÉ满");
}

TEST(Utf16Text, BothOrdersAndWhatIsBroken) {
  const std::string le("\xFF\xFE\x4B\x62\x3D\xD8\x00\xDE\x0A\x00", 10),
      be("\xFE\xFF\x62\x4B\xD8\x3D\xDE\x00\x00\x0A", 10);
  EXPECT_EQ(utf16_text_to_utf8(le).value(), "\xEF\xBB\xBF手😀\n");
  EXPECT_EQ(utf16_text_to_utf8(be).value(), utf16_text_to_utf8(le).value());
  EXPECT_TRUE(is_utf16_text(le));
  EXPECT_FALSE(is_utf16_text("手机"));
  EXPECT_EQ(utf16_text_to_utf8(le.substr(0, 9)).error().where, "byte 8");
  EXPECT_EQ(utf16_text_to_utf8(le.substr(0, 6)).error().where, "byte 4") << "half a pair";
  EXPECT_EQ(utf16_text_to_utf8(std::string("\xFF\xFE\x00\xDE", 4)).error().where, "byte 2");
  EXPECT_EQ(utf16_text_to_utf8(le.substr(0, 2)).value(), "\xEF\xBB\xBF");
}

}  // namespace
}  // namespace huiyin
