#include "adapters/line/numbers.h"

#include "adapters/kit.h"
#include "daemon/base/text.h"

namespace huiyin::line {

std::string written_number(std::string_view e164, NumberForm form, std::string_view country_code) {
  const std::string digits = digits_of(e164);
  if (form == NumberForm::plus) return "+" + digits;
  if (form == NumberForm::national && starts_with(digits, country_code))
    return digits.substr(country_code.size());
  return digits;
}

std::string e164_of(std::string_view number, std::string_view country_code) {
  const std::string digits = digits_of(number);
  if (digits.empty()) return {};
  if (starts_with(number, "+") || country_code.empty() ||
      (digits.size() > 11 && starts_with(digits, country_code)))
    return "+" + digits;
  return "+" + std::string(country_code) + digits;
}

std::string extension_of(std::string_view number, std::string_view sender) {
  if (sender.empty() || !starts_with(number, sender)) return {};
  return std::string(number.substr(sender.size()));
}

}  // namespace huiyin::line
