#include "daemon/base/bytes.h"

#include <array>
#include <limits>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace huiyin {
namespace {

const unsigned char* raw(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

void start_sodium() {
  static const int ready = sodium_init();
  if (ready < 0) throw std::runtime_error("libsodium does not start: no source of random numbers");
}

// Fetched once: OpenSSL 3 looks an algorithm up on every use of EVP_sha256() and the like.
const EVP_MD* fetch(const char* name) {
  const EVP_MD* md = EVP_MD_fetch(nullptr, name, nullptr);
  if (md == nullptr) throw std::runtime_error(std::string("OpenSSL offers no ") + name);
  return md;
}

std::string digest(const EVP_MD* md, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned n = 0;
  if (EVP_Digest(data.data(), data.size(), out.data(), &n, md, nullptr) != 1)
    throw std::runtime_error("OpenSSL failed to compute a digest");
  return {reinterpret_cast<const char*>(out.data()), n};
}

std::string hmac(const EVP_MD* md, std::string_view key, std::string_view data) {
  if (key.size() > std::numeric_limits<int>::max()) throw std::length_error("HMAC key");
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned n = 0;
  // A null key would mean "the key of last time" to OpenSSL.
  const char* k = key.empty() ? "" : key.data();
  if (HMAC(md, k, static_cast<int>(key.size()), raw(data), data.size(), out.data(), &n) == nullptr)
    throw std::runtime_error("OpenSSL failed to compute an HMAC");
  return {reinterpret_cast<const char*>(out.data()), n};
}

std::string base64(std::string_view bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), variant);
  out.pop_back();  // the terminator that sodium counts
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
  return out;
}

Result<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return fail(Errc::bad_input, "hex text has an odd number of digits");
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]), low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) {
      const std::size_t at = high < 0 ? i : i + 1;
      return fail(Errc::bad_input, "not a hex digit", "byte " + std::to_string(at));
    }
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::string to_base64(std::string_view bytes) {
  return base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64url(std::string_view bytes) {
  return base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Result<std::string> from_base64(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t n = 0;
  const char* end = nullptr;
  const int bad = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                    text.size(), nullptr, &n, &end, sodium_base64_VARIANT_ORIGINAL);
  const std::size_t read = end == nullptr ? 0 : static_cast<std::size_t>(end - text.data());
  if (bad != 0 || read != text.size())
    return fail(Errc::bad_input, "not base64", "byte " + std::to_string(read));
  out.resize(n);
  return out;
}

std::string percent_encode(std::string_view s) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(s.size() * 3 / 2);
  for (const char c : s) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto b = static_cast<unsigned char>(c);
      out += {'%', kDigits[b >> 4], kDigits[b & 15]};
    }
  }
  return out;
}

std::string percent_decode(std::string_view s, bool plus_is_blank) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    const int high = s[i] == '%' && i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(s[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += plus_is_blank && s[i] == '+' ? ' ' : s[i];
    }
  }
  return out;
}

std::string md5(std::string_view data) {
  static const EVP_MD* const md = fetch("MD5");
  return digest(md, data);
}
std::string sha1(std::string_view data) {
  static const EVP_MD* const md = fetch("SHA1");
  return digest(md, data);
}
std::string sha256(std::string_view data) {
  static const EVP_MD* const md = fetch("SHA256");
  return digest(md, data);
}
std::string sha512(std::string_view data) {
  static const EVP_MD* const md = fetch("SHA512");
  return digest(md, data);
}
std::string hmac_sha1(std::string_view key, std::string_view data) {
  static const EVP_MD* const md = fetch("SHA1");
  return hmac(md, key, data);
}
std::string hmac_sha256(std::string_view key, std::string_view data) {
  static const EVP_MD* const md = fetch("SHA256");
  return hmac(md, key, data);
}

std::string random_bytes(std::size_t n) {
  start_sodium();
  std::string out(n, '\0');
  randombytes_buf(out.data(), n);
  return out;
}

std::string random_token(std::size_t bytes) {
  return to_base64url(random_bytes(bytes));
}

std::string uuid7(std::int64_t unix_ms) {
  std::string b = random_bytes(16);
  for (int i = 0; i < 6; ++i) b[static_cast<std::size_t>(i)] = static_cast<char>(unix_ms >> (40 - 8 * i));
  b[6] = static_cast<char>((b[6] & 0x0f) | 0x70);
  b[8] = static_cast<char>((b[8] & 0x3f) | 0x80);
  std::string out = to_hex(b);
  for (const std::size_t at : {20, 16, 12, 8}) out.insert(at, 1, '-');
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::uint64_t hash64(std::string_view data) {
  static const std::string key = random_bytes(crypto_shorthash_KEYBYTES);
  std::uint64_t out = 0;
  static_assert(sizeof out == crypto_shorthash_BYTES);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&out), raw(data), data.size(), raw(key));
  return out;
}

}  // namespace huiyin
