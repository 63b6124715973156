// explain message|person|campaign: one timeline.
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string value_text(const Session& s, const Json& v) {
  if (v.is_string()) {
    const std::string text = v.text();
    const std::string time = local_time(text);
    return time != text ? time : s.in_words(text);
  }
  if (!v.is_object()) return v.dump();
  // Plain words in the reader's language; counts and the like as they are.
  if (v.has("zh") && v.has("en")) return v.text(s.language() == Language::chinese ? "zh" : "en");
  std::string out;
  for (const auto& [name, inner] : v.members())
    out += (out.empty() ? "" : " ") + s.in_words(name) + " " + value_text(s, inner);
  return out;
}

std::string detail_text(const Session& s, const Json& detail) {
  std::string out;
  for (const auto& [name, v] : detail.members()) {
    if (v.is_null() || name == "campaign" || name == "message" || name == "party_ref") continue;
    out += (out.empty() ? "" : "; ") + s.in_words(name) + " " + value_text(s, v);
  }
  return out;
}

void print_timeline(Session& s, const Json& answer) {
  Table t({s.in_words("at"), s.in_words("what"), s.in_words("detail")});
  for (const Json& e : answer.items("timeline"))
    t.add({local_time(e.text("at")), s.in_words(e.text("what")), detail_text(s, e.at("detail"))});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
}

void print_counts_of(Session& s, const Json& answer, std::initializer_list<const char*> facts) {
  for (const char* name : facts)
    if (const auto v = answer.find(name); v && !v->is_null()) print_fact(s, name, value_text(s, *v));
}

}  // namespace

Exit run_explain_message(Session& s) {
  const Json answer =
      s.daemon().get("/api/v1/messages/" + std::to_string(*s.args.number("message")) + "/explain");
  if (shown_as_json(s, answer)) return Exit::ok;
  print_counts_of(s, answer, {"message", "campaign", "person", "purpose", "state", "carrier", "tries"});
  print_fact(s, "reason", detail_text(s, answer.at("end")));
  print_timeline(s, answer);
  return Exit::ok;
}

Exit run_explain_campaign(Session& s) {
  const Json answer =
      s.daemon().get("/api/v1/campaigns/" + std::to_string(*s.args.number("campaign")) + "/explain");
  if (shown_as_json(s, answer)) return Exit::ok;
  print_counts_of(s, answer, {"campaign", "name", "purpose", "state"});
  print_fact(s, "messages", counts_text(answer.at("states"), s.language()));
  print_timeline(s, answer);
  return Exit::ok;
}

Exit run_explain_person(Session& s) {
  const std::string who = s.args.text("who");
  JsonWriter w;
  w.object().field(who.starts_with("p_") ? "person" : "phone", who).field("why", s.args.text("why")).end();
  const Json answer = s.daemon().command("person.explain", w.take());
  if (shown_as_json(s, answer)) return Exit::ok;
  print_fact(s, "person", answer.text("person"));
  print_timeline(s, answer);
  return Exit::ok;
}

}  // namespace huiyin
