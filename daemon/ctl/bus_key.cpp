// bus key add|rotate|revoke|list, bus consumers
#include "daemon/base/json.h"
#include "daemon/ctl/client_file.h"
#include "daemon/ctl/clock.h"
#include "daemon/ctl/endpoints.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// The pair of --new, or the key of --public-key alone. Looked at before the daemon is asked: its answer must
// not be lost for a file that can't be written.
CurvePair key_given(const Session& s) {
  const std::string open = s.args.text("public-key"), file = s.args.text("new");
  if (open.empty() == file.empty())
    throw CtlError(Exit::usage, open.empty() ? s.say(Msg::one_of, {"--public-key", "--new"})
                                             : s.say(Msg::not_together, {"--public-key", "--new"}));
  if (!open.empty()) return {open, ""};
  refuse_existing(s, file);
  return make_curve_pair();
}

void keep_pair(Session& s, const CurvePair& pair, const Json& answer) {
  if (pair.secret_key.empty()) return;
  ClientFile f{answer.text("client"), pair.public_key, pair.secret_key, answer.text("server_key"), "", ""};
  if (s.globals.api.empty()) {  // else this is another machine, and the folder another daemon's
    const Endpoints e = find_bus(s.globals, s.language());
    f.stream = e.remote_stream;
    f.service = e.remote_service;
  }
  write_client_file(s, s.args.text("new"), f);
}

void tell_key(Session& s, const CurvePair& pair, const Json& answer, const std::string& line) {
  keep_pair(s, pair, answer);
  if (shown_as_json(s, answer)) return;
  s.out.line(line);
  s.out.line(s.say(Msg::key_server, {answer.text("server_key")}));
  if (!pair.secret_key.empty()) s.out.line(s.say(Msg::key_file, {s.args.text("new")}));
}

void write_list(JsonWriter& w, std::string_view name, const std::vector<std::string>& list) {
  w.key(name).array();
  for (const std::string& item : list) w.value(item);
  w.end();
}

}  // namespace

Exit run_bus_key_add(Session& s) {
  const CurvePair pair = key_given(s);
  JsonWriter w;
  w.object().field("client", s.args.text("client")).field("public_key", pair.public_key);
  write_list(w, "topics", s.args.list("topic"));
  write_list(w, "commands", s.args.list("command"));
  const Json answer = s.daemon().command("bus.key.add", w.end().take());
  tell_key(s, pair, answer, s.say(Msg::key_added, {answer.text("client"), answer.text("key_fingerprint")}));
  return Exit::ok;
}

Exit run_bus_key_rotate(Session& s) {
  const std::string grace_text = s.args.text("grace", "24h");
  const auto grace = read_duration(grace_text);
  if (!grace) throw CtlError(Exit::usage, s.say(Msg::no_duration, {grace_text}));
  const CurvePair pair = key_given(s);
  JsonWriter w;
  w.object().field("client", s.args.text("client")).field("public_key", pair.public_key);
  w.field("grace_seconds", std::int64_t{grace->count() / 1000});
  const Json answer = s.daemon().command("bus.key.rotate", w.end().take());
  tell_key(s, pair, answer,
           s.say(Msg::key_rotated, {answer.text("client"), answer.text("key_fingerprint"),
                                    local_time(answer.text("old_until"))}));
  return Exit::ok;
}

Exit run_bus_key_revoke(Session& s) {
  JsonWriter w;
  w.object().field("client", s.args.text("client"));
  const Json answer = s.daemon().command("bus.key.revoke", w.end().take());
  if (!shown_as_json(s, answer)) s.out.line(s.say(Msg::key_revoked, {answer.text("client")}));
  return Exit::ok;
}

Exit run_bus_key_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/bus/clients");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("client"), s.in_words("topics"), s.in_words("commands"), s.in_words("keys")});
  for (const Json& c : page.items("items")) {
    std::string keys;
    for (const Json& k : c.items("keys")) {
      keys += (keys.empty() ? "" : "  ") + k.text("key_fingerprint");
      if (const std::string until = k.text_or("until", ""); !until.empty())
        keys += " (" + s.in_words("until") + " " + local_time(until) + ")";
    }
    t.add({c.text("client"), words_text(c.items("topics")), words_text(c.items("commands")), keys});
  }
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_bus_consumers(Session& s) {
  const Json page = s.daemon().get("/api/v1/bus/consumers");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("consumer"), s.in_words("owner"), s.in_words("acked") + ">", s.in_words("lag") + ">",
           s.in_words("dead") + ">", s.in_words("topics")});
  for (const Json& c : page.items("items"))
    t.add({c.text("consumer"), c.text("owner"), with_thousands(c.integer("acked")),
           with_thousands(c.integer("lag")), with_thousands(c.integer("dead")),
           words_text(c.items("topics"))});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

}  // namespace huiyin
