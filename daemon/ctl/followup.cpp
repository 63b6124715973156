// followup list|show|unclear|decide|hold|release|surveys and followup staff add|remove
#include "daemon/base/bytes.h"
#include "daemon/ctl/order.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// Of a case, a number or a pseudonym, exactly one.
std::string given_person(const Session& s, std::initializer_list<std::string_view> more) {
  const int named = s.args.has("case") + s.args.has("phone") + s.args.has("person");
  if (named != 1)
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--case", "--phone, --person"})}));
  JsonWriter w;
  w.object();
  if (s.args.has("case")) w.field("case_id", s.args.text("case"));
  for (const char* name : {"phone", "person"})
    if (s.args.has(name)) w.field(name, s.args.text(name));
  for (const std::string_view name : more)
    if (s.args.has(name)) w.field(name, s.args.text(name));
  return w.end().take();
}

std::string list_text(const Json& list) {
  std::string out;
  for (const Json& item : list.items()) out += (out.empty() ? "" : ", ") + item.text();
  return out;
}

std::string list_of(const Json& object, std::string_view name) {
  const auto list = object.find(name);
  return list ? list_text(*list) : "";
}

}  // namespace

Exit run_followup_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/followups" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("case"), s.in_words("state"), s.in_words("label"), s.in_words("asked at"),
           s.in_words("next"), s.in_words("unit"), s.in_words("reason")});
  for (const Json& f : page.items("items"))
    t.add({f.text("case_id"), s.in_words(f.text("state")), s.in_words(f.text_or("label", "")),
           local_time(f.text_or("asked_at", "")), local_time(f.text_or("next_at", "")), f.text_or("unit", ""),
           f.text_or("reason", "")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_followup_show(Session& s) {
  const Json f = s.daemon().get("/api/v1/cases/" + percent_encode(s.args.text("case")) + "/followup");
  if (shown_as_json(s, f)) return Exit::ok;
  print_fact(s, "case", f.text("case_id"));
  print_fact(s, "state", s.in_words(f.text("state")));
  for (const char* key : {"label", "reason", "unit", "town", "category"})
    if (const std::string value = f.text_or(key, ""); !value.empty()) print_fact(s, key, s.in_words(value));
  print_fact(s, "answered", local_time(f.text("answered_at")));
  for (const auto& [key, heading] :
       {std::pair{"asked_at", "asked at"}, {"next_at", "next"}, {"ended_at", "ended"}})
    if (const std::string at = f.text_or(key, ""); !at.empty()) print_fact(s, heading, local_time(at));
  Table t({s.in_words("at"), s.in_words("label"), s.in_words("channel"), s.in_words("confidence"),
           s.in_words("also"), s.in_words("flags"), s.in_words("why")});
  for (const Json& a : f.items("answers"))
    t.add({local_time(a.text("at")), s.in_words(a.text("label")), s.in_words(a.text_or("channel", "")),
           s.in_words(a.text_or("confidence", "")), list_text(a.at("also")), list_of(a, "flags"),
           list_text(a.at("why"))});
  if (!t.empty()) t.print(s.out);
  return Exit::ok;
}

Exit run_followup_unclear(Session& s) {
  const Json page = s.daemon().get("/api/v1/followups/unclear" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("followup") + ">", s.in_words("case"), s.in_words("reason"), s.in_words("unit"),
           s.in_words("at"), s.in_words("confidence"), s.in_words("text (masked)")});
  for (const Json& f : page.items("items")) {
    std::vector<std::string> cells = {std::to_string(f.integer("followup")), f.text("case_id"),
                                      s.in_words(f.text("reason")), f.text("unit")};
    for (const Json& a : f.items("answers")) {
      cells.resize(4);
      cells.insert(cells.end(), {local_time(a.text("at")), s.in_words(a.text("confidence")),
                                 a.text_or("text_masked", "")});
      t.add(cells);
      cells.assign(4, "");
    }
    if (f.items("answers").empty()) t.add(cells);
  }
  print_page(s, t, page, "before");
  return Exit::ok;
}

Exit run_followup_decide(Session& s) {
  return order(s, "followup.decide", given(s, {"label", "reason"}, {"followup"}));
}

Exit run_followup_hold(Session& s) {
  return order(s, "followup.hold", given_person(s, {"until", "reason"}));
}
Exit run_followup_release(Session& s) {
  return order(s, "followup.release", given_person(s, {}));
}

Exit run_staff_add(Session& s) {
  return order(s, "staff_number.add", given(s, {"phone"}));
}
Exit run_staff_remove(Session& s) {
  return order(s, "staff_number.remove", given(s, {"phone"}));
}

Exit run_followup_surveys(Session& s) {
  const Json all = s.daemon().get("/api/v1/surveys");
  if (shown_as_json(s, all)) return Exit::ok;
  for (const Json& f : all.items("items")) {
    print_fact(s, "survey", f.text("name") + "  " + f.text("version"));
    if (f.boolean("default")) s.out.line("  " + s.in_words("default"));
    if (!f.boolean("newest")) s.out.line("  " + s.in_words("not asked with any more"));
    for (const auto& [name, text] : f.at("texts").members())
      s.out.line("  " + s.in_words(name) + ": " + printable(text.text()));
  }
  return Exit::ok;
}

}  // namespace huiyin
