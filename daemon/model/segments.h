// How a text is cut into SMS parts, and what that costs. GSM 7-bit where every character is in the alphabet,
// else UCS-2 counted in UTF-16 code units. Lengths: 3GPP TS 23.038/23.040: 160/140 octets alone, less the UDH
// in parts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace huiyin {

enum class SmsEncoding { gsm7, ucs2 };
std::string_view name_of(SmsEncoding e);  // "gsm7", "ucs2"

// The concatenation header: 8-bit reference (6 octets) or 16-bit (7 octets).
enum class ConcatHeader { reference8, reference16 };

struct SegmentCount {
  SmsEncoding encoding = SmsEncoding::gsm7;
  int units = 0;  // septets, or UTF-16 code units, of the whole text
  int parts = 0;  // 1 for the empty text
};

// Malformed UTF-8 counts as U+FFFD.
SegmentCount count_segments(std::string_view utf8, ConcatHeader header = ConcatHeader::reference8);
// Domestic Chinese gateways: every text is UCS-2, whatever its characters.
SegmentCount count_segments_ucs2(std::string_view utf8, ConcatHeader header = ConcatHeader::reference8);

// The parts as UTF-8. Never cuts a surrogate pair, an escape pair, a ZWJ sequence, a combining mark or a
// variation selector off its base, unless one such cluster alone is longer than a part.
std::vector<std::string> split_segments(std::string_view utf8, SmsEncoding encoding,
                                        ConcatHeader header = ConcatHeader::reference8);

}  // namespace huiyin
