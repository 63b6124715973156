// A text as submit_sm parts, and the part that an incoming PDU is of.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/line/text_part.h"
#include "adapters/line/udh.h"
#include "adapters/smpp/coding.h"
#include "adapters/smpp/pdu.h"

namespace huiyin::smpp {

enum class LongText { udh8, udh16, sar, payload };
enum class TextCoding {
  gsm7,    // GSM 7-bit as data_coding 0 where every character is in it, else UCS-2
  latin1,  // Latin-1 as data_coding 3 where every character is in it, else UCS-2
  ucs2,    // always, as Chinese gateways want it
};

struct TextRules {
  TextCoding coding = TextCoding::ucs2;
  LongText long_text = LongText::udh8;
  bool trailing_nul = false;  // some gateways count a NUL in sm_length
};

using line::TextPart;
using line::UserData;

inline constexpr std::uint8_t kUdhIndicator = 0x40;

// At least one part. reference: of the concatenation, its low octet for UDH 8. Throws BadInput for a text
// that needs more than 255 parts or 65535 octets.
std::vector<TextPart> cut_text(std::string_view utf8, const TextRules& rules, std::uint16_t reference);
// SMS the operator bills for the text.
int billed_parts(std::string_view utf8, const TextRules& rules);

// The user data of an incoming PDU without its header, and which part it is.
UserData user_data_of(const Pdu& pdu, std::uint8_t esm_class, const std::string& short_message);

}  // namespace huiyin::smpp
