#include "daemon/people/key_ring.h"

namespace huiyin {
namespace {
constexpr std::array<std::string_view, kKeyClasses> kNames = {"number", "inbound", "outbound", "other"};
}

std::string_view name_of(KeyClass c) {
  return kNames[static_cast<std::size_t>(c)];
}

KeyClass class_of_context(std::string_view context) {
  if (context == "number") return KeyClass::number;
  for (const std::string_view inbound : {"raw", "part", "intake", "answer", "recording"})
    if (context == inbound) return KeyClass::inbound;
  if (context == "body" || context == "list" || context == "values") return KeyClass::outbound;
  return KeyClass::other;
}

std::string sealed_head(std::uint32_t id) {
  if (id == 0) return "\x01";
  std::string out = "\x02";
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(id >> shift & 0xff));
  return out;
}

}  // namespace huiyin
