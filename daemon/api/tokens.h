// What lets the first ones in: huiyinctl's token and the code for the first administrator. Only their SHA-256
// rests in the ledger.
#pragma once
#include <string>

#include "daemon/api/routes.h"
#include "daemon/store/store.h"

namespace huiyin {

// At start: when the ledger has no token named "ctl", or its file is gone, makes one with the role admin and
// writes it to the file (0600), for huiyinctl on this machine.
Result<void> ensure_first_token(Store& store, const std::string& token_file, TimePoint now);
// At start: while there is no administrator, writes a one-time code to the file (0600), with which
// POST /api/v1/setup makes the first one; else removes the file.
Result<void> ensure_setup_code(Store& store, const std::string& file, TimePoint now);

}  // namespace huiyin
