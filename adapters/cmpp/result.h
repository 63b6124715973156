// CMPP's results: of CONNECT and of SUBMIT, and what has to be done about them.
#pragma once
#include <cstdint>
#include <string>

#include "adapters/line/status.h"

namespace huiyin::cmpp {

// 0-99 are the protocol's and what gateways in the field answer, 100-255 vendors'; unknown ones are permanent
// unless an account's settings say otherwise.
line::StatusClass class_of(std::uint32_t result);
std::string result_name(std::uint32_t result);  // "CMPP:8"

// What a refused CONNECT says, in words: "authentication failed".
std::string connect_words(std::uint32_t status);
bool is_connect_configuration(std::uint32_t status);  // nobody but a person can mend it
bool is_too_many_connections(std::uint32_t status);

}  // namespace huiyin::cmpp
