// Checks Tencent's request signatures (TC3-HMAC-SHA256 and the older HmacSHA1/HmacSHA256). Written against
// the published scheme and OpenSSL alone, so that a fault in the daemon's signer can't hide in shared code.
#pragma once
#include <map>
#include <string>

#include "daemon/base/clock.h"
#include "tests/sim/http.h"

namespace huiyin::sim {

using Keys = std::map<std::string, std::string>;  // secret id -> secret key

enum class AuthFault { none, missing, malformed, unknown_id, expired, mismatch };

struct SignatureCheck {
  AuthFault fault = AuthFault::none;
  std::string secret_id;
};

constexpr Millis kSignatureTolerance{300'000};

// Date and service come from the Credential, the content type from the header; the host may be signed with or
// without its port.
SignatureCheck verify_tc3(const Request& request, const Keys& keys, TimePoint now);

// The older scheme: every parameter, Signature among them, stands in `fields` (decoded).
SignatureCheck verify_v1(const Request& request, const Headers& fields, const Keys& keys, TimePoint now);

}  // namespace huiyin::sim
