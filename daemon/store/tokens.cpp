#include "daemon/store/tokens.h"

namespace huiyin {
namespace {

#define TOKEN_COLUMNS \
  "id, name, role, expires_at, user_id, scopes, created_by, last_used_at, revoked_at, created_at"

Token token_of(const Row& r) {
  Token t{r.text(0), r.text(1), role_of(r.text(2)).value_or(Role::viewer), std::nullopt};
  if (!r.is_null(3)) t.expires_at = from_ms(r.integer(3));
  t.user_id = r.integer(4);
  t.scopes = r.text(5);
  t.created_by = r.text(6);
  if (!r.is_null(7)) t.last_used_at = from_ms(r.integer(7));
  if (!r.is_null(8)) t.revoked_at = from_ms(r.integer(8));
  t.created_at = from_ms(r.integer(9));
  return t;
}

}  // namespace

void add_token(Database& db, const Token& t, std::string_view hash, TimePoint now) {
  db.run(
      "INSERT INTO token (id, hash, name, role, created_at, expires_at, user_id, scopes, created_by) VALUES "
      "($1, $2, $3, "
      "$4, $5, $6, $7, $8, $9)",
      {std::string_view(t.id), Blob{hash}, std::string_view(t.name), name_of(t.role), val(now),
       t.expires_at ? val(*t.expires_at) : Value(nullptr), t.user_id == 0 ? Value(nullptr) : Value(t.user_id),
       std::string_view(t.scopes), std::string_view(t.created_by)});
}

std::optional<Token> find_token(Database& db, std::string_view hash, TimePoint now) {
  std::optional<Token> out;
  db.each("SELECT " TOKEN_COLUMNS
          " FROM token WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
          {Blob{hash}, val(now)}, [&](const Row& r) { out = token_of(r); });
  return out;
}

std::optional<Token> token_by_id(Database& db, std::string_view id) {
  std::optional<Token> out;
  db.each("SELECT " TOKEN_COLUMNS " FROM token WHERE id = $1", {id},
          [&](const Row& r) { out = token_of(r); });
  return out;
}

void each_token(Database& db, const std::function<void(const Token&)>& token) {
  db.each("SELECT " TOKEN_COLUMNS " FROM token ORDER BY created_at DESC, id DESC", {},
          [&](const Row& r) { token(token_of(r)); });
}

bool any_token(Database& db, std::string_view name) {
  return db.any("SELECT 1 FROM token WHERE name = $1", {name});
}

void revoke_token(Database& db, std::string_view id, TimePoint now) {
  db.run("UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", {val(now), id});
}

void touch_token(Database& db, std::string_view id, TimePoint now) {
  db.run("UPDATE token SET last_used_at = $1 WHERE id = $2", {val(now), id});
}

void remove_tokens(Database& db, std::string_view name) {
  db.run("DELETE FROM token WHERE name = $1", {name});
}

}  // namespace huiyin
