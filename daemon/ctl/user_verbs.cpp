// user bootstrap|create|list|change|disable|enable|reset|whoami, token add|list|revoke: the people of the
// office and what stands for them.
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// {"user": NAME} with the options that were given.
std::string user_arguments(const Session& s, std::initializer_list<std::string_view> options) {
  JsonWriter w;
  w.object().field("user", s.args.text("user"));
  for (const std::string_view option : options)
    if (s.args.has(option)) w.field(option, s.args.text(option));
  return w.end().take();
}

Exit show_code(Session& s, const Json& answer) {
  if (shown_as_json(s, answer)) return Exit::ok;
  const std::string until = local_time(answer.text("expires_at"));
  if (const std::string user = answer.text("user"); user.empty())
    s.out.line(s.say(Msg::setup_code, {answer.text("code"), until}));
  else
    s.out.line(s.say(Msg::user_code, {user, answer.text("code"), until}));
  return Exit::ok;
}

Exit user_command(Session& s, std::string_view command, std::initializer_list<std::string_view> options) {
  const Json u = s.daemon().command(command, user_arguments(s, options));
  if (shown_as_json(s, u)) return Exit::ok;
  s.out.line(s.say(u.boolean("disabled") ? Msg::user_disabled : Msg::user_now,
                   {u.text("user"), u.text("display"), s.in_words(u.text("role"))}));
  return Exit::ok;
}

std::string time_of(const Json& row, std::string_view name) {
  const auto at = row.find(name);
  return !at || at->is_null() ? "" : local_time(at->text());
}

}  // namespace

Exit run_user_bootstrap(Session& s) {
  return show_code(s, s.daemon().command("user.bootstrap", "{}"));
}

Exit run_user_create(Session& s) {
  return show_code(s, s.daemon().command("user.create", user_arguments(s, {"role", "display"})));
}

Exit run_user_reset(Session& s) {
  return show_code(s, s.daemon().command("user.reset", user_arguments(s, {})));
}

Exit run_user_change(Session& s) {
  return user_command(s, "user.change", {"role", "display"});
}

Exit run_user_disable(Session& s) {
  return user_command(s, "user.disable", {"reason"});
}

Exit run_user_enable(Session& s) {
  return user_command(s, "user.enable", {});
}

Exit run_user_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/users");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("user"), s.in_words("name"), s.in_words("role"), s.in_words("second factor"),
           s.in_words("state")});
  for (const Json& u : page.items("items")) {
    const char* state =
        u.at("disabled_at").is_null() ? (u.boolean("password_set") ? "active" : "invited") : "disabled";
    t.add({u.text("user"), u.text("display"), s.in_words(u.text("role")),
           s.in_words(u.boolean("second_factor") ? "yes" : "no"), s.in_words(state)});
  }
  if (t.empty())
    s.out.line(s.say(Msg::no_users));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_user_whoami(Session& s) {
  const Json me = s.daemon().get("/api/v1/session");
  if (shown_as_json(s, me)) return Exit::ok;
  s.out.line(me.text("actor") + "  " + s.in_words(me.text_or("role_here", me.text_or("role", ""))));
  return Exit::ok;
}

Exit run_token_add(Session& s) {
  JsonWriter w;
  w.object().field("name", s.args.text("name"));
  if (s.args.has("role")) w.field("role", s.args.text("role"));
  if (const auto days = s.args.number("days")) w.field("days", *days);
  if (s.args.has("scope")) {
    w.key("scopes").array();
    for (const std::string& scope : s.args.list("scope")) w.value(scope);
    w.end();
  }
  if (s.args.has("machine")) w.field("machine", true);
  const Json answer = s.daemon().command("token.add", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(answer.text("token"));
  s.err.line(s.say(Msg::token_added, {answer.text("id"), local_time(answer.text("expires_at"))}));
  return Exit::ok;
}

Exit run_token_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/tokens");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("name"), s.in_words("user"), s.in_words("role"), s.in_words("until"),
           s.in_words("last used"), s.in_words("state")});
  for (const Json& k : page.items("items"))
    t.add({k.text("id"), k.text("name"), k.text_or("user", "-"), s.in_words(k.text("role")),
           time_of(k, "expires_at"), time_of(k, "last_used_at"),
           s.in_words(k.boolean("valid") ? "active" : "over")});
  t.print(s.out);
  return Exit::ok;
}

Exit run_token_revoke(Session& s) {
  JsonWriter w;
  w.object().field("id", s.args.text("id")).end();
  const Json answer = s.daemon().command("token.revoke", w.take());
  if (!shown_as_json(s, answer)) s.out.line(s.say(Msg::token_revoked, {answer.text("id")}));
  return Exit::ok;
}

}  // namespace huiyin
