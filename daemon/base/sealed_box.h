// A box that only one key opens: what is put in with the public key comes out with the secret one, which may
// lie in a safe far away. libsodium's crypto_box_seal (X25519, XSalsa20-Poly1305); private to sealed_box.cpp.
// Any thread.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

struct BoxKeys {
  std::string public_key, secret_key;  // 32 bytes each
};
BoxKeys make_box_keys();

// Anybody can close a box; nobody learns who did. An error where the key is no public key of 32 bytes.
Result<std::string> close_box(std::string_view public_key, std::string_view content);
// An error where the box is another key's, or was changed.
Result<std::string> open_box(std::string_view secret_key, std::string_view box);

// 16 hexadecimal digits that tell a secret key from others, and nothing of the key.
std::string key_name(std::string_view key);

}  // namespace huiyin
