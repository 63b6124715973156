// Text as SMPP carries it: data_coding and octets. GSM 7-bit is one septet an octet, never packed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/line/cn_text.h"

namespace huiyin::smpp {

using line::to_ucs2;

// What a site means by data_coding 0.
enum class DefaultAlphabet { gsm7, latin1, ascii };

namespace coding {
inline constexpr std::uint8_t kDefault = 0, kAscii = 1, kLatin1 = 3, kUcs2 = 8, kGbk = 15;
}

// nothing: a character is not in the alphabet.
std::optional<std::string> to_gsm7(std::string_view utf8);
std::optional<std::string> to_latin1(std::string_view utf8);

// UTF-8. Throws BadInput naming the octet, or a data_coding that is no text we can read.
std::string decode_text(std::string_view octets, std::uint8_t data_coding, DefaultAlphabet zero);

}  // namespace huiyin::smpp
