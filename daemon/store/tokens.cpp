#include "daemon/store/tokens.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

std::string joined(const std::vector<std::string>& topics) {
  std::string out;
  for (const std::string& t : topics) out += (out.empty() ? "" : " ") + t;
  return out;
}

Consumer read_consumer(const Row& r) {
  Consumer c{r.text(0), {}, r.integer(2)};
  const std::string topics = r.text(1);
  for (const std::string_view t : split(topics, ' '))
    if (!t.empty()) c.topics.emplace_back(t);
  return c;
}

}  // namespace

void add_token(Database& db, const Token& t, std::string_view hash, TimePoint now) {
  db.run("INSERT INTO token (id, hash, name, role, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
         {std::string_view(t.id), Blob{hash}, std::string_view(t.name), name_of(t.role), val(now),
          t.expires_at ? val(*t.expires_at) : Value(nullptr)});
}

std::optional<Token> find_token(Database& db, std::string_view hash, TimePoint now) {
  std::optional<Token> out;
  db.each(
      "SELECT id, name, role, expires_at FROM token WHERE hash = $1 AND (expires_at IS NULL OR expires_at > "
      "$2)",
      {Blob{hash}, val(now)}, [&](const Row& r) {
        Token t{r.text(0), r.text(1), role_of(r.text(2)).value_or(Role::viewer), std::nullopt};
        if (!r.is_null(3)) t.expires_at = from_ms(r.integer(3));
        out = t;
      });
  return out;
}

bool any_token(Database& db, std::string_view name) {
  return db.any("SELECT 1 FROM token WHERE name = $1", {name});
}
void remove_tokens(Database& db, std::string_view name) {
  db.run("DELETE FROM token WHERE name = $1", {name});
}

Consumer attach_consumer(Database& db, std::string_view name, const std::vector<std::string>& topics,
                         std::int64_t start, TimePoint now) {
  const std::string list = joined(topics);
  db.run(
      "INSERT INTO consumer (name, topics, acked, at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (name) DO UPDATE SET topics = excluded.topics, at = excluded.at",
      {name, std::string_view(list), start, val(now)});
  return *find_consumer(db, name);
}

std::optional<Consumer> find_consumer(Database& db, std::string_view name) {
  std::optional<Consumer> out;
  db.each("SELECT name, topics, acked FROM consumer WHERE name = $1", {name},
          [&](const Row& r) { out = read_consumer(r); });
  return out;
}

bool ack_consumer(Database& db, std::string_view name, std::int64_t seq, TimePoint now) {
  return db.run("UPDATE consumer SET acked = $1, at = $2 WHERE name = $3 AND acked < $4",
                {seq, val(now), name, seq}) > 0;
}

std::vector<Consumer> list_consumers(Database& db) {
  std::vector<Consumer> out;
  db.each("SELECT name, topics, acked FROM consumer ORDER BY name", {},
          [&](const Row& r) { out.push_back(read_consumer(r)); });
  return out;
}

}  // namespace huiyin
