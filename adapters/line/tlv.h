// Optional parameters: tag, length, value. They stay as they came: any order, unknown ones, repeated ones.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/octets.h"

namespace huiyin::line {

struct Tlv {
  std::uint16_t tag = 0;
  std::string value;
  bool operator==(const Tlv&) const = default;
};
using Tlvs = std::vector<Tlv>;

Tlvs read_tlvs(OctetReader* in);  // to the end; throws BadInput on a length that is not there
void write_tlvs(const Tlvs& tlvs, OctetWriter* out);

// The first one of a tag counts; one of the wrong length is as good as none.
const std::string* find_tlv(const Tlvs& tlvs, std::uint16_t tag);
std::optional<std::uint32_t> tlv_number(const Tlvs& tlvs, std::uint16_t tag, std::size_t octets);
Tlv number_tlv(std::uint16_t tag, std::uint32_t value, std::size_t octets);

}  // namespace huiyin::line
