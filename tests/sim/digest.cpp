#include "tests/sim/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace huiyin::sim {
namespace {

std::string digest(const EVP_MD* kind, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  EVP_Digest(data.data(), data.size(), out, &n, kind, nullptr);
  return {reinterpret_cast<char*>(out), n};
}

std::string hmac(const EVP_MD* kind, std::string_view key, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  HMAC(kind, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
       data.size(), out, &n);
  return {reinterpret_cast<char*>(out), n};
}

}  // namespace

std::string own_md5(std::string_view data) {
  return digest(EVP_md5(), data);
}

std::string own_sha256(std::string_view data) {
  return digest(EVP_sha256(), data);
}

std::string own_hmac_sha1(std::string_view key, std::string_view data) {
  return hmac(EVP_sha1(), key, data);
}

std::string own_hmac_sha256(std::string_view key, std::string_view data) {
  return hmac(EVP_sha256(), key, data);
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace huiyin::sim
