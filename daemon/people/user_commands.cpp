#include "daemon/people/user_commands.h"

#include <algorithm>
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/store/tokens.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

using Done = Result<std::string>;

constexpr Millis kInviteLife{72LL * 3'600'000};
constexpr std::int64_t kLongestTokenDays = 366;

std::string new_code(Database& db, std::int64_t user_id, TimePoint now) {
  std::string code = random_token(20);
  remove_user_codes(db, user_id, "invite");
  add_user_code(db, sha256(code), user_id, "invite", now + kInviteLife);
  return code;
}

Done code_answer(const std::string& user, const std::string& code, TimePoint now) {
  JsonWriter w;
  w.object().field("user", user).field("code", code).field("expires_at", to_rfc3339(now + kInviteLife));
  return w.end().take();
}

std::string name_at(const Json& args) {
  std::string name = args.text("user");
  const auto good = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (name.empty() || name.size() > 40 || !std::all_of(name.begin(), name.end(), good))
    throw BadInput("/user", "must be 1 to 40 of a-z, 0-9, '.', '-' and '_'");
  return name;
}

Role role_at(const Json& args, std::string_view otherwise) {
  const auto role = role_of(args.text_or("role", otherwise));
  if (!role) throw BadInput("/role", "must be one of: viewer, operator, approver, supervisor, admin");
  return *role;
}

std::string display_at(const Json& args, const std::string& otherwise) {
  std::string display(trim(args.text_or("display", otherwise)));
  if (display.empty() || display.size() > 100) throw BadInput("/display", "must have 1 to 100 bytes");
  return display;
}

Result<OfficeUser> user_at(Database& db, const Json& args) {
  auto u = find_user(db, name_at(args));
  if (!u) return fail(Errc::not_found, "there is nobody of this name", "/user");
  return *u;
}

bool is_last_admin(Database& db, const OfficeUser& u) {
  return u.role == Role::admin && !u.disabled_at && !u.password.empty() && active_admins(db) == 1;
}

Done user_answer(const OfficeUser& u) {
  JsonWriter w;
  w.object().field("user", u.name).field("display", u.display).field("role", name_of(u.role));
  return w.field("disabled", u.disabled_at.has_value()).end().take();
}

Done create(Database& db, const Json& args, const CommandContext& c) {
  OfficeUser u;
  u.name = name_at(args);
  u.display = display_at(args, u.name);
  u.role = role_at(args, "");
  u.created_at = c.now;
  u.created_by = c.actor;
  if (find_user(db, u.name)) return fail(Errc::conflict, "somebody has this name, perhaps disabled", "/user");
  u.id = add_user(db, u);
  return code_answer(u.name, new_code(db, u.id, c.now), c.now);
}

Done change(Database& db, const Json& args, const CommandContext& c) {
  auto u = user_at(db, args);
  if (!u) return tl::unexpected<Error>(u.error());
  const Role role = role_at(args, name_of(u->role));
  if (role != u->role && u->actor() == c.actor)
    return fail(Errc::forbidden, "nobody changes their own role", "/role");
  if (role != Role::admin && is_last_admin(db, *u))
    return fail(Errc::conflict, "nobody else is an administrator", "/role");
  u->display = display_at(args, u->display);
  u->role = role;
  save_user(db, *u);
  return user_answer(*u);
}

Done disable(Database& db, const Json& args, const CommandContext& c) {
  auto u = user_at(db, args);
  if (!u) return tl::unexpected<Error>(u.error());
  if (trim(args.text("reason")).empty()) throw BadInput("/reason", "is empty");
  if (is_last_admin(db, *u)) return fail(Errc::conflict, "nobody else is an administrator", "/user");
  u->disabled_at = u->disabled_at.value_or(c.now);
  save_user(db, *u);
  remove_sessions_of(db, u->id);
  remove_user_codes(db, u->id, "invite");
  return user_answer(*u);
}

Done enable(Database& db, const Json& args, const CommandContext&) {
  auto u = user_at(db, args);
  if (!u) return tl::unexpected<Error>(u.error());
  u->disabled_at.reset();
  save_user(db, *u);
  return user_answer(*u);
}

Done reset(Database& db, const Json& args, const CommandContext& c) {
  auto u = user_at(db, args);
  if (!u) return tl::unexpected<Error>(u.error());
  if (u->disabled_at) return fail(Errc::conflict, "is disabled: user.enable first", "/user");
  if (is_last_admin(db, *u) && u->actor() != c.actor && starts_with(c.actor, "user:"))
    return fail(Errc::conflict, "nobody else is an administrator", "/user");
  u->password.clear();
  u->totp_sealed.clear();
  u->totp_on = false;
  save_user(db, *u);
  remove_sessions_of(db, u->id);
  remove_devices_of(db, u->id);
  remove_user_codes(db, u->id, "recovery");
  return code_answer(u->name, new_code(db, u->id, c.now), c.now);
}

Done bootstrap(Database& db, const Json&, const CommandContext& c) {
  if (active_admins(db) > 0)
    return fail(Errc::conflict,
                "there is an administrator: they create people, and user.reset lets them in again");
  return code_answer("", make_bootstrap_code(db, c.now), c.now);
}

