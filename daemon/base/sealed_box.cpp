#include "daemon/base/sealed_box.h"

#include <array>

#include <sodium.h>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

bool ready() {
  return sodium_init() >= 0;
}

}  // namespace

BoxKeys make_box_keys() {
  if (!ready()) return {};
  BoxKeys k{std::string(crypto_box_PUBLICKEYBYTES, '\0'), std::string(crypto_box_SECRETKEYBYTES, '\0')};
  crypto_box_keypair(bytes(k.public_key), bytes(k.secret_key));
  return k;
}

Result<std::string> close_box(std::string_view public_key, std::string_view content) {
  if (!ready()) return fail(Errc::internal, "libsodium can't start");
  if (public_key.size() != crypto_box_PUBLICKEYBYTES)
    return fail(Errc::bad_input, "is no public key: 32 bytes are expected");
  std::string box(crypto_box_SEALBYTES + content.size(), '\0');
  if (crypto_box_seal(bytes(box), bytes(content), content.size(), bytes(public_key)) != 0)
    return fail(Errc::bad_input, "is no public key");
  return box;
}

Result<std::string> open_box(std::string_view secret_key, std::string_view box) {
  if (!ready()) return fail(Errc::internal, "libsodium can't start");
  if (secret_key.size() != crypto_box_SECRETKEYBYTES)
    return fail(Errc::bad_input, "is no secret key: 32 bytes are expected");
  if (box.size() < crypto_box_SEALBYTES) return fail(Errc::bad_input, "is no sealed box: it is too short");
  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> public_key{};
  crypto_scalarmult_base(public_key.data(), bytes(secret_key));
  std::string content(box.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(bytes(content), bytes(box), box.size(), public_key.data(), bytes(secret_key)) != 0)
    return fail(Errc::forbidden, "does not open with this key");
  return content;
}

std::string key_name(std::string_view key) {
  constexpr std::string_view kWhat = "the name of a key of Huiyin";
  if (!ready()) return {};
  std::string hash(16, '\0');  // the least that BLAKE2b gives here; half of it is enough to tell keys apart
  crypto_generichash(bytes(hash), hash.size(), bytes(kWhat), kWhat.size(), bytes(key), key.size());
  return to_hex(hash).substr(0, 16);
}

}  // namespace huiyin
