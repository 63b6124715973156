// The two directions of a PDU's fields, with the same methods, so that each PDU is described once.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/octets.h"

namespace huiyin::line {

struct FieldsIn {
  OctetReader io;
  void u8(std::string_view field, std::uint8_t& v) { v = io.u8(field); }
  void u32(std::string_view field, std::uint32_t& v) { v = io.u32(field); }
  void u64(std::string_view field, std::uint64_t& v) { v = io.u64(field); }
  void text(std::string_view field, std::string& v, std::size_t n) { v = io.padded(field, n); }
  void raw(std::string_view field, std::string& v, std::size_t n) { v = io.octets(field, n); }
  // Behind its length, in one octet or in four.
  void counted(std::string_view field, std::string& v) { v = io.octets(field, io.u8("length")); }
  void counted32(std::string_view field, std::string& v) { v = io.octets(field, io.u32("length")); }
  // Behind their count; each in n octets.
  void numbers(std::string_view field, std::vector<std::string>& v, std::size_t n, std::size_t most) {
    const std::size_t count = io.u8("count");
    if (count > most) io.refuse(field, "are more than " + std::to_string(most));
    for (std::size_t i = 0; i < count; ++i) v.push_back(io.padded(field, n));
  }
};

struct FieldsOut {
  OctetWriter io;
  void u8(std::string_view, std::uint8_t& v) { io.u8(v); }
  void u32(std::string_view, std::uint32_t& v) { io.u32(v); }
  void u64(std::string_view, std::uint64_t& v) { io.u64(v); }
  void text(std::string_view field, std::string& v, std::size_t n) { io.padded(field, v, n); }
  void raw(std::string_view field, std::string& v, std::size_t n) {
    if (v.size() > n) io.refuse(field, "is longer than " + std::to_string(n) + " octets");
    io.octets(v);
    io.octets(std::string(n - v.size(), '\0'));
  }
  void counted(std::string_view field, std::string& v) {
    if (v.size() > 0xFF) io.refuse(field, "is longer than 255 octets");
    io.u8(static_cast<std::uint8_t>(v.size()));
    io.octets(v);
  }
  void counted32(std::string_view, std::string& v) {
    io.u32(static_cast<std::uint32_t>(v.size()));
    io.octets(v);
  }
  void numbers(std::string_view field, std::vector<std::string>& v, std::size_t n, std::size_t most) {
    if (v.empty() || v.size() > most) io.refuse(field, "are not 1 to " + std::to_string(most));
    io.u8(static_cast<std::uint8_t>(v.size()));
    for (const std::string& each : v) io.padded(field, each, n);
  }
};

}  // namespace huiyin::line