std::string scopes_at(const Json& args) {
  std::string out;
  const auto scopes = args.find("scopes");
  if (!scopes || scopes->is_null()) return out;
  for (const Json& s : scopes->items()) {
    const std::string scope = s.text();
    if (scope.empty() || scope.size() > 80 || scope.find_first_of(", ") != std::string::npos)
      throw BadInput(s.path(), "must be a prefix of operations' names, like \"campaign.\"");
    out += (out.empty() ? "" : ",") + scope;
  }
  return out;
}

Done add_api_token(Database& db, const Json& args, const CommandContext& c) {
  Token t;
  t.id = uuid7(to_ms(c.now));
  t.name = trim(args.text("name"));
  if (t.name.empty() || t.name.size() > 60) throw BadInput("/name", "must have 1 to 60 bytes");
  t.role = role_at(args, name_of(c.role));
  if (t.role > c.role) return fail(Errc::forbidden, "a token can't do more than who makes it", "/role");
  t.scopes = scopes_at(args);
  t.created_by = c.actor;
  const std::int64_t days = args.integer_or("days", 90);
  if (days < 1 || days > kLongestTokenDays) throw BadInput("/days", "must be from 1 to 366");
  t.expires_at = c.now + Millis(days * 24 * 3'600'000);
  const std::string person = person_behind(db, c.actor);
  const auto user = person.empty() ? std::nullopt : find_user(db, person);
  if (args.boolean_or("machine", false)) {
    if (c.role < Role::admin)
      return fail(Errc::forbidden, "tokens of machines need the role admin", "/machine");
    if (any_token(db, t.name))
      return fail(Errc::conflict, "a token has this name: history would mix them", "/name");
  } else {
    if (!user) return fail(Errc::forbidden, "nobody is signed in: only machine tokens", "/machine");
    t.user_id = user->id;
  }
  const std::string text = "hy_" + random_token(32);
  add_token(db, t, sha256(text), c.now);
  JsonWriter w;
  w.object().field("id", t.id).field("token", text).field("role", name_of(t.role));
  return w.field("expires_at", to_rfc3339(*t.expires_at)).end().take();
}

Done revoke(Database& db, const Json& args, const CommandContext& c) {
  const auto t = token_by_id(db, args.text("id"));
  const auto user = t ? user_by_id(db, t->user_id) : std::nullopt;
  const bool own = user && user->actor() == c.actor;
  if (!t || (!own && c.role < Role::admin))
    return fail(Errc::not_found, "there is no such token of yours", "/id");
  if (t->revoked_at) return fail(Errc::conflict, "was revoked before", "/id");
  revoke_token(db, t->id, c.now);
  return JsonWriter().object().field("id", t->id).field("revoked", true).end().take();
}

void time_or_null(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& t) {
  w.key(name);
  if (t)
    w.value(to_rfc3339(*t));
  else
    w.null();
}

}  // namespace

std::string make_bootstrap_code(Database& db, TimePoint now) {
  return new_code(db, 0, now);
}

bool gives_secret(std::string_view command) {
  constexpr std::array<std::string_view, 4> kThose = {"user.create", "user.reset", "user.bootstrap",
                                                      "token.add"};
  return std::find(kThose.begin(), kThose.end(), command) != kThose.end();
}

void register_user_commands(CommandTable& table) {
  table.add({"user.create", Role::admin, false, create});
  table.add({"user.change", Role::admin, false, change});
  table.add({"user.disable", Role::admin, false, disable});
  table.add({"user.enable", Role::admin, false, enable});
  table.add({"user.reset", Role::admin, false, reset});
  table.add({"user.bootstrap", Role::admin, false, bootstrap});
  table.add({"token.add", Role::viewer, false, add_api_token});
  table.add({"token.revoke", Role::viewer, false, revoke});
}

std::string users_json(Database& db, TimePoint) {
  JsonWriter w;
  w.object().key("items").array();
  each_user(db, [&](const OfficeUser& u) {
    w.object().field("user", u.name).field("display", u.display).field("role", name_of(u.role));
    w.field("password_set", !u.password.empty()).field("second_factor", u.totp_on);
    w.field("created_at", to_rfc3339(u.created_at)).field("created_by", u.created_by);
    time_or_null(w, "disabled_at", u.disabled_at);
    w.end();
  });
  return w.end().key("next").null().end().take();
}

std::string tokens_json(Database& db, std::int64_t user_id, TimePoint now) {
  JsonWriter w;
  w.object().key("items").array();
  each_token(db, [&](const Token& t) {
    if (user_id != 0 && t.user_id != user_id) return;
    const auto user = t.user_id == 0 ? std::nullopt : user_by_id(db, t.user_id);
    w.object().field("id", t.id).field("name", t.name).field("role", name_of(t.role)).key("user");
    if (user)
      w.value(user->name);
    else
      w.null();
    w.key("scopes").array();
    for (const std::string_view s : split(t.scopes, ','))
      if (!s.empty()) w.value(s);
    w.end().field("created_at", to_rfc3339(t.created_at)).field("created_by", t.created_by);
    time_or_null(w, "expires_at", t.expires_at);
    time_or_null(w, "last_used_at", t.last_used_at);
    time_or_null(w, "revoked_at", t.revoked_at);
    w.field("valid", !t.revoked_at && (!t.expires_at || *t.expires_at > now)).end();
  });
  return w.end().key("next").null().end().take();
}

}  // namespace huiyin
