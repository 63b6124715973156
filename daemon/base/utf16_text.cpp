#include "daemon/base/utf16_text.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

bool is_high(char32_t u) {
  return u >= 0xd800 && u < 0xdc00;
}
bool is_low(char32_t u) {
  return u >= 0xdc00 && u < 0xe000;
}

auto broken(std::size_t at, const char* what) {
  return fail(Errc::bad_input, what, "byte " + std::to_string(at));
}

}  // namespace

bool is_utf16_text(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

Result<std::string> utf16_text_to_utf8(std::string_view bytes) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if (bytes.size() % 2 != 0) return broken(bytes.size() - 1, "ends in the middle of a character");
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto a = static_cast<unsigned char>(bytes[at]), b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(little ? b << 8 | a : a << 8 | b);
  };
  std::string out = "\xEF\xBB\xBF";
  out.reserve(bytes.size() + bytes.size() / 2);
  for (std::size_t at = 2; at < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (is_low(c)) return broken(at, "has half a character");
    if (is_high(c)) {
      if (at + 2 >= bytes.size() || !is_low(unit(at + 2))) return broken(at, "has half a character");
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(at += 2) - 0xdc00);
    }
    append_utf8(&out, c);
  }
  return out;
}

}  // namespace huiyin
