// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 section 6.2.1).
#pragma once
#include <cstdint>
#include <optional>

namespace huiyin {

// One character in septets: `code` alone, or after the escape 0x1B.
struct Septets {
  std::uint8_t code = 0;
  bool extended = false;  // costs two septets
};
std::optional<Septets> to_gsm(char32_t code_point);
// The character of a septet; of the extension table when extended. 0 where the table has none.
char32_t from_gsm(std::uint8_t septet, bool extended);

}  // namespace huiyin
