// Huawei Cloud's two ways to sign: SDK-HMAC-SHA256 and WSSE. Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>

#include "adapters/kit.h"

namespace huiyin {

struct SdkHmacRequest {
  std::string_view method = "POST";
  std::string_view path;
  Parameters query;
  Headers headers;  // the signed ones, names in lower case, host and x-sdk-date among them
  std::string payload_hash;
};
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

std::string sdk_hmac_canonical_request(const SdkHmacRequest& r);
std::string sdk_hmac_signature(const SdkHmacRequest& r, const Secret& secret);
// The value of the Authorization header.
std::string sdk_hmac_authorization(const SdkHmacRequest& r, std::string_view key, const Secret& secret);

// base64 of the hexadecimal digest's 64 characters, not of its 32 bytes.
std::string wsse_digest(std::string_view nonce, std::string_view created, const Secret& secret);

class HuaweiAuth {
 public:
  // Takes app_key, app_secret and auth. Throws BadInput.
  explicit HuaweiAuth(const CarrierSettings& settings);
  // Adds the headers of `call`, whose body is complete. A form's body is not covered by the signature, as in
  // the vendor's SDK.
  void sign(HttpCall* call, std::string_view content_type, const Moment& m) const;
  const Secret& secret() const { return secret_; }

 private:
  void sign_hmac(HttpCall* call, std::string_view content_type, const Moment& m) const;
  void sign_wsse(HttpCall* call, std::string_view content_type, const Moment& m) const;

  const std::string key_;
  const Secret secret_;
  const bool wsse_;
};

// A push that carries Authorization and X-Sdk-Date. `path` and `query` are of the address the carrier was
// given.
bool sdk_hmac_push_is_genuine(std::string_view path, std::string_view query, const Headers& headers,
                              std::string_view body, std::string_view key, const Secret& secret);

}  // namespace huiyin
