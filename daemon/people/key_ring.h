// The vault's keys at one moment: which one seals what is new, and those that open what is old. Immutable
// once made; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/people/guarded_key.h"

namespace huiyin {

enum class KeyClass { number = 0, inbound, outbound, other };
inline constexpr std::size_t kKeyClasses = 4;
std::string_view name_of(KeyClass c);
// Which key seals a value of this context ("number", "raw", "intake", "body" …).
KeyClass class_of_context(std::string_view context);

struct KeyRing {
  using Key = std::shared_ptr<const GuardedKey>;
  std::map<std::uint32_t, Key> seals;                // by their number: open what they sealed
  std::array<std::uint32_t, kKeyClasses> sealing{};  // seal what is new, by class
  std::vector<Key> index;                            // find numbers; newest first
  Key stamp, pseudonym;
};

// The head of what key `id` sealed: a version byte; from version 2 on, the id.
std::string sealed_head(std::uint32_t id);

}  // namespace huiyin
