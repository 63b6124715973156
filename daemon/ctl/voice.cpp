// voice commit|draw|list|calls|result|reveal|comparison: call-backs by voice
#include "daemon/ctl/order.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string of_sample(const Session& s, std::string_view what) {
  return "/api/v1/voice/samples/" + std::to_string(*s.args.number("sample")) + "/" + std::string(what);
}

void print_script(Session& s, const Json& call) {
  print_fact(s, "call", std::to_string(call.integer("call")) + "  " + call.text("case_id"));
  print_fact(s, "not by unit", call.text("not_by_unit"));
  if (const auto held = call.find("held_until"); held && !held->is_null())
    print_fact(s, "held_until", local_time(held->text()));
  for (const Json& line : call.items("script")) s.out.line("  " + printable(line.text()));
}

// Satisfied and mostly, of all; few are not shown.
std::string votes_text(const Json& unit, std::string_view channel) {
  const Json votes = unit.at(channel);
  if (votes.is_null()) return "–";
  return std::to_string(votes.integer("positive")) + "/" + std::to_string(votes.integer("n"));
}

}  // namespace

Exit run_voice_commit(Session& s) {
  return order(s, "voice.commit", given(s, {"from", "to"}));
}
Exit run_voice_draw(Session& s) {
  return order(s, "voice.draw", given(s, {}, {"sample", "raters", "silent"}));
}
Exit run_voice_result(Session& s) {
  return order(s, "voice.result", given(s, {"unit", "result", "note"}, {"call"}));
}

Exit run_voice_reveal(Session& s) {
  JsonWriter w;
  w.object().field("sample", *s.args.number("sample"));
  if (s.args.has("abandon")) w.field("abandon", true);
  return order(s, "voice.reveal", w.end().take());
}

Exit run_voice_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/voice/samples" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("sample") + ">", s.in_words("from"), s.in_words("until"), s.in_words("drawn_at"),
           s.in_words("frame") + ">", s.in_words("revealed_at"), s.in_words("seed_hash"),
           s.in_words("seed")});
  for (const Json& v : page.items("items"))
    t.add({std::to_string(v.integer("sample")), local_time(v.text("from")), local_time(v.text("to")),
           local_time(v.text_or("drawn_at", "")), with_thousands(v.integer("frame")),
           local_time(v.text_or("revealed_at", "")), v.text("seed_hash"), v.text_or("seed", "")});
  print_page(s, t, page, "before");
  return Exit::ok;
}

Exit run_voice_calls(Session& s) {
  const bool over = s.args.has("over");
  const Json page =
      s.daemon().get(of_sample(s, "calls") + page_query(s, "after") + (over ? "&over=true" : ""));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("call") + ">", s.in_words("case"), s.in_words("stratum"), s.in_words("not by unit"),
           s.in_words("tries") + ">", s.in_words(over ? "result" : "held_until")});
  for (const Json& c : page.items("items"))
    t.add({std::to_string(c.integer("call")), c.text("case_id"), s.in_words(c.text("stratum")),
           c.text("not_by_unit"), with_thousands(c.integer("tries")),
           over ? s.in_words(c.text("result")) : local_time(c.text_or("held_until", ""))});
  if (s.args.has("script") && !over)
    for (const Json& c : page.items("items")) print_script(s, c);
  print_page(s, t, page, "after");
  return Exit::ok;
}

Exit run_voice_comparison(Session& s) {
  const Json c = s.daemon().get(of_sample(s, "comparison"));
  if (shown_as_json(s, c)) return Exit::ok;
  Table t({s.in_words("unit"), s.in_words("by SMS"), s.in_words("by voice"), s.in_words("silent"),
           s.in_words("alarms")});
  for (const Json& u : c.items("units")) {
    std::string alarms;
    for (const Json& a : u.items("alarms")) alarms += (alarms.empty() ? "" : ", ") + s.in_words(a.text());
    t.add({u.text("unit"), votes_text(u, "sms"), votes_text(u, "voice"), votes_text(u, "silent"), alarms});
  }
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

}  // namespace huiyin
