#include "daemon/store/tokens.h"

namespace huiyin {
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

}  // namespace huiyin
