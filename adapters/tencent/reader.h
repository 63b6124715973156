// Kept payloads of Tencent SMS into receipts and MOs: pulled sets and pushed callbacks.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"
#include "daemon/base/json.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kTencentReplyPull = "reply_pull";
inline constexpr std::string_view kTencentStatusPull = "status_pull";
inline constexpr std::string_view kTencentReplyPush = "reply_push";
inline constexpr std::string_view kTencentStatusPush = "status_push";

// Names of the sets inside `Response`; the ByPhoneNumber actions answer with the same ones.
inline constexpr std::string_view kTencentReplySet = "PullSmsReplyStatusSet";
inline constexpr std::string_view kTencentStatusSet = "PullSmsSendStatusSet";

// Throws BadInput when the payload as a whole is unreadable or `kind` is none of the above.
Inbox read_tencent(std::string_view kind, std::string_view bytes);

// One element of PullSmsSendStatusSet. Throws BadInput.
Receipt read_tencent_status(const Json& item);

// The elements of a set; an explicit null, as Tencent writes for "none", is an empty one. Throws BadInput.
std::vector<Json> tencent_set(const Json& response, std::string_view name);

}  // namespace huiyin
