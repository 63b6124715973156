// API tokens, hashed.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/commands.h"
#include "daemon/store/database.h"

namespace huiyin {

struct Token {
  std::string id, name;
  Role role = Role::viewer;
  std::optional<TimePoint> expires_at;
  std::int64_t user_id = 0;  // 0: nobody's, for machines
  std::string scopes;        // prefixes of operations, separated by commas; empty: all that the role may
  std::string created_by;    // an actor; empty: made at the first start
  std::optional<TimePoint> last_used_at, revoked_at;
  TimePoint created_at{};
};
// hash: sha256 of the token's text; the text itself is shown once and never stored.
void add_token(Database& db, const Token& t, std::string_view hash, TimePoint now);
// Neither expired nor revoked.
std::optional<Token> find_token(Database& db, std::string_view hash, TimePoint now);
std::optional<Token> token_by_id(Database& db, std::string_view id);
void each_token(Database& db, const std::function<void(const Token&)>& token);  // newest first
bool any_token(Database& db, std::string_view name);
void revoke_token(Database& db, std::string_view id, TimePoint now);
void touch_token(Database& db, std::string_view id, TimePoint now);
void remove_tokens(Database& db, std::string_view name);

}  // namespace huiyin
