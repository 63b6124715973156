// Parts of SMS: lengths of 3GPP TS 23.038 and 23.040, and what must never be cut.
#include "daemon/model/segments.h"

#include <random>

#include <gtest/gtest.h>

#include "daemon/base/text.h"
#include "daemon/model/gsm0338.h"

namespace huiyin {
namespace {

using Parts = std::vector<std::string>;
constexpr ConcatHeader kHeaders[] = {ConcatHeader::reference8, ConcatHeader::reference16};

std::string times(std::string_view what, int n) {
  std::string out;
  while (n-- > 0) out += what;
  return out;
}

int units_in(std::string_view part, SmsEncoding encoding) {
  int n = 0;
  for (const char32_t c : to_utf32(part)) {
    const auto s = to_gsm(c);
    n += encoding == SmsEncoding::ucs2 ? (c > 0xffff ? 2 : 1) : (s && s->extended ? 2 : 1);
  }
  return n;
}

int limit_of(SmsEncoding e, ConcatHeader h) {
  if (e == SmsEncoding::gsm7) return h == ConcatHeader::reference8 ? 153 : 152;
  return h == ConcatHeader::reference8 ? 67 : 66;
}

TEST(Segments, LengthsAtTheEdges) {
  struct Case {
    std::string text;
    SmsEncoding encoding;
    int units, parts8, parts16;
  };
  const auto gsm = SmsEncoding::gsm7, ucs = SmsEncoding::ucs2;
  const Case cases[] = {
      {"", gsm, 0, 1, 1},
      {times("a", 160), gsm, 160, 1, 1},
      {times("a", 161), gsm, 161, 2, 2},
      {times("a", 304), gsm, 304, 2, 2},
      {times("a", 305), gsm, 305, 2, 3},
      {times("a", 306), gsm, 306, 2, 3},
      {times("a", 307), gsm, 307, 3, 3},
      {times("€", 80), gsm, 160, 1, 1},
      {times("€", 80) + "a", gsm, 161, 2, 2},
      {times("{", 76) + "a", gsm, 153, 1, 1},
      {"@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", gsm, 42, 1, 1},
      {"|^€{}[]~\\", gsm, 18, 1, 1},
      {"ç", ucs, 1, 1, 1},  // the alphabet has the capital only
      {"`", ucs, 1, 1, 1},
      {times("字", 70), ucs, 70, 1, 1},
      {times("字", 71), ucs, 71, 2, 2},
      {times("字", 132), ucs, 132, 2, 2},
      {times("字", 133), ucs, 133, 2, 3},
      {times("字", 134), ucs, 134, 2, 3},
      {times("字", 135), ucs, 135, 3, 3},
      {times("😀", 35), ucs, 70, 1, 1},
      {times("😀", 36), ucs, 72, 2, 2},
      {times("a", 70) + "字", ucs, 71, 2, 2},
  };
  for (const Case& c : cases) {
    const SegmentCount n = count_segments(c.text);
    EXPECT_EQ(n.encoding, c.encoding) << c.text;
    EXPECT_EQ(n.units, c.units) << c.text;
    EXPECT_EQ(n.parts, c.parts8) << c.text;
    EXPECT_EQ(count_segments(c.text, ConcatHeader::reference16).parts, c.parts16) << c.text;
  }
  EXPECT_EQ(count_segments_ucs2(times("a", 71)).parts, 2) << "domestic gateways pay every character as one";
}

TEST(Segments, AnEscapePairIsNeverCut) {
  const std::string text = times("a", 152) + "€" + times("b", 20);
  const Parts parts = split_segments(text, SmsEncoding::gsm7);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0], times("a", 152)) << "the 153rd septet would be the escape alone";
  EXPECT_TRUE(parts[1].starts_with("€"));
  EXPECT_EQ(count_segments(times("€", 153)).parts, 3) << "76 pairs a part, not 76 and a half";
}

TEST(Segments, WhatBelongsTogetherStaysTogether) {
  for (const std::string_view whole : {"😀", "👨‍👩‍👧‍👦", "👍🏽", "❤️", "e\xCC\x81",
                                       "1️⃣", "🇨🇳", "བོད", "ཀྲུ", "किं", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"})
    for (int before = 55; before <= 68; ++before) {
      const std::string text = times("字", before) + std::string(whole) + times("后", 70);
      for (const ConcatHeader h : kHeaders) {
        const Parts parts = split_segments(text, SmsEncoding::ucs2, h);
        int holders = 0;
        for (const std::string& p : parts)
          if (p.find(whole) != std::string::npos) ++holders;
        const bool one_cluster = whole != "བོད" && whole != "ཀྲུ" && whole != "किं";
        if (one_cluster) {
          EXPECT_EQ(holders, 1) << whole << " after " << before;
        }
        for (const std::string& p : parts) {
          const std::u32string c = to_utf32(p);
          ASSERT_FALSE(c.empty());
          EXPECT_FALSE(c[0] >= 0x300 && c[0] <= 0x36f);
          EXPECT_FALSE(c[0] >= 0xf71 && c[0] <= 0xfbc) << "a Tibetan sign without its letter";
          EXPECT_NE(c[0], U'\u200d');
          EXPECT_NE(c[0], U'\ufe0f');
          EXPECT_NE(c.back(), U'\u200d');
        }
      }
    }
}

TEST(Segments, FlagsAreCutBetweenFlagsOnly) {
  const std::string text = times("🇨🇳", 40);
  for (const ConcatHeader h : kHeaders)
    for (const std::string& p : split_segments(text, SmsEncoding::ucs2, h)) {
      EXPECT_EQ(to_utf32(p).size() % 2, 0u);
      EXPECT_EQ(to_utf32(p).front(), U'\U0001F1E8');
    }
}

// Whatever the text: parts are the text, each within its limit, as many as counted, and as few as that
// allows.
TEST(Segments, PartsAreTheTextWhateverItIs) {
  const std::u32string pool = U"aZ09 @€{}[]~|^\\éÇ字群众来信，。😀👨\u200d👧\ufe0f\u0301❤🇨🇳\U0001F3FDབོ\u0f90";
  std::mt19937 random(20260301);
  std::uniform_int_distribution<std::size_t> pick(0, pool.size() - 1), length(0, 500);
  for (int round = 0; round < 300; ++round) {
    std::u32string points;
    const std::size_t n = length(random), most = round % 3 == 0 ? 14 : pool.size();
    for (std::size_t i = 0; i < n; ++i) points += pool[pick(random) % most];
    const std::string text = from_utf32(points);
    for (const ConcatHeader h : kHeaders) {
      const SegmentCount c = count_segments(text, h);
      const Parts parts = split_segments(text, c.encoding, h);
      ASSERT_EQ(static_cast<int>(parts.size()), c.parts) << text;
      std::string joined;
      for (const std::string& p : parts) {
        joined += p;
        EXPECT_TRUE(is_utf8(p)) << "half a character";
        if (parts.size() > 1) {
          EXPECT_LE(units_in(p, c.encoding), limit_of(c.encoding, h));
        }
      }
      EXPECT_EQ(joined, text);
      EXPECT_GE(c.parts * limit_of(c.encoding, h), parts.size() > 1 ? c.units : 0);
    }
  }
}

TEST(Segments, AClusterLongerThanAPartFallsApart) {
  std::string endless = "e";
  for (int i = 0; i < 200; ++i) endless += "\xCC\x81";
  const Parts parts = split_segments(endless, SmsEncoding::ucs2);
  EXPECT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0] + parts[1] + parts[2], endless);
}

}  // namespace
}  // namespace huiyin
