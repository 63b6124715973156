// stop-all, thaw
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

void print_held(Session& s, const Json& report) {
  for (const Json& h : report.items("held"))
    print_fact(s, "held",
               s.in_words(h.text("why")) + "  " + local_time(h.text("at")) + "  " + h.text("by") + "  " +
                   h.text("detail"));
}

void print_left(Session& s, const Json& report) {
  Table t({s.in_words("campaign") + ">", s.in_words("state"), s.in_words("left") + ">",
           s.in_words("unanswered") + ">", s.in_words("queued") + ">", s.in_words("name")});
  const auto counts = [](const Json& j, const char* key) { return with_thousands(j.integer(key)); };
  for (const Json& c : report.items("campaigns"))
    t.add({std::to_string(c.integer("campaign")), s.in_words(c.text("state")), counts(c, "left"),
           counts(c, "unanswered"), counts(c, "queued"), c.text("name")});
  const Json single = report.at("messages");
  t.add({"", "", counts(single, "left"), counts(single, "unanswered"), counts(single, "queued"),
         s.in_words("single messages")});
  t.print(s.out);
}

}  // namespace

Exit run_stop_all(Session& s) {
  JsonWriter w;
  w.object();
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  const Json report = s.daemon().command("stop.all", w.end().take());
  if (shown_as_json(s, report)) return Exit::ok;
  s.out.line(s.say(Msg::stopped_all));
  print_held(s, report);
  print_left(s, report);
  const Json unanswered = report.at("unanswered");
  s.out.line(s.say(Msg::stop_unanswered, {with_thousands(unanswered.integer("messages")),
                                          with_thousands(unanswered.integer("intents"))}));
  return Exit::ok;
}

Exit run_thaw(Session& s) {
  JsonWriter w;
  w.object().field("reason", s.args.text("reason"));
  if (s.args.has("queued")) w.field("queued", s.args.text("queued"));
  const Json done = s.daemon().command("thaw", w.end().take());
  if (shown_as_json(s, done)) return Exit::ok;
  s.out.line(s.say(Msg::thawed, {with_thousands(done.integer("cancelled"))}));
  return Exit::ok;
}

}  // namespace huiyin
