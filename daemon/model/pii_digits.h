// Private to the pii_*.cpp files: runs of digits as people write and speak them.
#pragma once
#include <string>
#include <vector>

#include "daemon/model/pii_parts.h"

namespace huiyin::pii {

// Digits without anything between them. "四个零" is four zeros.
struct DigitGroup {
  std::size_t begin = 0, end = 0;  // code points
  std::string digits;
  bool spoken = false;  // has Chinese numerals
};

enum class Gap {
  none,
  tight,
  spoken
};  // none: other text between; tight: one blank, hyphen, dot; spoken: also a comma

std::vector<DigitGroup> digit_groups(const Text& text);
Gap gap_between(const Text& text, const DigitGroup& left, const DigitGroup& right);

bool luhn_ok(std::string_view digits);
// 17 digits and a check of 0-9 or x by ISO 7064 MOD 11-2.
bool id_check_ok(std::string_view id);
// The date inside an 18- or 15-digit identity number exists.
bool id_date_ok(std::string_view id);

}  // namespace huiyin::pii
