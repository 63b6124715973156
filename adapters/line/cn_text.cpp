#include "adapters/line/cn_text.h"

#include <algorithm>

#include "adapters/line/udh.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::line {
namespace {

// UCS-2 with a message class of TS 23.038, as gateways pass flash messages on.
constexpr std::uint8_t kUcs2Class0 = 24, kUcs2Class1 = 25;

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

std::uint8_t format_for(std::string_view utf8, const CnTextRules& rules) {
  if (rules.coding == CnCoding::ascii && is_ascii(utf8) && utf8.size() <= rules.longest_ascii)
    return cn_format::kAscii;
  if (rules.coding == CnCoding::gbk && encode_from_utf8(utf8, Charset::gbk)) return cn_format::kGbk;
  return cn_format::kUcs2;
}

std::string octets_of(const std::string& utf8, std::uint8_t format) {
  return format == cn_format::kGbk ? *encode_from_utf8(utf8, Charset::gbk) : to_ucs2(utf8);
}

std::string by_charset(std::string_view octets, Charset charset, std::string_view field, const char* name) {
  auto text = decode_to_utf8(octets, charset);
  if (!text) throw BadInput(std::string(field), text.error().where + " is not " + name);
  return std::move(*text);
}

}  // namespace

std::string to_ucs2(std::string_view utf8) {
  std::string octets;
  for (const char16_t unit : to_utf16(utf8)) {
    octets.push_back(static_cast<char>(unit >> 8));
    octets.push_back(static_cast<char>(unit & 0xFF));
  }
  return octets;
}

std::vector<TextPart> cut_cn_text(std::string_view utf8, const CnTextRules& rules, std::uint16_t reference) {
  const std::uint8_t format = format_for(utf8, rules);
  if (format == cn_format::kAscii) return {{std::string(utf8), format, false, {}}};
  const auto texts = split_segments(utf8, SmsEncoding::ucs2, rules.header);
  if (texts.size() > 255) throw BadInput("text", "needs more than 255 parts");
  std::vector<TextPart> parts;
  for (const std::string& text : texts) {
    TextPart part{octets_of(text, format), format, texts.size() > 1, {}};
    part.number = static_cast<int>(parts.size() + 1);
    part.total = static_cast<int>(texts.size());
    if (part.headed)
      part.octets = concat_header(rules.header, reference, texts.size(), parts.size() + 1) + part.octets;
    parts.push_back(std::move(part));
  }
  return parts;
}

std::string decode_cn_text(std::string_view octets, std::uint8_t format, std::string_view field) {
  switch (format) {
    case cn_format::kAscii:  // some gateways call GBK so
    case cn_format::kGbk:
      return by_charset(octets, Charset::gb18030, field, "GB18030");
    case cn_format::kUcs2:
    case kUcs2Class0:
    case kUcs2Class1:
      return by_charset(octets, Charset::utf16be, field, "UCS-2");
    default:
      throw BadInput(std::string(field), "has format " + std::to_string(format) + ", which is not text");
  }
}

}  // namespace huiyin::line
