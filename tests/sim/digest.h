// Digests for the simulator's verifiers, from OpenSSL alone: nothing here is shared with the daemon's
// signers.
#pragma once
#include <string>
#include <string_view>

namespace huiyin::sim {

// Raw bytes.
std::string own_md5(std::string_view data);
std::string own_sha256(std::string_view data);
std::string own_hmac_sha1(std::string_view key, std::string_view data);
std::string own_hmac_sha256(std::string_view key, std::string_view data);
bool same_bytes(std::string_view a, std::string_view b);  // in constant time

}  // namespace huiyin::sim
