#include "daemon/io/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace huiyin {
namespace {

std::string reason_of(SSL* ssl) {
  const long verified = ssl == nullptr ? X509_V_OK : SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) return std::string("certificate: ") + X509_verify_cert_error_string(verified);
  const unsigned long code = ERR_get_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text == nullptr ? "TLS failed" : text;
}

}  // namespace

struct TlsStream::Impl {
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;
  BIO *in = nullptr, *out = nullptr;  // owned by ssl
  ~Impl() {
    SSL_free(ssl);
    SSL_CTX_free(context);
  }
  bool set_up(const std::string& ca_file, const std::string& name);
};

bool TlsStream::Impl::set_up(const std::string& ca_file, const std::string& name) {
  context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) return false;
  const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context)
                                     : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  if (loaded != 1) return false;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  ssl = SSL_new(context);
  in = BIO_new(BIO_s_mem());
  out = BIO_new(BIO_s_mem());
  if (ssl == nullptr || in == nullptr || out == nullptr) {
    BIO_free(in);
    BIO_free(out);
    return false;
  }
  SSL_set_bio(ssl, in, out);
  SSL_set_connect_state(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1) return true;
  return SSL_set1_host(ssl, name.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

Result<std::unique_ptr<TlsStream>> TlsStream::client(const std::string& ca_file, const std::string& name) {
  auto impl = std::make_unique<Impl>();
  ERR_clear_error();
  if (!impl->set_up(ca_file, name)) return fail(Errc::bad_input, reason_of(nullptr), ca_file);
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(impl)));
  stream->shake();
  return stream;
}

TlsStream::TlsStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsStream::~TlsStream() = default;

bool TlsStream::ready() const {
  return SSL_is_init_finished(impl_->ssl) == 1;
}

bool TlsStream::broken() {
  error_ = reason_of(impl_->ssl);
  return false;
}

bool TlsStream::shake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(impl_->ssl);
  if (done == 1) return true;
  const int why = SSL_get_error(impl_->ssl, done);
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE || broken();
}

bool TlsStream::feed(std::string_view octets, std::string* plain) {
  if (!octets.empty() && BIO_write(impl_->in, octets.data(), static_cast<int>(octets.size())) <= 0)
    return broken();
  if (!ready() && !shake()) return false;
  if (!ready()) return true;
  char buffer[16 * 1024];
  for (;;) {
    ERR_clear_error();
    const int n = SSL_read(impl_->ssl, buffer, sizeof buffer);
    if (n > 0) {
      plain->append(buffer, static_cast<std::size_t>(n));
      continue;
    }
    const int why = SSL_get_error(impl_->ssl, n);
    if (why == SSL_ERROR_ZERO_RETURN) peer_closed_ = true;
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_ZERO_RETURN ||
           broken();
  }
}

bool TlsStream::write(std::string_view plain) {
  if (plain.empty()) return true;
  ERR_clear_error();
  // A memory BIO takes everything.
  return SSL_write(impl_->ssl, plain.data(), static_cast<int>(plain.size())) > 0 || broken();
}

std::string TlsStream::take() {
  std::string octets(BIO_ctrl_pending(impl_->out), '\0');
  if (!octets.empty()) BIO_read(impl_->out, octets.data(), static_cast<int>(octets.size()));
  return octets;
}

void TlsStream::say_goodbye() {
  ERR_clear_error();
  if (ready()) SSL_shutdown(impl_->ssl);
}

}  // namespace huiyin
