// What an incoming DELIVER says.
#pragma once
#include <string>
#include <string_view>

#include "adapters/cmpp/pdu.h"
#include "adapters/line/stat.h"
#include "adapters/message.h"

namespace huiyin::cmpp {

struct ReadRules {
  std::string sender;        // our number; what a destination has behind it is the extension
  std::string country_code;  // "86": of people's numbers that come without one
  line::StatTable stats;
};

// "cmpp20", "cmpp30": what is kept says its own version.
std::string_view kind_of(Version version);

// bytes: one PDU. Throws BadInput when it can't be read.
Inbox read_deliver(std::string_view kind, std::string_view bytes, const ReadRules& rules);

}  // namespace huiyin::cmpp
