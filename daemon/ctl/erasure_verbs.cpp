// erasure ask|decide|list|show|verify|hold|release|holds: what a person asks to be erased, and what is held.
#include "daemon/base/bytes.h"
#include "daemon/ctl/order.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

Exit told(Session& s, const Json& e) {
  if (!shown_as_json(s, e))
    s.out.line(
        s.say(Msg::erasure_state, {e.text("erasure"), e.text("party_ref"), s.in_words(e.text("state"))}));
  return Exit::ok;
}

void print_certificate(Session& s, const Json& c) {
  const Json content = c.at("content");
  s.out.line(content.text("certificate") + "  " + local_time(content.text("at")) + "  " + c.text("hash"));
  for (const Json& e : content.items("erased"))
    s.out.line(
        s.say(Msg::certificate_erased, {s.in_words(e.text("class")), std::to_string(e.integer("rows"))}));
  for (const Json& k : content.items("kept"))
    s.out.line(s.say(Msg::certificate_kept, {s.in_words(k.text("class")), std::to_string(k.integer("rows")),
                                             local_time(k.text("until")), printable(k.text("rule"))}));
}

// IN-…: a record; anything else: a case.
std::string hold_arguments(Session& s) {
  const std::string subject = s.args.text("subject");
  JsonWriter w;
  w.object().field(subject.starts_with("IN-") ? "intake_id" : "case_id", subject);
  return w.field("reason", s.args.text("reason")).end().take();
}

}  // namespace

Exit run_erasure_ask(Session& s) {
  const std::string who = s.args.text("who");
  JsonWriter w;
  w.object().field(who.starts_with("p_") ? "person" : "phone", who).field("reason", s.args.text("reason"));
  return told(s, s.daemon().command("erasure.ask", w.end().take()));
}

Exit run_erasure_decide(Session& s) {
  if (s.args.has("approve") == s.args.has("refuse"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--approve", "--refuse"})}));
  JsonWriter w;
  w.object().field("erasure", s.args.text("erasure")).field("approve", s.args.has("approve"));
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  return told(s, s.daemon().command("erasure.decide", w.end().take()));
}

Exit run_erasure_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/erasures" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("party"), s.in_words("state"), s.in_words("at"), s.in_words("asked by"),
           s.in_words("decided by"), s.in_words("reason")});
  for (const Json& e : page.items("items"))
    t.add({e.text("erasure"), e.text("party_ref"), s.in_words(e.text("state")),
           local_time(e.text("asked_at")), e.text("asked_by"), e.text("decided_by"), e.text("reason")});
  print_page(s, t, page, "before");
  return Exit::ok;
}

Exit run_erasure_show(Session& s) {
  const Json e = s.daemon().get("/api/v1/erasures/" + percent_encode(s.args.text("erasure")));
  if (shown_as_json(s, e)) return Exit::ok;
  told(s, e);
  for (const Json& c : e.items("certificates")) print_certificate(s, c);
  return Exit::ok;
}

Exit run_erasure_verify(Session& s) {
  const Json v = s.daemon().get("/api/v1/erasures/" + percent_encode(s.args.text("erasure")) + "/verify",
                                Millis(600'000));
  const bool good = v.boolean("good");
  if (s.json())
    s.out.line(v.dump());
  else if (good)
    s.out.line(s.say(Msg::erasure_good,
                     {v.text("erasure"), std::to_string(v.integer("certificates")), v.text("audit_head")}));
  else
    s.out.line(s.say(Msg::erasure_bad, {v.text("erasure"), v.text("why")}));
  return good ? Exit::ok : Exit::findings;
}

Exit run_erasure_hold(Session& s) {
  const Json h = s.daemon().command("erasure.hold", hold_arguments(s));
  if (!shown_as_json(s, h)) s.out.line(s.say(Msg::hold_set, {h.text("subject")}));
  return Exit::ok;
}

Exit run_erasure_release(Session& s) {
  const Json h = s.daemon().command("erasure.release", hold_arguments(s));
  if (!shown_as_json(s, h)) s.out.line(s.say(Msg::hold_gone, {h.text("subject")}));
  return Exit::ok;
}

Exit run_erasure_holds(Session& s) {
  const Json page = s.daemon().get("/api/v1/holds");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("subject"), s.in_words("at"), s.in_words("by"), s.in_words("reason")});
  for (const Json& h : page.items("items"))
    t.add({h.text("subject"), local_time(h.text("at")), h.text("by"), h.text("reason")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

}  // namespace huiyin
