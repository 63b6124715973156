// What an incoming Deliver says.
#pragma once
#include <string>
#include <string_view>

#include "adapters/line/stat.h"
#include "adapters/message.h"

namespace huiyin::smgp {

struct ReadRules {
  std::string sender;        // our number; what a destination has behind it is the extension
  std::string country_code;  // "86": of people's numbers that come without one
  line::StatTable stats;
};

inline constexpr std::string_view kDeliverKind = "smgp";

// bytes: one PDU. Throws BadInput when it can't be read.
Inbox read_deliver(std::string_view bytes, const ReadRules& rules);

}  // namespace huiyin::smgp
