// Kept payloads of Huawei's callbacks into receipts and MOs: forms, and lists of receipts as JSON.
#pragma once
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "adapters/web.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kHuaweiStatusPush = "status_push";
inline constexpr std::string_view kHuaweiStatusList = "status_list_push";
inline constexpr std::string_view kHuaweiReplyPush = "reply_push";

// Throws BadInput when the payload as a whole is unreadable or `kind` is none of the above.
Inbox read_huawei(std::string_view kind, std::string_view bytes, const CodeSet& opt_out_codes);

// The kind of a callback's body, by its form alone. Throws BadInput.
std::string_view huawei_push_kind(std::string_view body);

}  // namespace huiyin
