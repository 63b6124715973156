// Passwords: argon2id (libsodium, private to password.cpp), and codes of authenticators (RFC 6238, SHA-1, 6
// digits, 30 s, as all of them can). Hashing takes some 0.1 s and 64 MiB: never on a role's thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huiyin {

std::string hash_password(std::string_view password);  // "$argon2id$…"
// False too where the hash is none.
bool is_password(std::string_view hash, std::string_view password);
// Takes as long as a wrong password does, where there is nobody of that name.
void pretend_to_check(std::string_view password);
// Why it will not do, in English, or "".
std::string weak_because(std::string_view password, std::string_view name);

std::string totp_code(std::string_view secret, std::int64_t step);
// The step within one of `unix_seconds` whose code this is and which is later than `after`.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         std::int64_t unix_seconds, std::int64_t after);
std::string to_base32(std::string_view bytes);  // RFC 4648 without padding, as authenticators take secrets

}  // namespace huiyin
