#include "daemon/api/sign_in.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/password.h"
#include "daemon/people/sign_in.h"
#include "daemon/store/audit.h"

namespace huiyin {
namespace {

constexpr std::int64_t kDeviceDays = 180;
constexpr const char* kDeviceCookie = "huiyin_device";

void write_who(JsonWriter& w, const OfficeUser& u) {
  w.field("actor", u.actor())
      .field("user", u.name)
      .field("display", u.display)
      .field("role", name_of(u.role));
  w.field("person", true).field("second_factor", u.totp_on);
}

class SignIn {
 public:
  explicit SignIn(const SignInParts& p) : p_(p) {}

  void open(const RouteCall& c) const {
    const Json args = Json::parse(c.request.body);
    SignInEntry e{args.text("name"), args.text("password"), args.text_or("otp", ""),
                  cookie_of(c.request, kDeviceCookie), over_tls(c.request)};
    on_hashing(c, [self = *this, e = std::move(e), responder = c.responder, path = c.request.path] {
      self.try_password(e, responder, path);
    });
  }

  void close(const RouteCall& c) const {
    const std::string secret = c.visitor.session;
    if (secret.empty())
      return c.responder->send(
          problem({Errc::conflict, "this is no session: tokens are revoked", ""}, c.request.path));
    write(
        c,
        [secret, actor = c.visitor.actor, now = p_.clock->now()](Database& db) -> Result<std::string> {
          remove_session(db, sha256(secret));
          append_audit(db, now, actor, "session.closed", "user/" + person_behind(db, actor), "{}");
          return std::string("{\"closed\":true}");
        },
        set_cookie(over_tls(c.request), session_cookie_name(over_tls(c.request)), "", 0));
  }

  void who(const RouteCall& c) const {
    JsonWriter w;
    w.object();
    const auto user = find_user(*p_.reader, person_behind(*p_.reader, c.visitor.actor));
    const bool person = user && user->actor() == c.visitor.actor;
    if (person)
      write_who(w, *user);
    else
      w.field("actor", c.visitor.actor).key("user").null().field("person", false);
    if (!person || user->role != c.visitor.role) w.field("role_here", name_of(c.visitor.role));
    w.field("via", c.visitor.session.empty() ? "token" : "session");
    if (!c.visitor.session.empty()) {
      w.field("csrf", csrf_of(c.visitor.session));
      if (const auto s = find_session(*p_.reader, sha256(c.visitor.session)))
        w.field("ends_at", to_rfc3339(s->created_at + p_.rules.longest));
      w.field("idle_seconds", static_cast<std::int64_t>(p_.rules.idle.count() / 1000));
      w.field("recovery_codes", count_user_codes(*p_.reader, user->id, "recovery"));
    }
    c.responder->send(never_stored(w.end().take()));
  }

  // A new person's, or a reset one's: with the code that an administrator handed over.
  void setup(const RouteCall& c) const {
    const Json args = Json::parse(c.request.body);
    const std::string code = args.text("code"), name = args.text_or("name", "");
    const std::string password = args.text("password");
    if (const std::string weak = weak_because(password, name); !weak.empty())
      throw BadInput("/password", weak);
    if (!knows_user_code(*p_.reader, sha256(code), "invite", p_.clock->now()))  // before any hashing
      return c.responder->send(
          problem({Errc::forbidden, "this code does not count, or no more", "/code"}, c.request.path));
    on_hashing(c, [self = *this, c, code, name, password, display = args.text_or("display", name)] {
      const std::string hash = hash_password(password);
      self.write(c, [code, name, display, hash, now = self.p_.clock->now()](Database& db) {
        return set_up_by_code(db, code, name, display, hash, now);
      });
    });
  }

 private:
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

  void try_password(const SignInEntry& e, const std::shared_ptr<Responder>& responder,
                    const std::string& path) const {
    auto reader = p_.store->reader();
    if (!reader) return responder->send(problem(reader.error(), path));
    const auto user = find_user(**reader, e.name);
    const bool known = user && !e.device.empty() && is_device_of(**reader, sha256(e.device), user->id);
    if (auto paused = sign_in_paused(**reader, counted_as(e, known), p_.clock->now()))
      return answer(*paused, responder, path);
    const std::string hash = user ? user->password : "";
    bool fitted = false;
    if (hash.empty())
      pretend_to_check(e.password);
    else
      fitted = is_password(hash, e.password);
    p_.store->write<SignInOutcome>(
        [p = p_, e, hash, fitted](Database& db) -> Result<SignInOutcome> {
          return decide_sign_in(db, *p.vault, e, hash, fitted, p.clock->now());
        },
        *p_.answers,
        [self = *this, responder, path](Result<SignInOutcome> o) {
          if (!o) return responder->send(problem(o.error(), path));
          self.answer(*o, responder, path);
        });
  }

  void answer(const SignInOutcome& o, const std::shared_ptr<Responder>& responder,
              const std::string& path) const {
    if (!o.refused.empty()) {
      HttpResponse r = problem(o.refused, o.detail, path);
      if (o.retry_after > 0) r.headers.emplace_back("Retry-After", std::to_string(o.retry_after));
      return responder->send(std::move(r));
    }
    JsonWriter w;
    w.object();
    write_who(w, o.user);
    w.field("via", "session").field("csrf", csrf_of(o.secret));
    w.field("ends_at", to_rfc3339(o.at + p_.rules.longest));
    w.field("idle_seconds", static_cast<std::int64_t>(p_.rules.idle.count() / 1000)).end();
    HttpResponse r = never_stored(w.take());
    r.headers.emplace_back("Set-Cookie", set_cookie(o.tls, session_cookie_name(o.tls), o.secret,
                                                    p_.rules.longest.count() / 1000));
    r.headers.emplace_back("Set-Cookie", set_cookie(o.tls, kDeviceCookie, o.device, kDeviceDays * 24 * 3600));
    responder->send(std::move(r));
  }

  const SignInParts p_;
};

}  // namespace

HttpResponse never_stored(std::string json) {
  HttpResponse r = json_response(std::move(json));
  r.headers.emplace_back("Cache-Control", "no-store");
  return r;
}

void add_sign_in_routes(RouteTable& routes, const SignInParts& parts) {
  auto s = std::make_shared<const SignIn>(parts);
  const auto add = [&](const char* method, const char* path, void (SignIn::*run)(const RouteCall&) const) {
    routes.add({method, path, [s, run](const RouteCall& c) { ((*s).*run)(c); }});
  };
  add("POST", "/api/v1/session", &SignIn::open);
  add("GET", "/api/v1/session", &SignIn::who);
  add("DELETE", "/api/v1/session", &SignIn::close);
  add("POST", "/api/v1/setup", &SignIn::setup);
  add_own_account_routes(routes, parts);
}

}  // namespace huiyin
