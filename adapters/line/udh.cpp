#include "adapters/line/udh.h"

#include "daemon/base/bad_input.h"

namespace huiyin::line {
namespace {

std::uint8_t octet(std::string_view s, std::size_t i) {
  return static_cast<std::uint8_t>(s[i]);
}

std::optional<PartInfo> part_in_header(std::string_view header) {
  std::optional<PartInfo> part;
  std::size_t i = 0;
  while (i + 2 <= header.size()) {
    const std::uint8_t id = octet(header, i), length = octet(header, i + 1);
    if (i + 2 + length > header.size()) break;
    const std::string_view e = header.substr(i + 2, length);
    const bool wide = id == 0x08 && length == 4;
    if (wide || (id == 0x00 && length == 3)) {
      const std::uint32_t reference = wide ? kUdh16Space + (octet(e, 0) << 8U) + octet(e, 1) : octet(e, 0);
      const int total = octet(e, length - 2U), number = octet(e, length - 1U);
      if (number >= 1 && number <= total) part = PartInfo{reference, total, number};
    }
    i += 2U + length;
  }
  return part;
}

}  // namespace

std::string concat_header(ConcatHeader form, std::uint16_t reference, std::size_t total, std::size_t number) {
  const bool wide = form == ConcatHeader::reference16;
  std::string h = wide ? std::string("\x06\x08\x04", 3) : std::string("\x05\x00\x03", 3);
  if (wide) h.push_back(static_cast<char>(reference >> 8));
  h.push_back(static_cast<char>(reference & 0xFF));
  h.push_back(static_cast<char>(total));
  h.push_back(static_cast<char>(number));
  return h;
}

UserData split_user_data(const std::string& octets, std::string_view field) {
  const std::size_t header = octets.empty() ? 0 : octet(octets, 0);
  if (octets.empty() || 1 + header > octets.size())
    throw BadInput(std::string(field), "is shorter than its user data header");
  return {octets.substr(1 + header), part_in_header(std::string_view(octets).substr(1, header))};
}

}  // namespace huiyin::line
