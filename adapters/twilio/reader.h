// Kept payloads of Twilio into receipts and MOs: pages of the message list, and webhooks.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "adapters/web.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kTwilioList = "message_list";
inline constexpr std::string_view kTwilioStatusPush = "status_push";
inline constexpr std::string_view kTwilioReplyPush = "reply_push";
inline constexpr std::string_view kTwilioEventPush = "event_push";

// Throws BadInput when the payload as a whole is unreadable or `kind` is none of the above.
Inbox read_twilio(std::string_view kind, std::string_view bytes);

// Of one element of the message list; nullopt while the end is not known. Throws BadInput.
std::optional<Receipt> read_twilio_receipt(const Json& item);
bool is_inbound(const Json& item);

}  // namespace huiyin
