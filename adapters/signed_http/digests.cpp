#include "adapters/signed_http/digests.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 5> kDigests = {"md5", "sha1", "sha256", "sha512", "sm3"};
constexpr std::array<std::string_view, 4> kForms = {"hex", "HEX", "base64", "raw"};

template <typename Kind, std::size_t N>
std::optional<Kind> by_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Kind>(i);
  return std::nullopt;
}

const EVP_MD* algorithm(DigestKind kind) {
  switch (kind) {
    case DigestKind::md5:
      return EVP_md5();
    case DigestKind::sha1:
      return EVP_sha1();
    case DigestKind::sha256:
      return EVP_sha256();
    case DigestKind::sha512:
      return EVP_sha512();
    case DigestKind::sm3:
      return EVP_sm3();
  }
  return EVP_sha256();
}

}  // namespace

std::optional<DigestKind> digest_of(std::string_view name) {
  return by_name<DigestKind>(kDigests, name);
}

std::optional<DigestForm> digest_form_of(std::string_view name) {
  return by_name<DigestForm>(kForms, name);
}

std::string plain_digest(DigestKind kind, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(data.data(), data.size(), out, &size, algorithm(kind), nullptr);
  return {reinterpret_cast<const char*>(out), size};
}

std::string keyed_digest(DigestKind kind, std::string_view key, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(algorithm(kind), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), out, &size);
  return {reinterpret_cast<const char*>(out), size};
}

std::string write_digest(DigestForm form, std::string_view raw) {
  if (form == DigestForm::raw) return std::string(raw);
  if (form == DigestForm::base64) return to_base64(raw);
  std::string hex = to_hex(raw);
  if (form == DigestForm::upper_hex)
    for (char& c : hex)
      if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return hex;
}

}  // namespace huiyin
