#include "adapters/sgip/sequence.h"

#include <charconv>

#include "adapters/line_own_ids.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin::sgip {
namespace {

constexpr int kPartBits = 8, kTryBits = 4;
constexpr std::size_t kDigits = 10;

std::string ten_digits(std::uint32_t n) {
  const std::string text = std::to_string(n);
  return std::string(kDigits - text.size(), '0') + text;
}

}  // namespace

std::uint32_t serial_of(std::string_view batch_key, std::size_t part, int number_of_try) {
  const std::string_view number = batch_key.substr(batch_key.rfind('-') + 1);
  std::uint64_t attempt = 0;
  const auto end = std::from_chars(number.data(), number.data() + number.size(), attempt, 36);
  if (end.ec != std::errc() || end.ptr != number.data() + number.size()) attempt = hash64(batch_key);
  const auto low = static_cast<std::uint32_t>(attempt % static_cast<std::uint64_t>(line::kOwnIdSpan));
  return (low << (kPartBits + kTryBits)) | static_cast<std::uint32_t>((part & 0xFF) << kTryBits) |
         static_cast<std::uint32_t>(number_of_try & 0xF);
}

std::string id_text(const Sequence& s) {
  return ten_digits(s.node) + "-" + ten_digits(s.time) + "-" + ten_digits(s.serial & ~0xFU);
}

std::optional<std::uint32_t> attempt_in(std::string_view id) {
  const auto pieces = split(id, '-');
  std::uint32_t serial = 0;
  if (pieces.size() != 3 ||
      std::from_chars(pieces[2].data(), pieces[2].data() + pieces[2].size(), serial).ec != std::errc())
    return std::nullopt;
  return serial >> (kPartBits + kTryBits);
}

}  // namespace huiyin::sgip
