// TLS as a state machine over memory: octets of the socket in and out on one side, plain ones on the other.
// The client's side; the server's certificate is always checked. Private to daemon/io.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

class TlsStream {
 public:
  // ca_file: PEM; empty: the system's authorities. name: host name or IP address in the certificate.
  static Result<std::unique_ptr<TlsStream>> client(const std::string& ca_file, const std::string& name);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // From the socket; what it says is appended to *plain. False: broken, see error().
  bool feed(std::string_view octets, std::string* plain);
  // False: broken. REQUIRES: ready().
  bool write(std::string_view plain);
  std::string take();  // for the socket
  void say_goodbye();  // close_notify
  bool ready() const;  // the handshake is done
  bool peer_closed() const { return peer_closed_; }
  const std::string& error() const { return error_; }

 private:
  struct Impl;
  explicit TlsStream(std::unique_ptr<Impl> impl);
  bool shake();
  bool broken();

  std::unique_ptr<Impl> impl_;
  bool peer_closed_ = false;
  std::string error_;
};

}  // namespace huiyin
