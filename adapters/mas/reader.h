// Kept payloads of the cloud MAS into receipts and MOs: one object a push, a list a pull.
#pragma once
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "adapters/web.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kMasStatus = "status";
inline constexpr std::string_view kMasReply = "reply";

struct MasReading {
  std::string add_serial;  // of the account: what follows it is the extension
  CodeSet opt_out_codes;
};

// Throws BadInput when the payload as a whole is unreadable or `kind` is none of the above.
Inbox read_mas(std::string_view kind, std::string_view bytes, const MasReading& reading);

PushAnswer judge_mas_push(const PushRequest& request, const std::string& acknowledgement);

}  // namespace huiyin
