#include "daemon/model/pii_digits.h"

#include <array>

namespace huiyin::pii {
namespace {

bool is_tight_separator(char32_t c) {
  return c == ' ' || c == '-' || c == '.' || c == ')' || c == '_' || c == U'·' || c == 0x2010 ||
         c == 0x2011 || c == U'–' || c == U'—' || c == 0x200B || c == 0xFEFF || c == 0x200D || c == 0x2060;
}

bool is_spoken_separator(char32_t c) {
  return c == ',' || c == U'、' || c == U'…' || is_tight_separator(c);
}

// "四个零" at i: how many code points it takes; 0 where it is none.
std::size_t repeated_digit(const Text& text, std::size_t i, std::string* digits) {
  const int times = digit_of(text.cp[i]);
  if (times < 2 || text.get(i + 1) != U'个' || i + 2 >= text.size()) return 0;
  const int digit = digit_of(text.cp[i + 2]);
  if (digit < 0) return 0;
  digits->append(static_cast<std::size_t>(times), static_cast<char>('0' + digit));
  return 3;
}

DigitGroup read_group(const Text& text, std::size_t i) {
  DigitGroup group{i, i, {}, false};
  while (i < text.size()) {
    const int digit = digit_of(text.cp[i]);
    if (digit < 0) break;
    const std::size_t repeated = repeated_digit(text, i, &group.digits);
    group.spoken = group.spoken || !is_ascii_digit(text.cp[i]);
    if (repeated == 0) group.digits += static_cast<char>('0' + digit);
    i += repeated ? repeated : 1;
  }
  group.end = i;
  return group;
}

int two_digits(std::string_view s) {
  return (s[0] - '0') * 10 + (s[1] - '0');
}

}  // namespace

std::vector<DigitGroup> digit_groups(const Text& text) {
  std::vector<DigitGroup> out;
  for (std::size_t i = 0; i < text.size();) {
    if (digit_of(text.cp[i]) < 0) {
      ++i;
      continue;
    }
    out.push_back(read_group(text, i));
    i = out.back().end;
  }
  return out;
}

Gap gap_between(const Text& text, const DigitGroup& left, const DigitGroup& right) {
  const std::size_t n = right.begin - left.end;
  if (n == 0 || n > 3) return n == 0 ? Gap::tight : Gap::none;
  bool tight = n <= 2;
  for (std::size_t i = left.end; i < right.begin; ++i) {
    if (!is_spoken_separator(text.cp[i])) return Gap::none;
    tight = tight && is_tight_separator(text.cp[i]);
  }
  if (tight) return Gap::tight;
  return left.spoken && right.spoken ? Gap::spoken : Gap::none;
}

bool luhn_ok(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const int d = digits[i] - '0';
    sum += twice ? (d > 4 ? 2 * d - 9 : 2 * d) : d;
  }
  return sum % 10 == 0;
}

bool id_check_ok(std::string_view id) {
  constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (id.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (id[i] - '0') * kWeights[i];
  return id[17] == "10x98765432"[sum % 11];
}

bool id_date_ok(std::string_view id) {
  const bool modern = id.size() == 18;
  if (!modern && id.size() != 15) return false;
  const std::string_view month_day = id.substr(modern ? 10 : 8, 4);
  const int month = two_digits(month_day), day = two_digits(month_day.substr(2));
  const int century = modern ? two_digits(id.substr(6)) : 19;
  return (century == 18 || century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 &&
         day <= 31;
}

}  // namespace huiyin::pii
