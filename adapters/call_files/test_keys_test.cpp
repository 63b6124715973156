#include "adapters/call_files/test_keys.h"

#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "daemon/base/bytes.h"

namespace huiyin::testing {
namespace {

const EVP_MD* digest_of(const std::string& algorithm) {
  if (algorithm == "EdDSA") return nullptr;
  const std::string size = algorithm.substr(2);
  return size == "256" ? EVP_sha256() : size == "384" ? EVP_sha384() : EVP_sha512();
}

EVP_PKEY* make_key(const std::string& algorithm) {
  if (algorithm == "EdDSA") return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (algorithm[0] == 'E')
    return EVP_EC_gen(algorithm == "ES256" ? "P-256" : algorithm == "ES384" ? "P-384" : "P-521");
  return EVP_RSA_gen(2048);
}

template <typename Write>
std::string pem_of(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

std::string jose_form(const std::string& der, std::size_t half) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string out(2 * half, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(both), to, static_cast<int>(half));
  BN_bn2binpad(ECDSA_SIG_get0_s(both), to + half, static_cast<int>(half));
  ECDSA_SIG_free(both);
  return out;
}

void set_name(X509_NAME* name, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()),
                             -1, -1, 0);
}

}  // namespace

struct TestKey::Impl {
  std::string algorithm;
  EVP_PKEY* key;
};

TestKey::TestKey(const std::string& algorithm)
    : impl_(std::make_unique<Impl>(Impl{algorithm, make_key(algorithm)})) {
  if (impl_->key == nullptr) throw std::runtime_error("no key of " + algorithm);
}

TestKey::~TestKey() {
  EVP_PKEY_free(impl_->key);
}

std::string TestKey::public_pem() const {
  return pem_of([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, impl_->key); });
}

std::string TestKey::private_pem() const {
  return pem_of([&](BIO* bio) {
    PEM_write_bio_PKCS8PrivateKey(bio, impl_->key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string TestKey::certificate_pem(const std::string& name, const TestKey& issuer,
                                     const std::string& issuer_name, bool authority) const {
  X509* x = X509_new();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
  X509_gmtime_adj(X509_getm_notBefore(x), -2 * 86'400);
  X509_gmtime_adj(X509_getm_notAfter(x),
                  -86'400);  // long expired: an archive's certificates are
  X509_set_pubkey(x, impl_->key);
  set_name(X509_get_subject_name(x), name);
  set_name(X509_get_issuer_name(x), issuer_name);
  X509_EXTENSION* basic = X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints,
                                              authority ? "critical,CA:TRUE" : "CA:FALSE");
  X509_add_ext(x, basic, -1);
  X509_EXTENSION_free(basic);
  X509_sign(x, issuer.impl_->key, EVP_sha256());
  std::string out = pem_of([&](BIO* bio) { PEM_write_bio_X509(bio, x); });
  X509_free(x);
  return out;
}

std::string TestKey::sign(const std::string& input) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* of_key = nullptr;
  EVP_DigestSignInit(context, &of_key, digest_of(impl_->algorithm), nullptr, impl_->key);
  if (impl_->algorithm[0] == 'P') {
    EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST);
  }
  const auto* data = reinterpret_cast<const unsigned char*>(input.data());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, data, input.size());
  std::string out(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, data, input.size());
  out.resize(size);
  EVP_MD_CTX_free(context);
  if (impl_->algorithm[0] != 'E' || impl_->algorithm == "EdDSA") return out;
  return jose_form(out, static_cast<std::size_t>((EVP_PKEY_bits(impl_->key) + 7) / 8));
}

std::string jws(const TestKey& key, const std::string& protected_header, const std::string& header,
                const std::string& payload) {
  const std::string head = to_base64url(protected_header), body = to_base64url(payload);
  return R"({"payload":")" + body + R"(","signatures":[{"protected":")" + head + R"(","header":)" + header +
         R"(,"signature":")" + to_base64url(key.sign(head + "." + body)) + "\"}]}";
}

std::string der_base64(const std::string& pem) {
  std::string out;
  for (std::size_t at = pem.find('\n') + 1; pem[at] != '-'; ++at)
    if (pem[at] != '\n') out.push_back(pem[at]);
  return out;
}

}  // namespace huiyin::testing
