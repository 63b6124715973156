// Checks the signatures of the other carriers: Alibaba (ACS3, RPC v1, MNS), Huawei (SDK-HMAC-SHA256, WSSE),
// Twilio and the cloud MAS. Written against the published schemes and OpenSSL alone, as verifier.h is.
#pragma once
#include <string>
#include <string_view>

#include "tests/sim/verifier.h"

namespace huiyin::sim {

SignatureCheck verify_acs3(const Request& request, const Keys& keys, TimePoint now);
// Every parameter of query and form stands in `fields` (decoded), Signature among them.
SignatureCheck verify_rpc_v1(const Request& request, const Headers& fields, const Keys& keys, TimePoint now);
SignatureCheck verify_mns(const Request& request, const Keys& keys, TimePoint now);
SignatureCheck verify_sdk_hmac(const Request& request, const Keys& keys, TimePoint now);
SignatureCheck verify_wsse(const Request& request, const Keys& keys, TimePoint now);
SignatureCheck verify_basic(const Request& request, const Keys& keys);
// Lower-case hexadecimal MD5 of `text`.
bool is_md5_of(std::string_view text, std::string_view mac);

// What Twilio signs its webhooks with.
std::string sign_twilio_push(std::string_view url, const Headers& form, std::string_view token);

}  // namespace huiyin::sim
