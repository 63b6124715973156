// message send: one text to one person.
#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {

Exit run_message_send(Session& s) {
  JsonWriter w;
  w.object().field("to", s.args.text("to")).field("purpose", s.args.text("purpose", "case_reply"));
  write_content(w, s);
  if (s.args.has("accept-warnings")) w.field("accept_warnings", true);
  const Json answer = s.daemon().command("message.send", w.end().take(), s.args.text("key", new_key()));
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::message_sent,
                   {std::to_string(answer.integer("message")), std::to_string(answer.integer("parts")),
                    local_time(answer.text("not_after"))}));
  if (answer.has("warnings"))
    for (const Json& f : answer.items("warnings"))
      print_fact(s, "warning", f.text(s.language() == Language::chinese ? "zh" : "en"));
  return Exit::ok;
}

}  // namespace huiyin
