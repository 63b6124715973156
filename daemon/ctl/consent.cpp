// consent show|set
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

void write_who(JsonWriter& w, const Session& s) {
  const std::string who = s.args.text("who");
  w.field(who.starts_with("p_") ? "person" : "phone", who);
}

}  // namespace

Exit run_consent_show(Session& s) {
  JsonWriter w;
  w.object();
  write_who(w, s);
  const Json answer = s.daemon().command("consent.show", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  print_fact(s, "person", answer.text("person"));
  Table t({s.in_words("at"), s.in_words("scope"), s.in_words("channel"), s.in_words("word"),
           s.in_words("source"), s.in_words("by"), s.in_words("wording")});
  for (const Json& h : answer.items("history"))
    t.add({local_time(h.text("at")), s.in_words(h.text("scope")), h.text("channel"),
           s.in_words(h.text("word")), h.text("source"), h.text_or("by", ""), h.text_or("wording", "")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_consent_set(Session& s) {
  JsonWriter w;
  w.object();
  write_who(w, s);
  w.field("scope", s.args.text("scope")).field("word", s.args.text("word"));
  w.field("source", s.args.text("source")).field("channel", s.args.text("channel", "sms"));
  if (s.args.has("wording")) w.field("wording", s.args.text("wording"));
  const Json answer = s.daemon().command("consent.set", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(
      s.say(answer.boolean("changed") ? Msg::consent_set : Msg::consent_same, {answer.text("person")}));
  return Exit::ok;
}

}  // namespace huiyin
