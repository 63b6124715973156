// API tokens, hashed, and durable bus consumers.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

struct Consumer {
  std::string name;
  std::vector<std::string> topics;  // prefixes; empty: all
  std::int64_t acked = 0;
};
// A consumer keeps its place for ever; attaching again changes its topics, not its place.
Consumer attach_consumer(Database& db, std::string_view name, const std::vector<std::string>& topics,
                         std::int64_t start, TimePoint now);
std::optional<Consumer> find_consumer(Database& db, std::string_view name);
// Never goes back.
bool ack_consumer(Database& db, std::string_view name, std::int64_t seq, TimePoint now);
std::vector<Consumer> list_consumers(Database& db);

}  // namespace huiyin
