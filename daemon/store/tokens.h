// API tokens, hashed.
#pragma once
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
};
// hash: sha256 of the token's text; the text itself is shown once and never stored.
void add_token(Database& db, const Token& t, std::string_view hash, TimePoint now);
std::optional<Token> find_token(Database& db, std::string_view hash, TimePoint now);
bool any_token(Database& db, std::string_view name);
void remove_tokens(Database& db, std::string_view name);

}  // namespace huiyin
