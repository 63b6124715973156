#include "adapters/call_files/signature.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostSignatures = 8, kMostCertificates = 8, kMostKeys = 200;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using CertificateStore = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

struct Algorithm {
  std::string_view name;
  int key_type;
  const EVP_MD* (*digest)();
  bool pss = false;
  std::size_t half = 0;  // of an ECDSA signature
};

const Algorithm* algorithm_of(std::string_view name) {
  static const std::array<Algorithm, 10> kAll = {{{"RS256", EVP_PKEY_RSA, EVP_sha256},
                                                  {"RS384", EVP_PKEY_RSA, EVP_sha384},
                                                  {"RS512", EVP_PKEY_RSA, EVP_sha512},
                                                  {"PS256", EVP_PKEY_RSA, EVP_sha256, true},
                                                  {"PS384", EVP_PKEY_RSA, EVP_sha384, true},
                                                  {"PS512", EVP_PKEY_RSA, EVP_sha512, true},
                                                  {"ES256", EVP_PKEY_EC, EVP_sha256, false, 32},
                                                  {"ES384", EVP_PKEY_EC, EVP_sha384, false, 48},
                                                  {"ES512", EVP_PKEY_EC, EVP_sha512, false, 66},
                                                  {"EdDSA", EVP_PKEY_ED25519, nullptr}}};
  const auto found =
      std::find_if(kAll.begin(), kAll.end(), [&](const Algorithm& a) { return a.name == name; });
  return found == kAll.end() ? nullptr : &*found;
}

// r and s of fixed length, as JOSE has them, in the form that OpenSSL reads.
std::string der_of(std::string_view signature, std::size_t half) {
  if (signature.size() != 2 * half) return {};
  BIGNUM* r = BN_bin2bn(bytes_of(signature), static_cast<int>(half), nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(signature.substr(half)), static_cast<int>(half), nullptr);
  const EcSignature both(ECDSA_SIG_new());
  ECDSA_SIG_set0(both.get(), r, s);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

bool signature_fits(const Algorithm& a, EVP_PKEY* key, std::string_view input, std::string_view signature) {
  if (EVP_PKEY_base_id(key) != a.key_type) return false;
  if (a.half > 0 && static_cast<std::size_t>((EVP_PKEY_bits(key) + 7) / 8) != a.half) return false;
  const std::string der = a.half > 0 ? der_of(signature, a.half) : std::string();
  if (a.half > 0) signature = der;
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* of_key = nullptr;
  const EVP_MD* digest = a.digest == nullptr ? nullptr : a.digest();
  bool ready = EVP_DigestVerifyInit(context.get(), &of_key, digest, nullptr, key) == 1;
  if (ready && a.pss)
    ready = EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST) == 1;
  const bool good = ready && EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                              bytes_of(input), input.size()) == 1;
  ERR_clear_error();
  return good;
}

Certificate read_certificate(std::string_view der) {
  const unsigned char* at = bytes_of(der);
  Certificate out(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  return out;
}

}  // namespace

struct TrustedKeys::Impl {
  std::vector<Key> keys;  // of certificates too
  CertificateStore store{X509_STORE_new()};

  void add_certificate(std::string_view der) {
    const Certificate certificate = read_certificate(der);
    if (!certificate) throw BadInput("trust", "holds a certificate that can't be read");
    X509_STORE_add_cert(store.get(), certificate.get());
    keys.emplace_back(X509_get_pubkey(certificate.get()));
    if (!keys.back()) throw BadInput("trust", "holds a certificate with a key that can't be read");
  }

  void add_key(std::string_view der) {
    const unsigned char* at = bytes_of(der);
    keys.emplace_back(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!keys.back()) throw BadInput("trust", "holds a public key that can't be read");
  }

  void add(std::string_view name, std::string_view der) {
    if (name == "CERTIFICATE") return add_certificate(der);
    if (name == "PUBLIC KEY") return add_key(der);
    throw BadInput("trust", "holds something that is neither a certificate nor a public key");
  }

