#include "daemon/base/password.h"

#include <array>
#include <stdexcept>

#include <sodium.h>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::size_t kShortest = 10, kLongest = 200;

std::string low(std::string_view s) {
  return to_lower_ascii(s);
}

}  // namespace

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (sodium_init() < 0 ||
      crypto_pwhash_str_alg(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory to hash a password");
  return out.data();
}

bool is_password(std::string_view hash, std::string_view password) {
  if (sodium_init() < 0 || hash.empty()) return false;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

void pretend_to_check(std::string_view password) {
  static const std::string nobodys = hash_password(random_token());
  static_cast<void>(is_password(nobodys, password));
}

std::string weak_because(std::string_view password, std::string_view name) {
  if (!is_utf8(password)) return "is not UTF-8";
  if (password.size() < kShortest) return "must have at least 10 bytes";
  if (password.size() > kLongest) return "must have at most 200 bytes";
  if (!name.empty() && low(password).find(low(name)) != std::string::npos) return "must not hold the name";
  if (password.find_first_not_of(password.front()) == std::string_view::npos)
    return "must not be one character repeated";
  for (const char* common : {"1234567890", "password", "qwertyuiop", "admin123", "0987654321", "12345huiyin"})
    if (low(password).find(common) != std::string::npos) return "holds one that everybody tries first";
  return "";
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::string counter(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    counter[i] = static_cast<char>((static_cast<std::uint64_t>(step) >> (56 - 8 * i)) & 0xFF);
  const std::string mac = hmac_sha1(secret, counter);
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
  };
  const std::size_t o = at(mac.size() - 1) & 0x0F;  // RFC 4226, 5.3
  const std::uint32_t n = (at(o) & 0x7F) << 24 | at(o + 1) << 16 | at(o + 2) << 8 | at(o + 3);
  std::string digits = std::to_string(n % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         std::int64_t unix_seconds, std::int64_t after) {
  const std::int64_t now = unix_seconds / kStepSeconds;
  for (const std::int64_t step : {now, now - 1, now + 1})
    if (step > after && equal_in_constant_time(totp_code(secret, step), code)) return step;
  return std::nullopt;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) out += kAlphabet[(buffer << (5 - bits)) & 31];
  return out;
}

}  // namespace huiyin
