// command_status: its name, and what has to be done about it.
#pragma once
#include <cstdint>
#include <string>

#include "adapters/line/status.h"

namespace huiyin::smpp {

using line::StatusClass;

// The codes of 3.4 and the 5.0 additions; vendors' codes are permanent unless a link's settings say
// otherwise.
StatusClass class_of(std::uint32_t status);
std::string status_name(std::uint32_t status);  // "ESME_RTHROTTLED", "0x00000400" where it has no name

}  // namespace huiyin::smpp