  // The chain of x5c leads to a certificate of the folder.
  bool vouches_for(const std::vector<Certificate>& chain) const {
    const StoreContext context(X509_STORE_CTX_new());
    STACK_OF(X509)* others = sk_X509_new_null();
    for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others, chain[i].get());
    bool good = X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), others) == 1;
    if (good) {
      X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
      good = X509_verify_cert(context.get()) == 1;
    }
    sk_X509_free(others);
    ERR_clear_error();
    return good;
  }
};

TrustedKeys::TrustedKeys(std::string_view pem) : impl_(std::make_unique<Impl>()) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  while (PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1) {
    const std::string kind(name), der(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    impl_->add(kind, der);
    if (impl_->keys.size() > kMostKeys) throw BadInput("trust", "holds more than 200 keys");
  }
  ERR_clear_error();
}

TrustedKeys::~TrustedKeys() = default;

std::string from_base64url(std::string_view text, const std::string& where) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  while (!plain.empty() && plain.back() == '=') plain.pop_back();
  plain.append((4 - plain.size() % 4) % 4, '=');
  Result<std::string> bytes = from_base64(plain);
  if (!bytes) throw BadInput(where, "is no base64url");
  return std::move(*bytes);
}

namespace {

// The headers of one signature: both count, the protected one first.
class JoseHeader {
 public:
  explicit JoseHeader(const Json& signature)
      : where_(signature.path()),
        protected_(Json::parse(from_base64url(signature.text("protected"), where_ + "/protected"))),
        open_(signature.find("header")) {
    if (protected_.has("crit") || (open_ && open_->has("crit")))
      throw BadInput(where_, "has a critical header that is not known here");
  }

  const Algorithm& algorithm() const {
    const auto named = member("alg");
    const Algorithm* a = named && named->is_string() ? algorithm_of(named->text()) : nullptr;
    if (a == nullptr) throw BadInput(where_, "has an algorithm that is not accepted");
    return *a;
  }

  std::vector<Certificate> chain() const {
    std::vector<Certificate> out;
    const auto list = member("x5c");
    if (!list) return out;
    for (const Json& item : list->items()) {
      if (out.size() >= kMostCertificates) throw BadInput(list->path(), "has too many certificates");
      const Result<std::string> der = from_base64(item.text());
      out.push_back(der ? read_certificate(*der) : nullptr);
      if (!out.back()) throw BadInput(where_ + "/header/x5c", "holds what is no certificate");
    }
    return out;
  }

 private:
  std::optional<Json> member(std::string_view key) const {
    if (const auto found = protected_.find(key)) return found;
    return open_ && open_->is_object() ? open_->find(key) : std::nullopt;
  }

  const std::string where_;
  const Json protected_;
  const std::optional<Json> open_;
};

SignedBy check(const Json& signature, const std::string& payload, const TrustedKeys::Impl& trusted) {
  const JoseHeader header(signature);
  const Algorithm& algorithm = header.algorithm();
  const std::string input = signature.text("protected") + "." + payload;
  const std::string value = from_base64url(signature.text("signature"), signature.path() + "/signature");
  const std::vector<Certificate> chain = header.chain();
  if (!chain.empty()) {
    const Key key(X509_get_pubkey(chain.front().get()));
    if (!key || !signature_fits(algorithm, key.get(), input, value))
      throw BadInput(signature.path(), "does not fit its own certificate: the file was changed");
    return trusted.vouches_for(chain) ? SignedBy::trusted : SignedBy::unknown;
  }
  const bool ours = std::any_of(trusted.keys.begin(), trusted.keys.end(), [&](const Key& key) {
    return signature_fits(algorithm, key.get(), input, value);
  });
  return ours ? SignedBy::trusted : SignedBy::unknown;
}

}  // namespace

OpenedJws open_jws(const Json& jws, const TrustedKeys& keys) {
  const std::string payload = jws.text("payload");
  const std::vector<Json> signatures = jws.items("signatures");
  if (signatures.empty()) throw BadInput("/signatures", "is empty");
  if (signatures.size() > kMostSignatures) throw BadInput("/signatures", "has more than 8 signatures");
  OpenedJws out{from_base64url(payload, "/payload"), SignedBy::unknown};
  for (const Json& signature : signatures)
    if (check(signature, payload, keys.impl()) == SignedBy::trusted) out.by = SignedBy::trusted;
  return out;
}

}  // namespace huiyin
