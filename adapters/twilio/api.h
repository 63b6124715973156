// Twilio's REST API: calls with Basic authentication, answers and error codes, webhook signatures. Immutable;
// any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "adapters/web.h"

namespace huiyin {

struct TwilioAnswer {
  std::optional<Json> body;
  Outcome fault;  // meaningful when there is no body
};

class TwilioApi {
 public:
  // Takes endpoint, account_sid, auth_token, key_sid, key_secret and timeout. Throws BadInput.
  explicit TwilioApi(const CarrierSettings& settings);

  // Below /2010-04-01/Accounts/{sid}: "/Messages.json".
  HttpCall post(std::string_view resource, const Parameters& form) const;
  HttpCall get(std::string_view resource, const Parameters& query) const;
  // A next_page_uri of the carrier: only within our own account. Throws BadInput.
  HttpCall page(std::string_view uri) const;
  TwilioAnswer open(const HttpReply& reply) const;
  const Secret& auth_token() const { return auth_token_; }

 private:
  HttpCall call(std::string method, std::string path) const;

  const Endpoint endpoint_;
  const std::string account_, base_;
  const Secret auth_token_, authorization_;
  const Millis timeout_;
};

// Verdict, hold, wait and opted_out of an error code; `status` is the answer's.
Outcome classify_twilio_error(std::int64_t code, int status);

// base64(HMAC-SHA1) over the address with query and the sorted fields; of a field given more than once each
// different value counts once.
std::string twilio_signature(std::string_view url, const Parameters& form, const Secret& auth_token);
// Tries the address with and without its port, as the carrier's own library does.
bool twilio_signature_is_right(std::string_view url, const Parameters& form, std::string_view signature,
                               const Secret& auth_token);

}  // namespace huiyin
