// A platform's answers, receipts and replies, read as its description says. Pure functions; any thread.
#pragma once
#include <string_view>
#include <vector>

#include "adapters/http_carrier.h"
#include "adapters/signed_http/platform.h"

namespace huiyin {

// Kinds of kept bytes.
inline constexpr std::string_view kPlatformReceipts = "receipts";
inline constexpr std::string_view kPlatformReplies = "replies";

// One code stands for all recipients of the request.
std::vector<Outcome> platform_outcomes(const Platform& platform, const SubmitBatch& batch,
                                       const HttpReply& reply, const Secret& secret);

// service: the account's number; what follows it in a reply's address is the extension. Throws BadInput.
Inbox read_platform_items(const Platform& platform, std::string_view kind, std::string_view bytes,
                          std::string_view service);

PushAnswer judge_platform_push(const Platform& platform, const PushRequest& request);

}  // namespace huiyin
