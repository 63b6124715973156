// What an incoming DELIVER or REPORT says.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"

namespace huiyin::sgip {

struct ReadRules {
  std::string sender;        // our number; what a destination has behind it is the extension
  std::string country_code;  // "86": of people's numbers that come without one
};

inline constexpr std::string_view kArrivalKind = "sgip";

// bytes: one PDU. Throws BadInput when it can't be read.
Inbox read_arrival(std::string_view bytes, const ReadRules& rules);

}  // namespace huiyin::sgip
