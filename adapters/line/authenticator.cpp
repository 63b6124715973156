#include "adapters/line/authenticator.h"

#include <charconv>

#include "adapters/kit.h"
#include "daemon/base/bytes.h"

namespace huiyin::line {

std::string stamp_digits(TimePoint t) {
  const std::string text = digits_of(to_beijing_time(t));  // YYYYMMDDHHMMSS
  return text.substr(4);
}

std::uint32_t stamp_number(std::string_view digits) {
  std::uint32_t n = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), n);
  return n;
}

std::string client_authenticator(std::string_view account, int zeros, std::string_view secret,
                                 std::string_view stamp) {
  return md5(std::string(account) + std::string(static_cast<std::size_t>(zeros), '\0') + std::string(secret) +
             std::string(stamp));
}

bool is_server_authenticator(std::string_view given, std::uint32_t status, std::string_view client,
                             std::string_view secret) {
  std::string four;
  for (int shift = 24; shift >= 0; shift -= 8) four.push_back(static_cast<char>(status >> shift));
  const std::string rest = std::string(client) + std::string(secret);
  return given == md5(four + rest) || given == md5(four.substr(3) + rest);
}

TimePoint read_report_time(std::string_view text) {
  if (text.size() < 10 || digits_of(text.substr(0, 10)).size() != 10) return {};
  return read_beijing_time("20" + std::string(text.substr(0, 10)) + "00").value_or(TimePoint{});
}

}  // namespace huiyin::line
