#include "adapters/line/tlv.h"

namespace huiyin::line {

Tlvs read_tlvs(OctetReader* in) {
  Tlvs tlvs;
  while (in->left() > 0) {
    Tlv t;
    t.tag = in->u16("tlv_tag");
    t.value = in->octets("tlv_value", in->u16("tlv_length"));
    tlvs.push_back(std::move(t));
  }
  return tlvs;
}

void write_tlvs(const Tlvs& tlvs, OctetWriter* out) {
  for (const Tlv& t : tlvs) {
    if (t.value.size() > 0xFFFF) out->refuse("tlv_value", "is longer than 65535 octets");
    out->u16(t.tag);
    out->u16(static_cast<std::uint16_t>(t.value.size()));
    out->octets(t.value);
  }
}

const std::string* find_tlv(const Tlvs& tlvs, std::uint16_t tag) {
  for (const Tlv& t : tlvs)
    if (t.tag == tag) return &t.value;
  return nullptr;
}

std::optional<std::uint32_t> tlv_number(const Tlvs& tlvs, std::uint16_t tag, std::size_t octets) {
  const std::string* value = find_tlv(tlvs, tag);
  if (value == nullptr || value->size() != octets) return std::nullopt;
  std::uint32_t n = 0;
  for (const char c : *value) n = n << 8 | static_cast<std::uint8_t>(c);
  return n;
}

Tlv number_tlv(std::uint16_t tag, std::uint32_t value, std::size_t octets) {
  Tlv t{tag, {}};
  for (std::size_t i = octets; i-- > 0;) t.value.push_back(static_cast<char>(value >> (8 * i)));
  return t;
}

}  // namespace huiyin::line
