// Standard Webhooks 1.0.0 (standardwebhooks.com): secrets, the three headers, and where we post at all. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/http.h"
#include "daemon/base/result.h"

namespace huiyin {

// The key behind "whsec_" and base64: 24 to 64 bytes. where of an error is "/secret".
Result<std::string> webhook_key(std::string_view secret);
// "v1,…": HMAC-SHA256 over "id.seconds.body".
std::string webhook_signature(std::string_view key, std::string_view id, TimePoint at, std::string_view body);
// webhook-id, webhook-timestamp, webhook-signature: one signature a key, the newest first.
Headers webhook_headers(const std::vector<std::string>& keys, std::string_view id, TimePoint at,
                        std::string_view body);

// Empty where it may be posted to: https, or http to this machine only. Else what is wrong.
std::string_view refuse_webhook_url(std::string_view url);
// "https://host:port" of it: what may be told and logged; the rest may hold a secret of the receiver's.
std::string webhook_origin(std::string_view url);

}  // namespace huiyin
