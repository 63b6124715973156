// Kept calls of the contact centre, {"cdr":…,"asr":…}, into call records.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"
#include "daemon/base/json.h"

namespace huiyin {

inline constexpr std::string_view kTencentCall = "call";

// asr: the AsrDataList, or null where there is no transcript.
std::string compose_tencent_call(const Json& cdr, const std::optional<Json>& asr);

// Throws BadInput when the payload as a whole is unreadable.
Inbox read_tencent_call(std::string_view kind, std::string_view bytes);

}  // namespace huiyin
