// From a platform's description and the values of the moment to the bytes of a request. Pure functions; any
// thread.
#pragma once
#include <map>
#include <string>

#include "adapters/http_carrier.h"
#include "adapters/signed_http/platform.h"

namespace huiyin {

// What "{name}" stands for, UTF-8. Sums and `body` are worked out, not told.
using PlatformValues = std::map<std::string, std::string, std::less<>>;

// What an account is, for every request of it.
struct PlatformAccount {
  Endpoint endpoint;
  PlatformValues values;  // user, secret, code, service, sign
  std::string pinned_key;
  Millis timeout{0};
};

PlatformValues values_of_moment(const Moment& m);

// `values` beside those of the account. A value that the platform's charset can't write throws BadInput: the
// message can't be sent as it is.
HttpCall platform_call(const Platform& platform, const PlatformRequest& request,
                       const PlatformAccount& account, PlatformValues values);

}  // namespace huiyin
