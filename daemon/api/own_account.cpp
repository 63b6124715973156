// One's own password and second factor: changed only with the password once more.
#include "daemon/api/sign_in.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/password.h"
#include "daemon/base/text.h"
#include "daemon/people/sign_in.h"
#include "daemon/store/audit.h"

namespace huiyin {
namespace {

// What a change by password came to. A refusal is an answer too: its count must stay in the ledger.
struct Told {
  std::string refused, json;
};

std::string state_json(std::string_view state) {
  return JsonWriter().object().field("state", state).end().take();
}

class OwnAccount {
 public:
  explicit OwnAccount(const SignInParts& p) : p_(p) {}

  void change_password(const RouteCall& c) const {
    const Json args = Json::parse(c.request.body);
    const std::string fresh = args.text("new");
    const auto user = me(c);
    if (const std::string weak = weak_because(fresh, user.name); !weak.empty()) throw BadInput("/new", weak);
    with_password(
        c, args.text("old"),
        [](Database& db, OfficeUser u, const RouteCall& call, TimePoint now) {
          save_user(db, u);  // with the new hash already
          remove_sessions_of(db, u.id, sha256(call.visitor.session));
          remove_devices_of(db, u.id);
          append_audit(db, now, u.actor(), "user.password", "user/" + u.name, "{}");
          return Result<std::string>("{\"changed\":true}");
        },
        fresh);
  }

  void begin_second(const RouteCall& c) const {
    const Json args = Json::parse(c.request.body);
    with_password(
        c, args.text("password"), [p = p_](Database& db, OfficeUser u, const RouteCall&, TimePoint) {
          if (u.totp_on) return Result<std::string>(fail(Errc::conflict, "is switched on: remove it first"));
          const std::string secret = random_bytes(20), text = to_base32(secret);
          u.totp_sealed = p.vault->seal(secret, "totp");
          u.totp_step = 0;
          save_user(db, u);
          JsonWriter w;
          w.object().field("secret", text);
          w.field("uri", "otpauth://totp/" + percent_encode(p.office) + ":" + percent_encode(u.name) +
                             "?secret=" + text + "&issuer=" + percent_encode(p.office));
          return Result<std::string>(w.end().take());
        });
  }

  void confirm_second(const RouteCall& c) const {
    const std::string otp = Json::parse(c.request.body).text("otp");
    write(c,
          [p = p_, actor = c.visitor.actor, otp, now = p_.clock->now()](Database& db) -> Result<std::string> {
            auto u = find_user(db, person_behind(db, actor));
            if (!u || u->totp_sealed.empty() || u->totp_on)
              return fail(Errc::conflict, "nothing waits to be confirmed");
            if (!takes_second_factor(db, *p.vault, &*u, otp, now))
              return fail(Errc::bad_input, "is not the code of now", "/otp");
            u->totp_on = true;
            save_user(db, *u);
            remove_user_codes(db, u->id, "recovery");
            JsonWriter w;
            w.object().key("recovery_codes").array();
            for (int i = 0; i < 10; ++i) {
              const std::string code = to_lower_ascii(to_base32(random_bytes(10)));
              add_user_code(db, sha256(code), u->id, "recovery", std::nullopt);
              w.value(code);
            }
            append_audit(db, now, actor, "user.second_factor", "user/" + u->name, state_json("on"));
            return w.end().end().take();
          });
  }

  void remove_second(const RouteCall& c) const {
    const Json args = Json::parse(c.request.body);
    with_password(c, args.text("password"), [](Database& db, OfficeUser u, const RouteCall&, TimePoint now) {
      u.totp_on = false;
      u.totp_sealed.clear();
      save_user(db, u);
      remove_user_codes(db, u.id, "recovery");
      append_audit(db, now, u.actor(), "user.second_factor", "user/" + u.name, state_json("off"));
      return Result<std::string>("{\"second_factor\":false}");
    });
  }

