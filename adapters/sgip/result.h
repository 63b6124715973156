// SGIP's Result and ErrorCode, and what has to be done about them.
#pragma once
#include <cstdint>
#include <string>

#include "adapters/line/status.h"

namespace huiyin::sgip {

line::StatusClass class_of(std::uint32_t result);
std::string result_name(std::uint32_t result);  // "SGIP:88"

}  // namespace huiyin::sgip
