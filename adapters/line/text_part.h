// One part of a text as a submit carries it.
#pragma once
#include <cstdint>
#include <string>

#include "adapters/line/tlv.h"

namespace huiyin::line {

struct TextPart {
  std::string octets;            // with the user data header; empty where the text is a TLV
  std::uint8_t data_coding = 0;  // the protocol's own number for the alphabet
  bool headed = false;           // a user data header stands before the text
  Tlvs tlvs;
  int number = 1, total = 1;
};

}  // namespace huiyin::line
