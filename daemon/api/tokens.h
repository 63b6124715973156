// API tokens as the web thread uses them: "Authorization: Bearer <token>". Only their SHA-256 rests in the
// ledger.
#pragma once
#include <optional>
#include <string>

#include "daemon/api/routes.h"
#include "daemon/store/store.h"

namespace huiyin {

// At start: when the ledger has no token named "ctl", or its file is gone, makes one with the role admin and
// writes it to the file (0600), for huiyinctl on this machine.
Result<void> ensure_first_token(Store& store, const std::string& token_file, TimePoint now);
// Who a request's token stands for; nothing when it is missing, unknown or expired.
std::optional<Visitor> visitor_of(Database& reader, const HttpRequest& request, TimePoint now);

}  // namespace huiyin
