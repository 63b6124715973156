// Character encodings and small text tools. Strings are UTF-8 unless a name says otherwise.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

bool is_utf8(std::string_view bytes);
// The byte offset of the first malformed sequence, or npos.
std::size_t first_bad_utf8(std::string_view bytes);

std::u16string to_utf16(std::string_view utf8);     // malformed sequences become U+FFFD
std::string from_utf16(std::u16string_view utf16);  // lone surrogates become U+FFFD
std::u32string to_utf32(std::string_view utf8);     // malformed sequences become U+FFFD
std::string from_utf32(std::u32string_view code_points);
// Appends one code point.
void append_utf8(std::string* out, char32_t code_point);

enum class Charset { utf8, gbk, gb18030, utf16be, latin1 };
// Strict: an unmappable or truncated sequence is an error whose `where` is "byte N".
Result<std::string> decode_to_utf8(std::string_view bytes, Charset from);
Result<std::string> encode_from_utf8(std::string_view utf8, Charset to);

// UTF-8 (with or without mark) when valid, else GB18030 when valid, else an error. For files people made in
// Excel.
Result<std::string> guess_to_utf8(std::string_view bytes);

// Unicode NFKC, then simple case folding: for matching only. offsets[i] is the byte offset in the ORIGINAL
// text of the character that byte i of `text` came from; offsets has one entry more (the original's length),
// so that a match [a,b) in `text` is [offsets[a], offsets[b]) in the original.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> offsets;

  // [first, last) in the original of the match [a, b) in `text`, widened to whole original characters: half
  // of a "…" that became "..." still covers the "…". REQUIRES a <= b <= text.size().
  std::pair<std::size_t, std::size_t> original(std::size_t a, std::size_t b) const;
};
Folded fold(std::string_view utf8);

std::string_view trim(std::string_view s);  // ASCII blanks and U+3000, U+00A0, U+200B, U+FEFF
std::vector<std::string_view> split(std::string_view s, char separator);
bool starts_with(std::string_view s, std::string_view prefix);
std::string to_lower_ascii(std::string_view s);

}  // namespace huiyin
