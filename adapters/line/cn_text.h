// Texts as CMPP, SGIP and SMGP carry them: one octet names the alphabet (0 ASCII, 8 UCS-2, 15 GBK), long
// texts are cut behind a concatenation header.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/line/text_part.h"
#include "daemon/model/segments.h"

namespace huiyin::line {

enum class CnCoding {
  ucs2,   // always
  gbk,    // where every character is in it, else UCS-2
  ascii,  // for one part of ASCII alone, else UCS-2
};

namespace cn_format {
inline constexpr std::uint8_t kAscii = 0, kBinary = 4, kUcs2 = 8, kGbk = 15;
}

struct CnTextRules {
  CnCoding coding = CnCoding::ucs2;
  ConcatHeader header = ConcatHeader::reference8;
  std::size_t longest_ascii = 140;  // octets of one part
};

// A part never holds more than UCS-2 has room for, so that the gateway may turn it into that. Throws BadInput
// for a text of more than 255 parts.
std::vector<TextPart> cut_cn_text(std::string_view utf8, const CnTextRules& rules, std::uint16_t reference);

std::string to_ucs2(std::string_view utf8);

// UTF-8. Throws BadInput naming `field`.
std::string decode_cn_text(std::string_view octets, std::uint8_t format, std::string_view field);

}  // namespace huiyin::line
