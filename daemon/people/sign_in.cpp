#include "daemon/people/sign_in.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/metrics.h"
#include "daemon/base/password.h"
#include "daemon/base/text.h"
#include "daemon/store/audit.h"

namespace huiyin {
namespace {

constexpr std::int64_t kFreeTries = 5;
constexpr Millis kLongestPause{15 * 60'000};
constexpr Millis kForgetFailures{24LL * 3'600'000};

std::string named(std::string_view name, std::string_view value) {
  return JsonWriter().object().field(name, value).end().take();
}

SignInOutcome refuse(Database& db, const std::string& who, const std::optional<OfficeUser>& user,
                     TimePoint now, std::string code) {
  const SignInFailures f = count_sign_in_failure(db, who, now);
  counter("huiyin_sign_ins_total", "Tries to sign in", {{"outcome", "refused"}}).add();
  if (user && f.failures >= kFreeTries)
    append_audit(db, now, user->actor(), "session.paused", "user/" + user->name,
                 JsonWriter().object().field("failures", f.failures).end().take());
  SignInOutcome o;
  o.refused = std::move(code);
  o.detail = "this was not right";
  return o;
}

SignInOutcome open_session(Database& db, const SignInEntry& e, OfficeUser user, bool known_device,
                           TimePoint now) {
  SignInOutcome o;
  o.secret = random_token(32);
  o.device = known_device ? e.device : random_token(24);
  add_session(db, {sha256(o.secret), user.id, now, now});
  keep_device(db, sha256(o.device), user.id, now);
  forget_sign_in_failures_before(db, now - kForgetFailures);
  append_audit(db, now, user.actor(), "session.opened", "user/" + user.name,
               named("role", name_of(user.role)));
  counter("huiyin_sign_ins_total", "Tries to sign in", {{"outcome", "opened"}}).add();
  o.at = now;
  o.tls = e.tls;
  o.user = std::move(user);
  return o;
}

std::optional<OfficeUser> first_admin(Database& db, const std::string& name, const std::string& display,
                                      TimePoint now) {
  const auto good = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (name.empty() || name.size() > 40 || !std::all_of(name.begin(), name.end(), good)) return std::nullopt;
  if (find_user(db, name)) return std::nullopt;
  OfficeUser u;
  u.name = name;
  u.display = display.empty() ? name : display;
  u.role = Role::admin;
  u.created_at = now;
  u.created_by = "setup";
  u.id = add_user(db, u);
  append_audit(db, now, u.actor(), "user.create", "user/" + u.name, named("role", "admin"));
  return u;
}

}  // namespace

Millis sign_in_pause(std::int64_t failures) {
  if (failures < kFreeTries) return Millis(0);
  const std::int64_t doubled = std::min<std::int64_t>(failures - kFreeTries, 20);
  return std::min(Millis(2'000LL << doubled), kLongestPause);
}

// Names are hashed: people type passwords into the wrong field.
std::string counted_as(const SignInEntry& e, bool known_device) {
  return known_device ? "device:" + to_hex(sha256(e.device))
                      : "name:" + to_hex(sha256(to_lower_ascii(e.name)));
}

std::optional<SignInOutcome> sign_in_paused(Database& db, const std::string& who, TimePoint now) {
  const SignInFailures f = sign_in_failures(db, who);
  const auto left = f.last_at + sign_in_pause(f.failures) - now;
  if (f.failures < kFreeTries || left <= Millis(0)) return std::nullopt;
  SignInOutcome o;
  o.refused = "too_many_tries";
  o.detail = "wait before the next try";
  o.retry_after = left.count() / 1000 + 1;
  return o;
}

bool takes_second_factor(Database& db, const Vault& vault, OfficeUser* user, const std::string& otp,
                         TimePoint now) {
  const auto secret = vault.unseal(user->totp_sealed, "totp");
  if (!secret) return false;
  if (const auto step = totp_step_of(*secret, otp, to_ms(now) / 1000, user->totp_step)) {
    user->totp_step = *step;
    save_user(db, *user);
    return true;
  }
  const auto whose = take_user_code(db, sha256(to_lower_ascii(otp)), "recovery", now);
  if (whose && *whose != user->id) throw BadInput("/otp", "is not yours");  // undone with all of this
  if (whose) append_audit(db, now, user->actor(), "session.recovery_code", "user/" + user->name, "{}");
  return whose.has_value();
}

SignInOutcome decide_sign_in(Database& db, const Vault& vault, const SignInEntry& e, const std::string& hash,
                             bool fitted, TimePoint now) {
  auto user = find_user(db, e.name);
  const bool known = user && !e.device.empty() && is_device_of(db, sha256(e.device), user->id);
  const std::string who = counted_as(e, known);
  if (auto paused = sign_in_paused(db, who, now)) return *paused;
  const bool good = user && !user->disabled_at && fitted && user->password == hash && !hash.empty();
  if (!good) return refuse(db, who, user, now, "sign_in_refused");
  if (user->totp_on) {
    if (e.otp.empty()) {
      SignInOutcome o;
      o.refused = "second_factor_needed";
      o.detail = "send otp";
      return o;
    }
    if (!takes_second_factor(db, vault, &*user, e.otp, now))
      return refuse(db, who, user, now, "sign_in_refused");
  }
  forget_sign_in_failures(db, who);
  return open_session(db, e, std::move(*user), known, now);
}

Result<std::string> set_up_by_code(Database& db, const std::string& code, const std::string& name,
                                   const std::string& display, const std::string& hash, TimePoint now) {
  const auto whose = take_user_code(db, sha256(code), "invite", now);
  if (!whose) return fail(Errc::forbidden, "this code does not count, or no more", "/code");
  std::optional<OfficeUser> u;
  if (*whose == 0) {
    if (active_admins(db) > 0) return fail(Errc::conflict, "there is an administrator already", "/code");
    u = first_admin(db, name, display, now);
    if (!u) return fail(Errc::bad_input, "must be 1 to 40 of a-z, 0-9, '.', '-' and '_', and new", "/name");
  } else {
    u = user_by_id(db, *whose);
  }
  if (!u || u->disabled_at) return fail(Errc::forbidden, "this code does not count, or no more", "/code");
  u->password = hash;
  save_user(db, *u);
  append_audit(db, now, u->actor(), "user.password", "user/" + u->name, named("by", "code"));
  JsonWriter w;
  return w.object().field("user", u->name).field("role", name_of(u->role)).end().take();
}

}  // namespace huiyin
