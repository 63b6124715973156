#include "daemon/model/segments.h"

#include <unicode/uchar.h>

#include "daemon/base/text.h"
#include "daemon/model/gsm0338.h"

namespace huiyin {
namespace {

struct Limits {
  int alone, in_parts;
};

Limits limits_of(SmsEncoding encoding, ConcatHeader header) {
  const bool wide = header == ConcatHeader::reference16;
  if (encoding == SmsEncoding::gsm7) return {160, wide ? 152 : 153};
  return {70, wide ? 66 : 67};
}

int units_of(char32_t c, SmsEncoding encoding) {
  if (encoding == SmsEncoding::ucs2) return c > 0xFFFF ? 2 : 1;
  const auto s = to_gsm(c);
  return s && s->extended ? 2 : 1;
}

// Unicode's grapheme extenders: combining marks of all scripts, variation selectors, skin tones, tags,
// joiners.
bool sticks_to_previous(char32_t c, char32_t previous) {
  constexpr char32_t kZwj = 0x200D;
  if (previous == kZwj) return true;
  const int32_t kind = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_GRAPHEME_CLUSTER_BREAK);
  return kind == U_GCB_EXTEND || kind == U_GCB_ZWJ || kind == U_GCB_SPACING_MARK;
}

bool is_regional(char32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

// Lengths of the clusters that must stay whole: code points and units.
struct Cluster {
  std::size_t begin, end;
  int units;
};

std::vector<Cluster> clusters_of(const std::u32string& text, SmsEncoding encoding) {
  std::vector<Cluster> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int units = units_of(text[i], encoding);
    // Two regional letters are a flag; a third begins the next.
    const bool flag = !out.empty() && is_regional(text[i]) && out.back().end == out.back().begin + 1 &&
                      is_regional(text[out.back().begin]);
    if (!out.empty() && (flag || sticks_to_previous(text[i], text[i - 1]))) {
      out.back().end = i + 1;
      out.back().units += units;
    } else {
      out.push_back({i, i + 1, units});
    }
  }
  return out;
}

// Clusters longer than a part fall apart into characters: then nothing better can be done.
std::vector<Cluster> breakable(const std::u32string& text, SmsEncoding encoding, int limit) {
  std::vector<Cluster> out;
  for (const Cluster& c : clusters_of(text, encoding)) {
    if (c.units <= limit) {
      out.push_back(c);
    } else {
      for (std::size_t i = c.begin; i < c.end; ++i) out.push_back({i, i + 1, units_of(text[i], encoding)});
    }
  }
  return out;
}

std::vector<std::size_t> cut_points(const std::u32string& text, SmsEncoding encoding, int limit) {
  std::vector<std::size_t> ends;
  int used = 0;
  for (const Cluster& c : breakable(text, encoding, limit)) {
    if (used + c.units > limit) {
      ends.push_back(c.begin);
      used = 0;
    }
    used += c.units;
  }
  ends.push_back(text.size());
  return ends;
}

SegmentCount count(const std::u32string& text, SmsEncoding encoding, ConcatHeader header) {
  SegmentCount out{encoding, 0, 1};
  for (const char32_t c : text) out.units += units_of(c, encoding);
  const Limits limits = limits_of(encoding, header);
  if (out.units > limits.alone)
    out.parts = static_cast<int>(cut_points(text, encoding, limits.in_parts).size());
  return out;
}

}  // namespace

std::string_view name_of(SmsEncoding e) {
  return e == SmsEncoding::gsm7 ? "gsm7" : "ucs2";
}

SegmentCount count_segments(std::string_view utf8, ConcatHeader header) {
  const std::u32string text = to_utf32(utf8);
  for (const char32_t c : text)
    if (!to_gsm(c)) return count(text, SmsEncoding::ucs2, header);
  return count(text, SmsEncoding::gsm7, header);
}

SegmentCount count_segments_ucs2(std::string_view utf8, ConcatHeader header) {
  return count(to_utf32(utf8), SmsEncoding::ucs2, header);
}

std::vector<std::string> split_segments(std::string_view utf8, SmsEncoding encoding, ConcatHeader header) {
  const std::u32string text = to_utf32(utf8);
  const Limits limits = limits_of(encoding, header);
  if (count(text, encoding, header).parts == 1) return {from_utf32(text)};
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (const std::size_t end : cut_points(text, encoding, limits.in_parts)) {
    parts.push_back(from_utf32(std::u32string_view(text).substr(begin, end - begin)));
    begin = end;
  }
  return parts;
}

}  // namespace huiyin
