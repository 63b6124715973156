#include "adapters/octets.h"

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

std::string place(std::string_view where, std::string_view field) {
  return std::string(where) + "." + std::string(field);
}

}  // namespace

std::string_view OctetReader::take(std::string_view field, std::size_t n) {
  if (rest_.size() < n)
    refuse(field, "needs " + std::to_string(n) + " octets, " + std::to_string(rest_.size()) + " are left");
  const std::string_view taken = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return taken;
}

std::uint64_t OctetReader::number(std::string_view field, int octets) {
  std::uint64_t v = 0;
  for (const char c : take(field, static_cast<std::size_t>(octets)))
    v = v << 8 | static_cast<std::uint8_t>(c);
  return v;
}

std::string OctetReader::octets(std::string_view field, std::size_t n) {
  return std::string(take(field, n));
}

std::string OctetReader::terminated(std::string_view field, std::size_t limit) {
  const std::size_t end = rest_.substr(0, limit).find('\0');
  if (end == std::string_view::npos)
    refuse(field, "has no end within " + std::to_string(std::min(limit, rest_.size())) + " octets");
  std::string text(rest_.substr(0, end));
  rest_.remove_prefix(end + 1);
  return text;
}

std::string OctetReader::padded(std::string_view field, std::size_t n) {
  const std::string_view whole = take(field, n);
  return std::string(whole.substr(0, whole.find('\0')));
}

void OctetReader::refuse(std::string_view field, const std::string& why) const {
  throw BadInput(place(where_, field), why);
}

void OctetWriter::number(std::uint64_t v, int octets) {
  for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(v >> shift));
}

void OctetWriter::terminated(std::string_view field, std::string_view text, std::size_t limit) {
  if (text.size() >= limit) refuse(field, "is longer than " + std::to_string(limit - 1) + " octets");
  if (text.find('\0') != std::string_view::npos) refuse(field, "has a NUL inside");
  out_.append(text);
  out_.push_back('\0');
}

void OctetWriter::padded(std::string_view field, std::string_view text, std::size_t n) {
  if (text.size() > n) refuse(field, "is longer than " + std::to_string(n) + " octets");
  if (text.find('\0') != std::string_view::npos) refuse(field, "has a NUL inside");
  out_.append(text);
  out_.append(n - text.size(), '\0');
}

void OctetWriter::patch_u32(std::size_t at, std::uint32_t v) {
  for (std::size_t i = 0; i < 4; ++i) out_[at + i] = static_cast<char>(v >> (24 - 8 * i));
}

void OctetWriter::refuse(std::string_view field, const std::string& why) const {
  throw BadInput(place(where_, field), why);
}

}  // namespace huiyin
