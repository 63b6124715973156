// The sequence numbers of our submits. Their serial is made from the attempt, the part and the try, so that a
// report finds its message also after a crash (adapters/line_own_ids.h):
//   serial = attempt mod 2^20 << 12 | part << 4 | try
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sgip/pdu.h"

namespace huiyin::sgip {

inline constexpr int kMostTries = 15;

// batch_key: SubmitBatch::key, "<instance>-<attempt in base 36>"; any other text gives a number of its own.
std::uint32_t serial_of(std::string_view batch_key, std::size_t part, int number_of_try);

// "3079101234-0501090000-0000000016", the try left out: its report names the part all the same.
std::string id_text(const Sequence& s);
std::optional<std::uint32_t> attempt_in(std::string_view id);

}  // namespace huiyin::sgip
