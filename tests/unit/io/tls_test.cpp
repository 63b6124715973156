// A server whose certificate nobody has vouched for: no request may reach it.
#include <atomic>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "daemon/io/http_client.h"
#include "tests/unit/io/loopback.h"

namespace huiyin {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* p) const {
    Free(p);
  }
};

using Context = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;

Context self_signed() {
  const std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Freer<X509_free>> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const host = reinterpret_cast<const unsigned char*>("127.0.0.1");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  EXPECT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  Context context(SSL_CTX_new(TLS_server_method()));
  EXPECT_EQ(SSL_CTX_use_certificate(context.get(), certificate.get()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), key.get()), 1);
  return context;
}

TEST(Tls, UnknownCertificateGetsNoRequest) {
  const Context context = self_signed();
  std::atomic<int> handshakes = 0, bytes = 0;
  test::ScriptServer server([&](int fd, int) {
    const std::unique_ptr<SSL, Freer<SSL_free>> ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), fd);
    ++handshakes;
    if (SSL_accept(ssl.get()) != 1) return;
    char buffer[4096];
    const int n = SSL_read(ssl.get(), buffer, sizeof buffer);
    if (n > 0) bytes += n;
  });
  HttpCall call;
  call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/send";
  call.body = "secret";
  Loop loop("test");
  for (const HttpReply& reply : {test::fetch(loop, call), fetch_blocking(call)}) {
    EXPECT_EQ(reply.transport, Transport::not_sent);
    EXPECT_NE(reply.error.find("certificate"), std::string::npos) << reply.error;
  }
  EXPECT_EQ(handshakes, 2);
  EXPECT_EQ(bytes, 0);
}

}  // namespace
}  // namespace huiyin
