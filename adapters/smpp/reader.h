// What an incoming deliver_sm or data_sm says.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"
#include "adapters/smpp/coding.h"
#include "adapters/smpp/receipt.h"

namespace huiyin::smpp {

struct ReadRules {
  DefaultAlphabet zero = DefaultAlphabet::gsm7;
  bool trailing_nul = false;  // a NUL at the end is not text
  ReceiptRules receipts;
  std::string sender;        // our number; what a destination has behind it is the extension
  std::string country_code;  // "86": of people's numbers that come without one
};

inline constexpr std::string_view kDeliverKind = "smpp";

// bytes: one PDU. Throws BadInput when it can't be read.
Inbox read_deliver(std::string_view bytes, const ReadRules& rules);

}  // namespace huiyin::smpp
