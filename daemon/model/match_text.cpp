#include "daemon/model/match_text.h"

#include <array>
#include <memory>
#include <stdexcept>

#include <unicode/translit.h>

namespace huiyin {
namespace {

constexpr char32_t kFirst = 0x3400, kLast = 0x9FFF;  // CJK with extension A; all three bytes in UTF-8
using HanTable = std::array<char16_t, kLast - kFirst + 1>;

// Characters that Cantonese is written with and Mandarin is not.
constexpr std::u32string_view kCantonese = U"嘅咗喺唔冇啲嘢哋俾佢咁嚟噉乜嗰搵瞓攞睇返咩啱";

HanTable load_simplified() {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> hans(
      icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, error));
  if (U_FAILURE(error) || !hans) throw std::runtime_error("ICU has no Hant-Hans data");
  HanTable table;
  for (char32_t c = kFirst; c <= kLast; ++c) {
    icu::UnicodeString traditional(static_cast<UChar32>(c));
    hans->transliterate(traditional);
    const bool one = traditional.length() == 1 && traditional[0] >= kFirst && traditional[0] <= kLast;
    table[c - kFirst] = one ? traditional[0] : static_cast<char16_t>(c);
  }
  return table;
}

const HanTable& simplified() {
  static const HanTable table = load_simplified();
  return table;
}

bool is_three_bytes(std::string_view s, std::size_t at) {
  return at + 2 < s.size() && (static_cast<unsigned char>(s[at]) & 0xF0) == 0xE0;
}

char32_t three_byte_char(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(s[at + i]));
  };
  return ((byte(0) << 12) & 0xF000) | ((byte(1) << 6) & 0xFC0) | (byte(2) & 0x3F);
}

bool is_han(char32_t c) {
  return (c >= kFirst && c <= kLast) || (c >= 0x20000 && c <= 0x3FFFF);
}

}  // namespace

Folded matching_form(std::string_view utf8) {
  Folded form = fold(utf8);
  const HanTable& table = simplified();
  std::size_t out = 0;
  for (std::size_t in = 0; in < form.text.size();) {
    const std::uint32_t offset = form.offsets[in];
    if (!is_three_bytes(form.text, in)) {
      form.text[out] = form.text[in++];
      form.offsets[out++] = offset;
      continue;
    }
    const char32_t c = three_byte_char(form.text, in);
    in += 3;
    const bool apostrophe = c == 0x2018 || c == 0x2019;
    std::string bytes = apostrophe ? "'" : std::string();
    if (!apostrophe) append_utf8(&bytes, c >= kFirst && c <= kLast ? table[c - kFirst] : c);
    for (const char byte : bytes) {
      form.text[out] = byte;
      form.offsets[out++] = offset;
    }
  }
  form.offsets[out] = form.offsets.back();
  form.text.resize(out);
  form.offsets.resize(out + 1);
  return form;
}

std::string guess_language(std::string_view utf8) {
  const HanTable& table = simplified();
  std::size_t han = 0, latin = 0, hant = 0, cantonese = 0;
  for (const char32_t c : to_utf32(utf8)) {
    if (is_han(c)) {
      ++han;
      if (c <= kLast && table[c - kFirst] != static_cast<char16_t>(c)) ++hant;
      if (kCantonese.find(c) != std::u32string_view::npos) ++cantonese;
    } else if ((c | 0x20) >= U'a' && (c | 0x20) <= U'z') {
      ++latin;
    }
  }
  if (han == 0) return latin >= 2 ? "en" : "und";
  if (latin > 6 * han) return "en";
  const bool traditional = hant >= 2 && 12 * hant >= han;
  if (cantonese >= 2 || (cantonese == 1 && (traditional || han <= 8)))
    return traditional || hant > 0 ? "yue-Hant" : "yue";
  return traditional ? "zh-Hant" : "zh-Hans";
}

}  // namespace huiyin
