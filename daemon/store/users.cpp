#include "daemon/store/users.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

#define USER_COLUMNS \
  "id, name, display, role, password, totp_sealed, totp_on, totp_step, created_at, created_by, disabled_at"

OfficeUser user_of(const Row& r) {
  OfficeUser u;
  u.id = r.integer(0);
  u.name = r.text(1);
  u.display = r.text(2);
  u.role = role_of(r.text(3)).value_or(Role::viewer);
  if (!r.is_null(4)) u.password = r.text(4);
  if (!r.is_null(5)) u.totp_sealed = r.blob(5);
  u.totp_on = r.integer(6) != 0;
  u.totp_step = r.integer(7);
  u.created_at = from_ms(r.integer(8));
  u.created_by = r.text(9);
  if (!r.is_null(10)) u.disabled_at = from_ms(r.integer(10));
  return u;
}

Value text_or_null(const std::string& s) {
  return s.empty() ? Value(nullptr) : Value(std::string_view(s));
}
Value blob_or_null(const std::string& s) {
  return s.empty() ? Value(nullptr) : Value(Blob{s});
}
Value time_or_null(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}

}  // namespace

std::int64_t add_user(Database& db, const OfficeUser& u) {
  return db.insert(
      "INSERT INTO office_user (name, display, role, totp_on, totp_step, created_at, created_by) VALUES ($1, "
      "$2, $3, 0, "
      "0, $4, $5) RETURNING id",
      {std::string_view(u.name), std::string_view(u.display), name_of(u.role), val(u.created_at),
       std::string_view(u.created_by)});
}

// The driver binds by the order in which parameters appear: the id comes last.
void save_user(Database& db, const OfficeUser& u) {
  db.run(
      "UPDATE office_user SET display = $1, role = $2, password = $3, totp_sealed = $4, totp_on = $5, "
      "totp_step = $6, disabled_at = $7 WHERE id = $8",
      {std::string_view(u.display), name_of(u.role), text_or_null(u.password), blob_or_null(u.totp_sealed),
       std::int64_t{u.totp_on}, u.totp_step, time_or_null(u.disabled_at), u.id});
}

std::optional<OfficeUser> find_user(Database& db, std::string_view name) {
  std::optional<OfficeUser> out;
  db.each("SELECT " USER_COLUMNS " FROM office_user WHERE name = $1", {name},
          [&](const Row& r) { out = user_of(r); });
  return out;
}

std::optional<OfficeUser> user_by_id(Database& db, std::int64_t id) {
  std::optional<OfficeUser> out;
  db.each("SELECT " USER_COLUMNS " FROM office_user WHERE id = $1", {id},
          [&](const Row& r) { out = user_of(r); });
  return out;
}

void each_user(Database& db, const std::function<void(const OfficeUser&)>& user) {
  db.each("SELECT " USER_COLUMNS " FROM office_user ORDER BY name", {},
          [&](const Row& r) { user(user_of(r)); });
}

std::int64_t active_admins(Database& db) {
  return db
      .integer(
          "SELECT count(*) FROM office_user WHERE role = 'admin' AND disabled_at IS NULL AND password IS NOT "
          "NULL")
      .value_or(0);
}

std::string person_behind(Database& db, std::string_view actor) {
  constexpr std::string_view kUser = "user:", kToken = "token:";
  if (starts_with(actor, kUser)) return std::string(actor.substr(kUser.size()));
  if (!starts_with(actor, kToken)) return {};
  const auto maker =
      db.text("SELECT created_by FROM token WHERE name = $1 AND created_by <> '' ORDER BY created_at DESC",
              {actor.substr(kToken.size())});
  return maker && starts_with(*maker, kUser) ? maker->substr(kUser.size()) : std::string();
}

Result<void> check_second_person(Database& db, std::string_view maker, std::string_view decider) {
  if (!starts_with(decider, "user:"))
    return fail(
        Errc::forbidden,
        "a person has to decide, for maker and checker are two people: sign in, or use a token of your own");
  if (maker == decider || person_behind(db, maker) == person_behind(db, decider))
    return fail(Errc::forbidden, "who made it can't release it: maker and checker are two people");
  return {};
}

void add_user_code(Database& db, std::string_view hash, std::int64_t user_id, std::string_view kind,
                   std::optional<TimePoint> expires_at) {
  db.run("INSERT INTO user_code (hash, user_id, kind, expires_at) VALUES ($1, $2, $3, $4)",
         {Blob{hash}, user_id, kind, time_or_null(expires_at)});
}

