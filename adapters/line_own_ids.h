// A carrier whose receipts name a submit by a number that we chose. The number is made from the attempt's,
// which is durable before the first octet leaves: so a receipt finds its message also when the answer to the
// submit was lost, or we were.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huiyin::line {

// Ids repeat after so many attempts; by then no receipt for the first is on its way any more.
inline constexpr std::int64_t kOwnIdSpan = 1 << 20;

// A LineCarrier may be one, too.
class OwnIds {
 public:
  virtual ~OwnIds() = default;
  // Of a Receipt's carrier_id: the attempt's number modulo kOwnIdSpan. Nothing when it is not of our making.
  virtual std::optional<std::uint32_t> attempt_of(std::string_view carrier_id) const = 0;
};

}  // namespace huiyin::line
