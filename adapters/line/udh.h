// User data headers (TS 23.040 9.2.3.24): the concatenation element, written and read.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapters/message.h"
#include "daemon/model/segments.h"

namespace huiyin::line {

// References of the ways to number parts are spaces of their own.
inline constexpr std::uint32_t kUdh16Space = 1U << 16, kTlvSpace = 2U << 16;

// With its length octet. reference: its low octet for an 8-bit one.
std::string concat_header(ConcatHeader form, std::uint16_t reference, std::size_t total, std::size_t number);

// User data without its header, and which part it is. Malformed concatenation elements are ignored, the last
// of several counts; a header longer than the data throws BadInput naming `field`.
struct UserData {
  std::string octets;
  std::optional<PartInfo> part;
};
UserData split_user_data(const std::string& octets, std::string_view field);

}  // namespace huiyin::line
