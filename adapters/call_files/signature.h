// JSON Web Signatures (RFC 7515, general JSON serialization) as vCon uses them.
// Keys come from the office's trust folder alone: nothing is fetched, and
// certificates in a signature count only where the folder vouches for them.
// Times of validity are not asked: an archive is read long after they passed.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/json.h"

namespace huiyin {

// Accepts what JSON strings of files may hold: base64url without padding.
// Throws BadInput naming `where`.
std::string from_base64url(std::string_view text, const std::string& where);

class TrustedKeys {
 public:
  // Certificates and public keys, PEM. Throws BadInput on anything else in it,
  // above all on private keys.
  explicit TrustedKeys(std::string_view pem);
  ~TrustedKeys();
  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

enum class SignedBy { trusted, unknown };

struct OpenedJws {
  std::string payload;
  SignedBy by = SignedBy::unknown;
};

// REQUIRES an object with payload and signatures. RS, PS and ES with 256, 384,
// 512, and EdDSA. Throws BadInput where no signature is well-formed, where one
// that can be checked is wrong, and for critical headers.
OpenedJws open_jws(const Json& jws, const TrustedKeys& keys);

}  // namespace huiyin
