// The people of the office as commands. user.create {user, display, role} -> {user, code, expires_at}: they
// set their password with the code; nobody else ever knows it. user.change {user, display?, role?};
// user.disable {user, reason}, user.enable {user}; user.reset {user} -> a new code, their password, second
// factor and sessions end; user.bootstrap {} -> a code for the first administrator, while there is none.
// Admin. token.add {name, role?, days?, scopes?, machine?} -> {id, token, expires_at}: one's own, or with
// machine (admin) nobody's; token.revoke {id}. Answers with secrets are given once.
#pragma once
#include <string>
#include <string_view>

#include "daemon/store/commands.h"

namespace huiyin {

void register_user_commands(CommandTable& table);
// Whether the answer holds a secret, so that no idempotency key may keep it.
bool gives_secret(std::string_view command);
// A new code for the first administrator; the one before counts no more. Store thread.
std::string make_bootstrap_code(Database& db, TimePoint now);

std::string users_json(Database& db, TimePoint now);
// Of one person (user_id), or of all (0). Never the tokens themselves.
std::string tokens_json(Database& db, std::int64_t user_id, TimePoint now);

}  // namespace huiyin
