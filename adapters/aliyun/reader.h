// Kept payloads of Alibaba SMS into receipts and MOs: messages of the queues and pushed lists hold the same
// objects.
#pragma once
#include <string_view>

#include "adapters/http_carrier.h"
#include "daemon/base/json.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kAliyunReplyPull = "mns_reply";
inline constexpr std::string_view kAliyunStatusPull = "mns_status";
inline constexpr std::string_view kAliyunReplyPush = "reply_push";
inline constexpr std::string_view kAliyunStatusPush = "status_push";

// Throws BadInput when the payload as a whole is unreadable or `kind` is none of the above.
Inbox read_aliyun(std::string_view kind, std::string_view bytes);

// Pushes are unsigned, so the daemon's secret path and address list carry the trust; here only the form is
// judged.
PushAnswer judge_aliyun_push(const PushRequest& request);

}  // namespace huiyin
