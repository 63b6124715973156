// contact hours, and the same for the person of a record: intake contact
#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

Exit tell_contact(Session& s, std::string_view command, const std::string& arguments) {
  const Json done = s.daemon().command(std::string(command), arguments);
  if (shown_as_json(s, done)) return Exit::ok;
  if (done.has("intake_id"))
    s.out.line(s.say(Msg::contact_changed, {done.text("intake_id")}));
  else if (done.boolean("set") && done.boolean_or("never", false))
    s.out.line(s.say(Msg::contact_never, {done.text("person")}));
  else if (done.boolean("set"))
    s.out.line(s.say(Msg::hours_set, {done.text("person"), done.text("hours"), done.text("zone")}));
  else
    s.out.line(s.say(Msg::hours_cleared, {done.text("person")}));
  return Exit::ok;
}

void write_hours(JsonWriter& w, const Session& s) {
  for (const char* name : {"phone", "person", "zone", "hours", "note"})
    if (s.args.has(name)) w.field(name, s.args.text(name));
  for (const char* name : {"never", "strict"})
    if (s.args.has(name)) w.field(name, true);
}

}  // namespace

Exit run_contact_hours(Session& s) {
  JsonWriter w;
  w.object();
  if (s.args.has("intake")) w.field("intake_id", s.args.text("intake"));
  write_hours(w, s);
  return tell_contact(s, "contact.hours", w.end().take());
}

Exit run_intake_contact(Session& s) {
  if ((s.args.has("never") ? 1 : 0) + (s.args.has("hours") ? 1 : 0) + (s.args.has("clear") ? 1 : 0) != 1)
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--never, --hours", "--clear"})}));
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id"));
  write_hours(w, s);
  return tell_contact(s, s.args.has("clear") ? "contact.clear" : "contact.set", w.end().take());
}

}  // namespace huiyin
