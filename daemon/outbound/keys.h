// The keys we give to carriers, so that their receipts find their messages: a batch is "<instance>-<attempt
// in base 36>", a message its number in base 36. The instance part keeps receipts of another office on the
// same account apart.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huiyin {

std::string base36(std::int64_t n);                           // REQUIRES: n >= 0
std::optional<std::int64_t> from_base36(std::string_view s);  // nothing when malformed or above 2^62
std::string batch_key(std::string_view instance, std::int64_t attempt_id);
// The attempt, when the key is one of ours.
std::optional<std::int64_t> attempt_of(std::string_view instance, std::string_view key);

}  // namespace huiyin
