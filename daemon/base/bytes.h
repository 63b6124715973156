// Hex, base64, digests and random numbers. Digests and HMACs come from OpenSSL, random numbers from
// libsodium.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

std::string to_hex(std::string_view bytes);  // lower case
Result<std::string> from_hex(std::string_view hex);
std::string to_base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);
std::string to_base64url(std::string_view bytes);  // without padding
std::string percent_encode(std::string_view s);    // RFC 3986, unreserved A-Za-z0-9-_.~
std::string percent_decode(std::string_view s, bool plus_is_blank = false);

// Raw digests, not hex.
std::string md5(std::string_view data);
std::string sha1(std::string_view data);
std::string sha256(std::string_view data);
std::string sha512(std::string_view data);
std::string hmac_sha1(std::string_view key, std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

std::string random_bytes(std::size_t n);
std::string random_token(std::size_t bytes = 24);  // base64url
std::string uuid7(std::int64_t unix_ms);           // RFC 9562 section 5.7, random tail
bool equal_in_constant_time(std::string_view a, std::string_view b);
// A quick, non-cryptographic 64-bit hash for in-memory tables, stable within one process run.
std::uint64_t hash64(std::string_view data);

}  // namespace huiyin
