// Octets in and out for carriers that speak binary line protocols: big-endian integers, NUL-terminated,
// counted and padded text, with strict bounds. What does not fit throws BadInput naming PDU and field.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace huiyin {

class OctetReader {
 public:
  // octets must outlive the reader. where: the PDU's name, first part of every error's place.
  OctetReader(std::string_view octets, std::string_view where) : rest_(octets), where_(where) {}

  std::uint8_t u8(std::string_view field) { return static_cast<std::uint8_t>(number(field, 1)); }
  std::uint16_t u16(std::string_view field) { return static_cast<std::uint16_t>(number(field, 2)); }
  std::uint32_t u32(std::string_view field) { return static_cast<std::uint32_t>(number(field, 4)); }
  std::uint64_t u64(std::string_view field) { return number(field, 8); }
  std::string octets(std::string_view field, std::size_t n);
  // Text up to its NUL, which must come within `limit` octets (the NUL counted).
  std::string terminated(std::string_view field, std::size_t limit);
  // Text in a field of n octets, without the NULs that fill it.
  std::string padded(std::string_view field, std::size_t n);
  std::size_t left() const { return rest_.size(); }
  std::string_view rest() const { return rest_; }
  [[noreturn]] void refuse(std::string_view field, const std::string& why) const;

 private:
  std::uint64_t number(std::string_view field, int octets);
  std::string_view take(std::string_view field, std::size_t n);

  std::string_view rest_;
  std::string_view where_;
};

class OctetWriter {
 public:
  explicit OctetWriter(std::string_view where) : where_(where) {}

  void u8(std::uint8_t v) { number(v, 1); }
  void u16(std::uint16_t v) { number(v, 2); }
  void u32(std::uint32_t v) { number(v, 4); }
  void u64(std::uint64_t v) { number(v, 8); }
  void octets(std::string_view v) { out_.append(v); }
  void terminated(std::string_view field, std::string_view text, std::size_t limit);
  // Filled with NULs up to n octets; full, it has none.
  void padded(std::string_view field, std::string_view text, std::size_t n);
  std::size_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }
  // Overwrites four octets that were written before.
  void patch_u32(std::size_t at, std::uint32_t v);
  [[noreturn]] void refuse(std::string_view field, const std::string& why) const;

 private:
  void number(std::uint64_t v, int octets);

  std::string out_;
  std::string_view where_;
};

}  // namespace huiyin
