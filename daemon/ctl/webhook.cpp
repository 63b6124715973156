// webhook add|update|rotate|pause|resume|replay|remove|list|log
#include <charconv>

#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/ctl/client_file.h"
#include "daemon/ctl/clock.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

constexpr std::size_t kSecretBytes = 32;

// Of --secret-file, or a new one that is written to --new before the daemon learns it: its receiver needs it.
std::string secret_given(const Session& s) {
  const std::string old_file = s.args.text("secret-file"), new_file = s.args.text("new");
  if (old_file.empty() == new_file.empty())
    throw CtlError(Exit::usage, old_file.empty() ? s.say(Msg::one_of, {"--secret-file", "--new"})
                                                 : s.say(Msg::not_together, {"--secret-file", "--new"}));
  if (!old_file.empty()) return std::string(trim(read_users_file(s, old_file)));
  refuse_existing(s, new_file);
  std::string secret = "whsec_" + to_base64(random_bytes(kSecretBytes));
  if (auto written = write_file_durably(new_file, secret + "\n", 0600); !written)
    throw CtlError(Exit::usage, written.error().text());
  return secret;
}

// The daemon said no: a new secret that nobody knows must not lie about.
Json command_with_secret(Session& s, std::string_view name, const std::string& arguments) {
  try {
    return s.daemon().command(name, arguments);
  } catch (const CtlError& e) {
    if (e.exit == Exit::refused && s.args.has("new")) ::unlink(s.args.text("new").c_str());
    throw;
  }
}

void write_from(JsonWriter& w, const std::string& from) {
  std::int64_t seq = 0;
  const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), seq);
  w.key("from");
  if (error == std::errc() && end == from.data() + from.size())
    w.value(seq);
  else
    w.value(from);
}

void write_given(JsonWriter& w, const Session& s) {
  w.field("name", s.args.text("name"));
  if (s.args.has("url")) w.field("url", s.args.text("url"));
  if (s.args.has("pinned-key")) w.field("pinned_key", s.args.text("pinned-key"));
  if (!s.args.has("topic")) return;
  w.key("topics").array();
  for (const std::string& t : s.args.list("topic"))
    if (t != "*") w.value(t);
  w.end();
}

Exit told(Session& s, const Json& answer, Msg done) {
  if (!shown_as_json(s, answer)) s.out.line(s.say(done, {answer.text("name")}));
  return Exit::ok;
}

Exit simple(Session& s, std::string_view command, Msg done) {
  JsonWriter w;
  w.object().field("name", s.args.text("name"));
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  return told(s, s.daemon().command(command, w.end().take()), done);
}

}  // namespace

Exit run_webhook_add(Session& s) {
  JsonWriter w;
  w.object();
  write_given(w, s);
  if (s.args.has("from")) write_from(w, s.args.text("from"));
  w.field("secret", secret_given(s)).end();
  return told(s, command_with_secret(s, "webhook.add", w.take()), Msg::webhook_added);
}

Exit run_webhook_update(Session& s) {
  JsonWriter w;
  w.object();
  write_given(w, s);
  return told(s, s.daemon().command("webhook.update", w.end().take()), Msg::webhook_updated);
}

Exit run_webhook_rotate(Session& s) {
  const std::string grace_text = s.args.text("grace", "24h");
  const auto grace = read_duration(grace_text);
  if (!grace) throw CtlError(Exit::usage, s.say(Msg::no_duration, {grace_text}));
  JsonWriter w;
  w.object().field("name", s.args.text("name")).field("grace_seconds", std::int64_t{grace->count() / 1000});
  w.field("secret", secret_given(s)).end();
  const Json answer = command_with_secret(s, "webhook.rotate", w.take());
  if (!shown_as_json(s, answer))
    s.out.line(s.say(Msg::webhook_rotated, {answer.text("name"), local_time(answer.text("old_until"))}));
  return Exit::ok;
}

Exit run_webhook_pause(Session& s) {
  return simple(s, "webhook.pause", Msg::webhook_paused);
}
Exit run_webhook_resume(Session& s) {
  return simple(s, "webhook.resume", Msg::webhook_resumed);
}
Exit run_webhook_remove(Session& s) {
  return simple(s, "webhook.remove", Msg::webhook_removed);
}

Exit run_webhook_replay(Session& s) {
  JsonWriter w;
  w.object().field("name", s.args.text("name"));
  write_from(w, s.args.text("from"));
  const Json answer = s.daemon().command("webhook.replay", w.end().take());
  if (!shown_as_json(s, answer))
    s.out.line(
        s.say(Msg::webhook_replayed, {answer.text("name"), std::to_string(answer.integer("after") + 1)}));
  return Exit::ok;
}

Exit run_webhook_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/webhooks");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("name"), s.in_words("lag") + ">", s.in_words("dead") + ">",
           s.in_words("failures") + ">", s.in_words("next"), s.in_words("paused"), s.in_words("topics"),
           "URL"});
  for (const Json& h : page.items("items"))
    t.add({h.text("name"), with_thousands(h.integer("lag")), with_thousands(h.integer("dead")),
           with_thousands(h.integer("failures")), local_time(h.text_or("next_at", "")), h.text("paused"),
           words_text(h.items("topics")), h.text("url")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_webhook_log(Session& s) {
  const Json page = s.daemon().get("/api/v1/webhooks/" + percent_encode(s.args.text("name")) +
                                   "/log?limit=" + std::to_string(s.args.number("limit").value_or(50)));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("at"), s.in_words("sequence") + ">", s.in_words("kind"), s.in_words("try") + ">",
           s.in_words("state"), "HTTP>", "ms>", s.in_words("reason")});
  for (const Json& e : page.items("items"))
    t.add({local_time(e.text("at")), std::to_string(e.integer("seq")), e.text("type"),
           std::to_string(e.integer("try")), s.in_words(e.text("outcome")),
           std::to_string(e.integer("status")), std::to_string(e.integer("took_ms")), e.text("why")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

}  // namespace huiyin
