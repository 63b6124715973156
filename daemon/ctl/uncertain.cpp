// uncertain list|decide: what nobody knows, and deciding it.
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {

Exit run_uncertain_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/uncertain" + page_query(s, "after"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("message") + ">", s.in_words("campaign") + ">", s.in_words("purpose"),
           s.in_words("carrier"), s.in_words("since"), s.in_words("next"), s.in_words("at"),
           s.in_words("reason")});
  for (const Json& m : page.items("items")) {
    const Json next = m.at("next");
    t.add({std::to_string(m.integer("message")), std::to_string(m.integer("campaign")), m.text("purpose"),
           m.text("carrier"), local_time(m.text("since")), s.in_words(next.text("step")),
           local_time(next.text_or("at", "")), m.text("reason")});
  }
  if (t.empty()) {
    s.out.line(s.say(Msg::nothing_here));
  } else {
    t.print(s.out);
    s.out.line(s.say(Msg::uncertain_total, {with_thousands(page.integer("total"))}));
  }
  print_more(s, page, "after");
  return Exit::ok;
}

Exit run_uncertain_decide(Session& s) {
  if (s.args.has("message") == s.args.has("campaign"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--message", "--campaign"})}));
  JsonWriter w;
  w.object().field("decision", s.args.text("decision")).field("note", s.args.text("note"));
  for (const char* name : {"message", "campaign"})
    if (const auto n = s.args.number(name)) w.field(name, *n);
  const Json answer = s.daemon().command("uncertain.decide", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::uncertain_decided,
                   {with_thousands(answer.integer("decided")), s.in_words(answer.text("decision")),
                    with_thousands(answer.integer("left"))}));
  return Exit::ok;
}

}  // namespace huiyin
