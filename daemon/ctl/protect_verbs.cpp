// access list|ask|decide|look|end|who, audit list|verify, handover make|trace: looking at what is masked, and
// what is on record of it.
#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string sees_of(const Session& s, const Json& g) {
  std::string out;
  for (const Json& what : g.items("sees")) out += (out.empty() ? "" : ", ") + s.in_words(what.text());
  return out;
}

std::string until_of(const Json& g) {
  const auto until = g.find("until");
  return !until || until->is_null() ? "" : local_time(until->text());
}

void print_grant(Session& s, const Json& g) {
  const std::string id = std::to_string(g.integer("grant"));
  if (g.text("state") == "open")
    s.out.line(s.say(Msg::access_open, {id, g.text("intake_id"), until_of(g)}));
  else if (g.text("state") == "waiting")
    s.out.line(s.say(Msg::access_waits, {id, g.text("intake_id")}));
  else
    s.out.line(s.say(Msg::access_state, {id, g.text("intake_id"), s.in_words(g.text("state"))}));
}

Exit grant_command(Session& s, std::string_view command, const std::string& arguments) {
  const Json answer = s.daemon().command(command, arguments);
  if (!shown_as_json(s, answer)) print_grant(s, answer);
  return Exit::ok;
}

}  // namespace

Exit run_access_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/access" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("number") + ">", "ID", s.in_words("asked by"), s.in_words("sees"), s.in_words("state"),
           s.in_words("until"), s.in_words("decided by"), s.in_words("reason")});
  for (const Json& g : page.items("items"))
    t.add({std::to_string(g.integer("grant")), g.text("intake_id"), g.text("asker"), sees_of(s, g),
           s.in_words(g.text("state")), until_of(g), g.text("decided_by"), g.text("reason")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_access_ask(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id")).field("reason", s.args.text("reason")).key("sees").array();
  if (s.args.has("text") || !s.args.has("number")) w.value("text");
  if (s.args.has("number")) w.value("number");
  w.end();
  if (const auto minutes = s.args.number("minutes")) w.field("minutes", *minutes);
  return grant_command(s, "access.ask", w.end().take());
}

Exit run_access_decide(Session& s) {
  if (s.args.has("approve") == s.args.has("refuse"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--approve", "--refuse"})}));
  JsonWriter w;
  w.object().field("grant", *s.args.number("grant")).field("approve", s.args.has("approve"));
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  return grant_command(s, "access.decide", w.end().take());
}

Exit run_access_end(Session& s) {
  JsonWriter w;
  return grant_command(s, "access.end", w.object().field("grant", *s.args.number("grant")).end().take());
}

Exit run_access_look(Session& s) {
  const Json seen =
      s.daemon().post("/api/v1/access/" + std::to_string(*s.args.number("grant")) + "/look", "{}");
  if (shown_as_json(s, seen)) return Exit::ok;
  print_fact(s, "intake", seen.text("intake_id"));
  print_fact(s, "until", local_time(seen.text("until")));
  if (seen.has("number")) print_fact(s, "number", seen.text("number"));
  const auto content = seen.find("content");
  if (!content) return Exit::ok;
  const std::vector<Json> turns = content->items("turns");
  for (const Json& t : turns)
    s.out.line("  " + printable(t.text("speaker")) + ": " + printable(t.text("text")));
  if (turns.empty()) print_fact(s, "text", content->text("text"));
  return Exit::ok;
}

Exit run_access_who(Session& s) {
  const Json page = s.daemon().get("/api/v1/intake/" + percent_encode(s.args.text("id")) + "/looks");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("at"), s.in_words("by"), s.in_words("reason")});
  for (const Json& l : page.items("items"))
    t.add({local_time(l.text("at")), l.text("actor"), l.text("reason")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_audit_list(Session& s) {
  std::string path = "/api/v1/audit" + page_query(s, "before");
  for (const char* filter : {"actor", "subject", "action"})
    if (s.args.has(filter)) path += "&" + std::string(filter) + "=" + percent_encode(s.args.text(filter));
  const Json page = s.daemon().get(path);
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("number") + ">", s.in_words("at"), s.in_words("by"), s.in_words("action"),
           s.in_words("subject"), s.in_words("reason")});
  for (const Json& e : page.items("items"))
    t.add({std::to_string(e.integer("seq")), local_time(e.text("at")), e.text("actor"), e.text("action"),
           e.text("subject"), e.at("detail").text_or("reason", "")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_audit_verify(Session& s) {
  const Json check = s.daemon().get("/api/v1/audit/verify", Millis(600'000));
  const bool good = check.boolean("good");
  if (s.json()) {
    s.out.line(check.dump());
  } else if (good) {
    s.out.line(s.say(Msg::audit_good, {with_thousands(check.integer("entries")),
                                       std::to_string(check.integer("digests")), check.text("head")}));
  } else {
    s.out.line(s.say(Msg::audit_bad, {std::to_string(check.integer("bad_seq")), check.text("why")}));
  }
  return good ? Exit::ok : Exit::findings;
}

Exit run_handover_make(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id")).field("unit", s.args.text("unit"));
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  const Json p = s.daemon().command("handover.make", w.end().take());
  if (shown_as_json(s, p)) return Exit::ok;
  print_fact(s, "package", std::to_string(p.integer("package")));
  print_fact(s, "unit", p.text("unit"));
  print_fact(s, "category", p.text("category"));
  print_fact(s, "urgency", s.in_words(p.text("urgency")));
  print_fact(s, "text", p.text("text"));
  return Exit::ok;
}

Exit run_handover_trace(Session& s) {
  JsonWriter w;
  const Json p = s.daemon().command(
      "handover.trace", w.object().field("text", read_users_file(s, s.args.text("file"))).end().take());
  if (shown_as_json(s, p)) return Exit::ok;
  s.out.line(s.say(Msg::handover_of,
                   {std::to_string(p.integer("package")), p.text("intake_id"), printable(p.text("unit")),
                    local_time(p.text("made_at")), printable(p.text("by"))}));
  return Exit::ok;
}

}  // namespace huiyin