void remove_user_codes(Database& db, std::int64_t user_id, std::string_view kind) {
  db.run("DELETE FROM user_code WHERE user_id = $1 AND kind = $2", {user_id, kind});
}

std::optional<std::int64_t> take_user_code(Database& db, std::string_view hash, std::string_view kind,
                                           TimePoint now) {
  const auto user = db.integer(
      "SELECT user_id FROM user_code WHERE hash = $1 AND kind = $2 AND (expires_at IS NULL OR expires_at > "
      "$3)",
      {Blob{hash}, kind, val(now)});
  if (user) db.run("DELETE FROM user_code WHERE hash = $1", {Blob{hash}});
  return user;
}

bool knows_user_code(Database& db, std::string_view hash, std::string_view kind, TimePoint now) {
  return db.any(
      "SELECT 1 FROM user_code WHERE hash = $1 AND kind = $2 AND (expires_at IS NULL OR expires_at > $3)",
      {Blob{hash}, kind, val(now)});
}

std::int64_t count_user_codes(Database& db, std::int64_t user_id, std::string_view kind) {
  return db.integer("SELECT count(*) FROM user_code WHERE user_id = $1 AND kind = $2", {user_id, kind})
      .value_or(0);
}

void add_session(Database& db, const WebSession& s) {
  db.run("INSERT INTO web_session (hash, user_id, created_at, seen_at) VALUES ($1, $2, $3, $4)",
         {Blob{s.hash}, s.user_id, val(s.created_at), val(s.seen_at)});
}

std::optional<WebSession> find_session(Database& db, std::string_view hash) {
  std::optional<WebSession> out;
  db.each("SELECT user_id, created_at, seen_at FROM web_session WHERE hash = $1", {Blob{hash}},
          [&](const Row& r) {
            out = WebSession{std::string(hash), r.integer(0), from_ms(r.integer(1)), from_ms(r.integer(2))};
          });
  return out;
}

void touch_session(Database& db, std::string_view hash, TimePoint now) {
  db.run("UPDATE web_session SET seen_at = $1 WHERE hash = $2 AND seen_at < $1", {val(now), Blob{hash}});
}

void remove_session(Database& db, std::string_view hash) {
  db.run("DELETE FROM web_session WHERE hash = $1", {Blob{hash}});
}

void remove_sessions_of(Database& db, std::int64_t user_id, std::string_view but_not) {
  db.run("DELETE FROM web_session WHERE user_id = $1 AND hash <> $2", {user_id, Blob{but_not}});
}

void remove_sessions_seen_before(Database& db, TimePoint seen, TimePoint created) {
  db.run("DELETE FROM web_session WHERE seen_at < $1 OR created_at < $2", {val(seen), val(created)});
}

void keep_device(Database& db, std::string_view hash, std::int64_t user_id, TimePoint now) {
  db.run(
      "INSERT INTO user_device (hash, user_id, seen_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET "
      "seen_at = "
      "excluded.seen_at",
      {Blob{hash}, user_id, val(now)});
}

bool is_device_of(Database& db, std::string_view hash, std::int64_t user_id) {
  return db.any("SELECT 1 FROM user_device WHERE hash = $1 AND user_id = $2", {Blob{hash}, user_id});
}

void remove_devices_of(Database& db, std::int64_t user_id) {
  db.run("DELETE FROM user_device WHERE user_id = $1", {user_id});
}

SignInFailures sign_in_failures(Database& db, std::string_view who) {
  SignInFailures out;
  db.each("SELECT failures, last_at FROM sign_in_failure WHERE who = $1", {who}, [&](const Row& r) {
    out = {r.integer(0), from_ms(r.integer(1))};
  });
  return out;
}

SignInFailures count_sign_in_failure(Database& db, std::string_view who, TimePoint now) {
  db.run(
      "INSERT INTO sign_in_failure (who, failures, last_at) VALUES ($1, 1, $2) ON CONFLICT (who) DO UPDATE "
      "SET failures "
      "= sign_in_failure.failures + 1, last_at = excluded.last_at",
      {who, val(now)});
  return sign_in_failures(db, who);
}

void forget_sign_in_failures(Database& db, std::string_view who) {
  db.run("DELETE FROM sign_in_failure WHERE who = $1", {who});
}

void forget_sign_in_failures_before(Database& db, TimePoint before) {
  db.run("DELETE FROM sign_in_failure WHERE last_at < $1", {val(before)});
}

}  // namespace huiyin
