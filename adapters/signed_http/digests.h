// The digests that platforms sign with, by the name a platform file gives them: md5, sha1, sha256, sha512 and
// sm3 (GB/T 32905), plain or as an HMAC. Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace huiyin {

enum class DigestKind { md5, sha1, sha256, sha512, sm3 };
std::optional<DigestKind> digest_of(std::string_view name);

std::string plain_digest(DigestKind kind, std::string_view data);  // raw bytes
std::string keyed_digest(DigestKind kind, std::string_view key, std::string_view data);

enum class DigestForm { hex, upper_hex, base64, raw };
std::optional<DigestForm> digest_form_of(std::string_view name);  // "hex", "HEX", "base64", "raw"
std::string write_digest(DigestForm form, std::string_view raw);

}  // namespace huiyin
