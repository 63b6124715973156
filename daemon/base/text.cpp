#include "daemon/base/text.h"

#include <cstring>

#include <unicode/ustring.h>
#include <unicode/utf8.h>

namespace huiyin {
namespace {

std::size_t skip_ascii(std::string_view s, std::size_t i) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  for (std::uint64_t word; i + sizeof word <= s.size(); i += sizeof word) {
    std::memcpy(&word, s.data() + i, sizeof word);
    if (word & kHighBits) break;
  }
  return i;
}

// The length of a blank at the start (or, with from_end, the end) of s; 0 when there is none.
std::size_t blank_at(std::string_view s, bool from_end) {
  static constexpr std::string_view kBlanks[] = {
      " ", "\t", "\n", "\r", "\v", "\f", "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
  for (const std::string_view blank : kBlanks)
    if (from_end ? s.ends_with(blank) : s.starts_with(blank)) return blank.size();
  return 0;
}

}  // namespace

std::size_t first_bad_utf8(std::string_view s) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(s.data());
  for (std::size_t i = skip_ascii(s, 0); i < s.size(); i = skip_ascii(s, i)) {
    const std::size_t start = i;
    UChar32 c;
    U8_NEXT(p, i, s.size(), c);
    if (c < 0) return start;
  }
  return std::string_view::npos;
}

bool is_utf8(std::string_view bytes) {
  return first_bad_utf8(bytes) == std::string_view::npos;
}

std::u16string to_utf16(std::string_view utf8) {
  std::u16string out(utf8.size(), u'\0');
  std::int32_t n = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &n, utf8.data(),
                       static_cast<std::int32_t>(utf8.size()), 0xFFFD, nullptr, &error);
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::string from_utf16(std::u16string_view utf16) {
  std::string out(utf16.size() * 3, '\0');
  std::int32_t n = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strToUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &n, utf16.data(),
                     static_cast<std::int32_t>(utf16.size()), 0xFFFD, nullptr, &error);
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::u32string to_utf32(std::string_view s) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(s.data());
  std::u32string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) {
    UChar32 c;
    U8_NEXT_OR_FFFD(p, i, s.size(), c);
    out += static_cast<char32_t>(c);
  }
  return out;
}

void append_utf8(std::string* out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  std::uint8_t buf[4];
  std::size_t n = 0;
  U8_APPEND_UNSAFE(buf, n, c);
  out->append(reinterpret_cast<const char*>(buf), n);
}

std::string from_utf32(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size() * 3);
  for (const char32_t c : code_points) append_utf8(&out, c);
  return out;
}

std::string_view trim(std::string_view s) {
  while (const std::size_t n = blank_at(s, false)) s.remove_prefix(n);
  while (const std::size_t n = blank_at(s, true)) s.remove_suffix(n);
  return s;
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t at = s.find(separator);
    out.push_back(s.substr(0, at));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

bool starts_with(std::string_view s, std::string_view prefix) {
  return s.starts_with(prefix);
}

std::string to_lower_ascii(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace huiyin