 private:
  using Change = std::function<Result<std::string>(Database&, OfficeUser, const RouteCall&, TimePoint)>;

  OfficeUser me(const RouteCall& c) const {
    auto u = find_user(*p_.reader, person_behind(*p_.reader, c.visitor.actor));
    if (!u) throw BadInput("", "there is nobody of this name any more");
    return *u;
  }

  void on_hashing(const RouteCall& c, Work work) const {
    if (!p_.hashing->post(std::move(work)))
      c.responder->send(
          problem({Errc::unavailable, "too many people sign in just now; try again", ""}, c.request.path));
  }

  void write(const RouteCall& c, std::function<Result<std::string>(Database&)> change,
             std::string cookie = {}) const {
    p_.store->write<std::string>(std::move(change), *p_.answers,
                                 [responder = c.responder, path = c.request.path,
                                  cookie = std::move(cookie)](Result<std::string> done) {
                                   if (!done) return responder->send(problem(done.error(), path));
                                   HttpResponse r = never_stored(std::move(*done));
                                   if (!cookie.empty()) r.headers.emplace_back("Set-Cookie", cookie);
                                   responder->send(std::move(r));
                                 });
  }

  // The password once more, before what a stolen session must not do. fresh: a new one, hashed on the way.
  void with_password(const RouteCall& c, std::string password, Change change, std::string fresh = {}) const {
    const OfficeUser user = me(c);
    on_hashing(c, [self = *this, c, user, password = std::move(password), change = std::move(change), fresh] {
      const bool fitted = is_password(user.password, password);
      const std::string hash = fresh.empty() || !fitted ? std::string() : hash_password(fresh);
      const TimePoint now = self.p_.clock->now();
      self.p_.store->write<Told>(
          [=](Database& db) { return change_checked(db, user, fitted, hash, change, c, now); },
          *self.p_.answers,
          [responder = c.responder, path = c.request.path](Result<Told> told) {
            if (!told) return responder->send(problem(told.error(), path));
            if (!told->refused.empty())
              return responder->send(problem(told->refused, "this was not right", path));
            responder->send(never_stored(std::move(told->json)));
          });
    });
  }

  static Result<Told> change_checked(Database& db, const OfficeUser& user, bool fitted,
                                     const std::string& hash, const Change& change, const RouteCall& c,
                                     TimePoint now) {
    const std::string who = "user:" + to_hex(sha256(user.name));
    if (sign_in_paused(db, who, now)) return Told{"too_many_tries", {}};
    auto u = find_user(db, user.name);
    if (!u || u->disabled_at || !fitted || u->password != user.password) {
      const auto f = count_sign_in_failure(db, who, now);
      append_audit(db, now, user.actor(), "user.password_refused", "user/" + user.name,
                   JsonWriter().object().field("failures", f.failures).end().take());
      return Told{"sign_in_refused", {}};
    }
    forget_sign_in_failures(db, who);
    if (!hash.empty()) u->password = hash;
    auto done = change(db, std::move(*u), c, now);
    if (!done) return tl::unexpected<Error>(done.error());
    return Told{{}, std::move(*done)};
  }

  const SignInParts p_;
};

}  // namespace

void add_own_account_routes(RouteTable& routes, const SignInParts& parts) {
  auto s = std::make_shared<const OwnAccount>(parts);
  const auto add = [&](const char* path, void (OwnAccount::*run)(const RouteCall&) const) {
    routes.add({"POST", path, [s, run](const RouteCall& c) { ((*s).*run)(c); }});
  };
  add("/api/v1/session/password", &OwnAccount::change_password);
  add("/api/v1/session/second-factor", &OwnAccount::begin_second);
  add("/api/v1/session/second-factor/confirm", &OwnAccount::confirm_second);
  add("/api/v1/session/second-factor/remove", &OwnAccount::remove_second);
}

}  // namespace huiyin
