// SMGP's Status: of Login and of Submit, and what has to be done about it.
#pragma once
#include <cstdint>
#include <string>

#include "adapters/line/status.h"

namespace huiyin::smgp {

// No flow-control status is documented; 128-255 are vendors' and permanent unless an account's settings say
// otherwise.
line::StatusClass class_of(std::uint32_t status);
std::string status_name(std::uint32_t status);  // "SMGP:75"

}  // namespace huiyin::smgp
