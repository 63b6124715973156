#include "daemon/outbound/keys.h"

#include <algorithm>

namespace huiyin {

std::string base36(std::int64_t n) {
  std::string out;
  do {
    out.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[n % 36]);
    n /= 36;
  } while (n > 0);
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<std::int64_t> from_base36(std::string_view s) {
  if (s.empty() || s.size() > 12) return std::nullopt;
  std::int64_t n = 0;
  for (const char c : s) {
    int digit = 0;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'a' && c <= 'z')
      digit = c - 'a' + 10;
    else
      return std::nullopt;
    n = n * 36 + digit;
    if (n > std::int64_t{1} << 56) return std::nullopt;
  }
  return n;
}

std::string batch_key(std::string_view instance, std::int64_t attempt_id) {
  return std::string(instance) + "-" + base36(attempt_id);
}

std::optional<std::int64_t> attempt_of(std::string_view instance, std::string_view key) {
  if (key.size() <= instance.size() + 1 || key.substr(0, instance.size()) != instance ||
      key[instance.size()] != '-')
    return std::nullopt;
  return from_base36(key.substr(instance.size() + 1));
}

}  // namespace huiyin
