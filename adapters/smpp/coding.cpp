#include "adapters/smpp/coding.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/model/gsm0338.h"

namespace huiyin::smpp {
namespace {

constexpr std::uint8_t kEscape = 0x1B;

[[noreturn]] void bad_octet(std::size_t at, const char* alphabet) {
  throw BadInput("short_message", "octet " + std::to_string(at) + " is not " + alphabet);
}

std::string from_gsm7(std::string_view octets) {
  std::string text;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    auto septet = static_cast<std::uint8_t>(octets[i]);
    if (septet > 0x7F) bad_octet(i, "GSM 7-bit");
    const bool escaped = septet == kEscape && i + 1 < octets.size();
    if (escaped) septet = static_cast<std::uint8_t>(octets[++i]);
    // An escape before what the extension table lacks is a blank (TS 23.038 6.2.1.1): then the letter itself.
    char32_t c = from_gsm(septet, escaped);
    if (c == 0 && escaped) c = from_gsm(septet, false);
    if (septet == kEscape) c = U' ';
    if (c == 0) bad_octet(i, "GSM 7-bit");
    append_utf8(&text, c);
  }
  return text;
}

std::string from_ascii(std::string_view octets) {
  for (std::size_t i = 0; i < octets.size(); ++i)
    if (static_cast<std::uint8_t>(octets[i]) > 0x7F) bad_octet(i, "ASCII");
  return std::string(octets);
}

std::string by_charset(std::string_view octets, Charset charset, const char* name) {
  auto text = decode_to_utf8(octets, charset);
  if (!text) throw BadInput("short_message", text.error().where + " is not " + name);
  return std::move(*text);
}

std::string from_default(std::string_view octets, DefaultAlphabet zero) {
  switch (zero) {
    case DefaultAlphabet::gsm7:
      return from_gsm7(octets);
    case DefaultAlphabet::latin1:
      return by_charset(octets, Charset::latin1, "Latin-1");
    case DefaultAlphabet::ascii:
      return from_ascii(octets);
  }
  return {};
}

// The values above SMPP's own are TS 23.038's: general groups 0x10-0x3F and message class 0xF0-0xFF.
std::string by_group(std::string_view octets, std::uint8_t data_coding, DefaultAlphabet zero) {
  const bool general = data_coding >= 0x10 && data_coding < 0x40;
  const int alphabet = general ? (data_coding >> 2 & 3) : (data_coding >> 2 & 1);
  if (general || data_coding >= 0xF0) {
    if (alphabet == 0) return from_default(octets, zero);
    if (alphabet == 2) return by_charset(octets, Charset::utf16be, "UCS-2");
  }
  throw BadInput("data_coding", std::to_string(data_coding) + " is not text");
}

}  // namespace

std::optional<std::string> to_gsm7(std::string_view utf8) {
  std::string octets;
  for (const char32_t c : to_utf32(utf8)) {
    const auto s = to_gsm(c);
    if (!s) return std::nullopt;
    if (s->extended) octets.push_back(static_cast<char>(kEscape));
    octets.push_back(static_cast<char>(s->code));
  }
  return octets;
}

std::optional<std::string> to_latin1(std::string_view utf8) {
  std::string octets;
  for (const char32_t c : to_utf32(utf8)) {
    if (c > 0xFF) return std::nullopt;
    octets.push_back(static_cast<char>(c));
  }
  return octets;
}

std::string decode_text(std::string_view octets, std::uint8_t data_coding, DefaultAlphabet zero) {
  switch (data_coding) {
    case coding::kDefault:
      return from_default(octets, zero);
    case coding::kAscii:
      return from_ascii(octets);
    case coding::kLatin1:
      return by_charset(octets, Charset::latin1, "Latin-1");
    case coding::kUcs2:
      return by_charset(octets, Charset::utf16be, "UCS-2");
    case coding::kGbk:  // reserved in SMPP, but what Chinese gateways that also speak CMPP send
      return by_charset(octets, Charset::gb18030, "GB18030");
    default:
      return by_group(octets, data_coding, zero);
  }
}

}  // namespace huiyin::smpp
