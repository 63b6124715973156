#include <algorithm>
#include <set>

#include "daemon/model/match_text.h"
#include "daemon/model/pii_parts.h"

namespace huiyin::pii {

Text::Text(std::string_view text, const Gazetteer* gazetteer) : original(text), form(matching_form(text)) {
  cp = to_utf32(form.text);
  at.reserve(cp.size() + 1);
  for (std::size_t i = 0; i < form.text.size(); ++i)
    if ((static_cast<unsigned char>(form.text[i]) & 0xC0) != 0x80)
      at.push_back(static_cast<std::uint32_t>(i));
  at.push_back(static_cast<std::uint32_t>(form.text.size()));
  has_han = std::any_of(cp.begin(), cp.end(), is_han);
  in_place.resize(cp.size() + 1);
  place_begin.resize(cp.size() + 1);
  for (std::size_t i = 0; i <= cp.size(); ++i) place_begin[i] = static_cast<std::uint32_t>(i);
  if (gazetteer) places = gazetteer->find(form);
  auto place = places.begin();
  std::size_t first = 0;
  for (std::size_t i = 0; i < cp.size() && place != places.end(); ++i) {
    const std::uint32_t byte = form.offsets[at[i]];
    if (byte == place->begin) first = i;
    if (byte >= place->begin && byte < place->end) {
      in_place[i] = true;
      place_begin[i] = static_cast<std::uint32_t>(first);
    }
    if (i + 1 < cp.size() && form.offsets[at[i + 1]] >= place->end) ++place;
  }
}

std::size_t Text::index_of_byte(std::size_t form_byte) const {
  const auto after = std::upper_bound(at.begin(), at.end(), form_byte);
  return static_cast<std::size_t>(after - at.begin()) - 1;
}

PiiSpan Text::span(std::size_t begin, std::size_t end, const char* type) const {
  const auto [a, b] = form.original(at[begin], at[end]);
  return {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), type};
}

bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || c == U'〇' || (c >= 0x20000 && c <= 0x3FFFF);
}
bool is_latin(char32_t c) {
  return c >= 'a' && c <= 'z';
}
bool is_ascii_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x200B || c == 0xFEFF;
}
bool ends_sentence(char32_t c) {
  return c == 0 || c == '\n' || c == U'。' || c == '!' || c == '?' || c == ';';
}

int digit_of(char32_t c) {
  if (is_ascii_digit(c)) return static_cast<int>(c - '0');
  switch (c) {
    case U'零':
    case U'〇':
    case U'洞':  // over the radio, so that nobody mishears
      return 0;
    case U'一':
    case U'幺':
    case U'壹':
      return 1;
    case U'二':
    case U'两':
    case U'贰':
      return 2;
    case U'三':
    case U'叁':
      return 3;
    case U'四':
    case U'肆':
      return 4;
    case U'五':
    case U'伍':
      return 5;
    case U'六':
    case U'陆':
      return 6;
    case U'七':
    case U'柒':
    case U'拐':
      return 7;
    case U'八':
    case U'捌':
      return 8;
    case U'九':
    case U'玖':
    case U'勾':
    case U'钩':
      return 9;
    default:
      return -1;
  }
}

Words::Words(const std::vector<std::string>& words) {
  std::set<std::size_t, std::greater<>> lengths;
  for (const std::string& word : words) {
    std::u32string form = to_utf32(matching_form(word).text);
    lengths.insert(form.size());
    words_.insert(std::move(form));
  }
  lengths_.assign(lengths.begin(), lengths.end());
}

std::size_t Words::ending_at(const Text& text, std::size_t end) const {
  for (const std::size_t n : lengths_) {
    if (n > end || n == 0) continue;
    const std::size_t begin = end - n;
    const bool inside = begin > 0 && is_latin(text.cp[begin]) && is_latin(text.cp[begin - 1]);
    if (!inside && words_.find(text.view(begin, end)) != words_.end()) return n;
  }
  return 0;
}

std::size_t Words::starting_at(const Text& text, std::size_t begin) const {
  for (const std::size_t n : lengths_) {
    if (begin >= text.size() || n > text.size() - begin || n == 0) continue;
    const bool inside = is_latin(text.get(begin + n)) && is_latin(text.cp[begin + n - 1]);
    if (!inside && words_.find(text.view(begin, begin + n)) != words_.end()) return n;
  }
  return 0;
}

Chars::Chars(const std::string& utf8) {
  for (const char32_t c : to_utf32(matching_form(utf8).text)) chars_.insert(c);
}

}  // namespace huiyin::pii
