// A line link over TLS: octets go through, and no octet goes to a server that nobody has vouched for.
#include <atomic>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "daemon/base/file.h"
#include "daemon/io/line_client.h"
#include "tests/unit/io/loopback.h"
#include "tests/unit/io/temporary_folder.h"

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

// A certificate for 127.0.0.1 that vouches for itself, also written to `file`.
Context certified(const std::string& file) {
  const std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Freer<X509_free>> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>("smsc");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> names(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
  X509_add_ext(certificate.get(), names.get(), -1);
  EXPECT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  Context context(SSL_CTX_new(TLS_server_method()));
  EXPECT_EQ(SSL_CTX_use_certificate(context.get(), certificate.get()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), key.get()), 1);
  const std::unique_ptr<FILE, Freer<std::fclose>> out(std::fopen(file.c_str(), "w"));
  EXPECT_EQ(PEM_write_X509(out.get(), certificate.get()), 1);
  return context;
}

struct Echo : LineEndpoint {
  explicit Echo(Loop& l) : loop(l) {}
  void connected() override { output = std::string(200'000, 'q'); }
  void received(std::string_view bytes) override {
    input += bytes;
    if (input.size() == 200'000) loop.stop();
  }
  void disconnected(const std::string&) override { loop.stop(); }
  void not_connected(const std::string& why) override {
    refusal = why;
    loop.stop();
  }
  void tick() override {}
  Millis next_tick() const override { return Millis(1'000); }
  std::string take_output() override { return std::exchange(output, {}); }
  bool wants_close() const override { return false; }
  bool is_up() const override { return true; }
  std::optional<Millis> reconnect_after() const override { return std::nullopt; }
  Loop& loop;
  std::string output, input, refusal;
};

class LineTls : public ::testing::Test {
 protected:
  LineTls() : context(certified(folder.path() + "/smsc.pem")), server([this](int fd, int) { serve(fd); }) {}

  void serve(int fd) {
    const std::unique_ptr<SSL, Freer<SSL_free>> ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) != 1) return;
    char buffer[8192];
    for (int n; (n = SSL_read(ssl.get(), buffer, sizeof buffer)) > 0;) {
      bytes += n;
      SSL_write(ssl.get(), buffer, n);
    }
  }
  std::string connect(const std::string& ca_file, const std::string& name, std::string* refusal) {
    Loop loop("test");
    Echo echo(loop);
    LineClient::Options o;
    o.host = "127.0.0.1";
    o.port = server.port();
    o.tls = true;
    o.tls_ca_file = ca_file;
    o.tls_name = name;
    LineClient client(loop, o, echo, nullptr);
    client.open();
    loop.after(Millis(10'000), [&] { loop.stop(); });
    loop.run();
    *refusal = echo.refusal;
    return echo.input;
  }

  test::TemporaryFolder folder;
  Context context;
  std::atomic<int> bytes = 0;
  test::ScriptServer server;
};

TEST_F(LineTls, OctetsGoThroughBothWays) {
  std::string refusal;
  EXPECT_EQ(connect(folder.path() + "/smsc.pem", "", &refusal), std::string(200'000, 'q')) << refusal;
}

TEST_F(LineTls, AnUnknownCertificateGetsNoOctet) {
  std::string refusal;
  EXPECT_EQ(connect("", "", &refusal), "");
  EXPECT_NE(refusal.find("certificate"), std::string::npos) << refusal;
  EXPECT_EQ(bytes, 0);
}

TEST_F(LineTls, AnotherNameGetsNoOctet) {
  std::string refusal;
  EXPECT_EQ(connect(folder.path() + "/smsc.pem", "smsc.example", &refusal), "");
  EXPECT_NE(refusal.find("ostname"), std::string::npos) << refusal;
  EXPECT_EQ(bytes, 0);
}

TEST_F(LineTls, AMissingFileOfAuthoritiesIsSaidSo) {
  std::string refusal;
  connect(folder.path() + "/none.pem", "", &refusal);
  EXPECT_NE(refusal.find("none.pem"), std::string::npos) << refusal;
}

}  // namespace
}  // namespace huiyin
