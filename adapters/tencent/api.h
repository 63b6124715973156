// Tencent Cloud API 3.0: how any of its services is called (TC3) and how its answers are unwrapped. Shared by
// the SMS and the contact-centre adapter. Immutable; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "adapters/kit.h"
#include "adapters/web.h"

namespace huiyin {

// Either the `Response` object or what is known about the failure.
struct TencentAnswer {
  std::optional<Json> response;
  Outcome fault;            // meaningful when there is no response
  bool unreadable = false;  // status 200, but not the JSON that was promised
};

class TencentApi {
 public:
  // Takes the settings endpoint, region, secret_id, secret_key, sts_token, language and timeout. Throws
  // BadInput.
  TencentApi(const CarrierSettings& settings, std::string version);

  HttpCall call(std::string_view action, std::string body, TimePoint now) const;
  TencentAnswer open(const HttpReply& reply) const;

  // A code and words of the carrier as an outcome, with the credentials taken out.
  Outcome outcome_of(std::string_view code, std::string_view words) const;

 private:
  const Endpoint endpoint_;
  const std::string version_, service_, region_, secret_id_, language_;
  const Secret secret_key_, sts_token_;
  const Millis timeout_;
};

// The settings every Tencent account has; each kind puts its own before them.
inline constexpr CarrierSetting kTencentRegion{
    "region", SettingType::text, "", "ap-guangzhou", false, "region of the account, X-TC-Region"};
inline constexpr CarrierSetting kTencentSecretId{
    "secret_id", SettingType::text, "", "", true, "SecretId of an API key with rights for this service only"};
inline constexpr CarrierSetting kTencentSecretKey{"secret_key", SettingType::secret, "", "",
                                                  true,         "its SecretKey"};
inline constexpr CarrierSetting kTencentStsToken{
    "sts_token", SettingType::secret, "", "", false, "session token, with temporary keys only"};
inline constexpr CarrierSetting kTencentLanguage{
    "language", SettingType::text, "", "", false, "language of error texts: zh-CN, en-US or empty"};
inline constexpr CarrierSetting kTencentTimeout{"timeout", SettingType::integer,        "ms", "15000",
                                                false,     "how long one call may take"};

}  // namespace huiyin
