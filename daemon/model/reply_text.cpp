#include "daemon/model/reply_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "daemon/base/text.h"
#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

constexpr char32_t kFirstHan = 0x3400, kLastHan = 0x9FFF;
constexpr std::size_t kLongest = 1000;

bool is_dropped(char32_t c) {
  return c == 0x20E3 || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || c == 0x00AD ||
         (c >= 0x1F3FB && c <= 0x1F3FF) || c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 ||
         c == 0x00B4 || c == 0x02BC || (c >= 0x0300 && c <= 0x036F);
}

// Dingbat digits that NFKC leaves alone: each row starts at 1.
char32_t dingbat_digit(char32_t c) {
  for (const char32_t first : {0x2776u, 0x2780u, 0x278Au, 0x24F5u})
    if (c >= first && c < first + 9) return '1' + (c - first);
  const int value = c > 0x7F ? u_charDigitValue(static_cast<UChar32>(c)) : -1;
  const bool number = value >= 0 && u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER;
  return number ? static_cast<char32_t>('0' + value) : c;
}

char32_t plain_punctuation(char32_t c) {
  if (c == U'、' || c == U'､') return ',';
  if (c == U'。' || c == U'｡' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) return ';';
  if (c == U'—' || c == U'–' || c == U'‐' || c == U'‑' || c == U'―' || c == U'−' || c == U'─') return '-';
  if (c == U'〜' || c == U'～' || c == U'∼') return '~';
  if (c == U'“' || c == U'”' || c == U'「' || c == U'」' || c == U'『' || c == U'』' || c == U'《' ||
      c == U'》')
    return '"';
  if (c == U'·' || c == U'•' || c == U'・' || c == U'‧') return '.';
  if (c == U'…') return '.';
  if (c == U'【' || c == U'〔' || c == U'〖') return '[';
  if (c == U'】' || c == U'〕' || c == U'〗') return ']';
  return c;
}

// é to e, ǎ to a: pinyin is often typed with its tone marks.
char32_t without_accent(char32_t c) {
  if (c < 0xC0 || c > 0x1EFF || (c > 0x24F && c < 0x1E00)) return c;
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(code);
  icu::UnicodeString parts;
  if (U_FAILURE(code) || !nfd->getDecomposition(static_cast<UChar32>(c), parts)) return c;
  return static_cast<char32_t>(parts.char32At(0));
}

std::u32string map_characters(const std::u32string& in) {
  std::u32string out;
  out.reserve(in.size());
  for (char32_t c : in) {
    if (is_dropped(c)) continue;
    c = without_accent(dingbat_digit(plain_punctuation(c)));
    if (c < 0x20 || c == 0x7F || u_isUWhiteSpace(static_cast<UChar32>(c))) c = ' ';
    const bool again = !out.empty() && out.back() == c;
    if (again && (c == ' ' || c == ',' || c == ';' || c == '!' || c == '?' || c == '~')) continue;
    out += c;
  }
  return out;
}

bool is_mark(char32_t c) {
  return c < 0x80 && c != ' ' && is_separator(static_cast<char>(c));
}

std::size_t han_run_before(const std::u32string& s, std::size_t end) {
  std::size_t n = 0;
  while (n < end && is_han(s[end - 1 - n])) ++n;
  return n;
}
std::size_t han_run_after(const std::u32string& s, std::size_t begin) {
  std::size_t n = 0;
  while (begin + n < s.size() && is_han(s[begin + n])) ++n;
  return n;
}

// A blank goes away beside punctuation and where one of its neighbours is a lone Chinese character.
bool blank_is_noise(const std::u32string& s, std::size_t i) {
  if (i == 0 || i + 1 == s.size()) return true;
  if (is_mark(s[i + 1])) return true;
  if (is_mark(s[i - 1]) && s[i + 1] >= 0x80) return true;
  const std::size_t before = han_run_before(s, i), after = han_run_after(s, i + 1);
  return before > 0 && after > 0 && (before == 1 || after == 1);
}

// "满.意", "不-满意": a lone mark inside a short Chinese text is not a clause break.
bool mark_is_noise(const std::u32string& s, std::size_t i) {
  constexpr std::size_t kShort = 10;
  return s.size() <= kShort && i > 0 && i + 1 < s.size() && is_han(s[i - 1]) && is_han(s[i + 1]) &&
         (s[i] == '.' || s[i] == '-' || s[i] == '*' || s[i] == '_' || s[i] == '/' || s[i] == '|' ||
          s[i] == '+');
}

}  // namespace

bool is_han(char32_t c) {
  return (c >= kFirstHan && c <= kLastHan) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF) || c == U'〇';
}

bool is_separator(char c) {
  return c == ' ' || c == ',' || c == ';' || c == '.' || c == '!' || c == '?' || c == '~' || c == ':' ||
         c == '(' || c == ')' || c == '"' || c == '-' || c == '*' || c == '_' || c == '|' || c == '[' ||
         c == ']' || c == '/' || c == '#' || c == '<' || c == '>' || c == '{' || c == '}' || c == '^' ||
         c == '=' || c == '\\';
}

std::string reply_form(std::string_view utf8) {
  std::u32string text = to_utf32(matching_form(utf8.substr(0, 4 * kLongest)).text);
  if (text.size() > kLongest) text.resize(kLongest);
  text = map_characters(text);
  std::string out;
  out.reserve(text.size() * 3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' ? blank_is_noise(text, i) : mark_is_noise(text, i)) continue;
    append_utf8(&out, text[i]);
  }
  return out;
}

}  // namespace huiyin
