// How any service of Alibaba Cloud is called (ACS3, or RPC v1 by setting) and how its answers are read.
// Shared by the SMS and the call-centre adapter. Immutable; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapters/kit.h"
#include "adapters/web.h"

namespace huiyin {

// Either the answer or what is known about the failure.
struct AliyunAnswer {
  std::optional<Json> body;
  Outcome fault;               // meaningful when there is no body
  bool of_one_number = false;  // one number of many may have caused the fault
};

class AliyunApi {
 public:
  // `endpoint` names the setting with the address. Takes key_id, key_secret, security_token, signature and
  // timeout too. Throws BadInput.
  AliyunApi(const CarrierSettings& settings, std::string_view endpoint, std::string version);

  // Names of both lists in ascending order.
  HttpCall call(std::string_view action, const Parameters& query, const Parameters& form,
                const Moment& m) const;
  AliyunAnswer open(const HttpReply& reply, std::string_view success = "OK") const;

  // A code and words of the carrier as an outcome, with the credentials taken out.
  AliyunAnswer refusal(std::string_view code, std::string_view words) const;

 private:
  HttpCall acs3_call(std::string_view action, const Parameters& query, std::string body,
                     const Moment& m) const;
  HttpCall rpc_call(std::string_view action, const Parameters& query, const Parameters& form,
                    const Moment& m) const;
  Headers identity() const;

  const Endpoint endpoint_;
  const std::string authority_, version_, key_id_;
  const Secret key_, token_;
  const bool rpc_;
  const Millis timeout_;
};

// The settings every Alibaba account has; each kind puts its own before them.
inline constexpr CarrierSetting kAliyunKeyId{
    "key_id", SettingType::text,
    "",       "",
    true,     "AccessKey ID of a RAM user with rights for this service only"};
inline constexpr CarrierSetting kAliyunKeySecret{"key_secret", SettingType::secret,   "", "",
                                                 true,         "its AccessKey secret"};
inline constexpr CarrierSetting kAliyunToken{
    "security_token", SettingType::secret, "", "", false, "STS token, with temporary keys only"};
inline constexpr CarrierSetting kAliyunSignature{
    "signature", SettingType::text,
    "",          "acs3",
    false,       "acs3 (ACS3-HMAC-SHA256), or rpc_v1 (HMAC-SHA1) where a proxy needs it"};

}  // namespace huiyin
