// template create|list|show|carrier|withdraw
#include <cstdlib>

#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// "tail:4:digits"
void write_field(JsonWriter& w, const std::string& text) {
  const auto first = text.find(':');
  const auto second = first == std::string::npos ? first : text.find(':', first + 1);
  w.object().field("name", text.substr(0, first));
  if (first != std::string::npos)
    w.field("most", std::int64_t{std::atoi(text.substr(first + 1, second - first - 1).c_str())});
  if (second != std::string::npos) w.field("kind", text.substr(second + 1));
  w.end();
}

std::string create_arguments(const Session& s) {
  JsonWriter w;
  w.object().field("name", s.args.text("name")).field("purpose", s.args.text("purpose"));
  w.key("variants").array();
  for (const std::string& given : s.args.list("text")) {
    const auto [language, text] = name_and_value(s, "--text", given);
    w.object().field("language", language).field("text", text).end();
  }
  w.end().key("fields").array();
  for (const std::string& f : s.args.list("field")) write_field(w, f);
  w.end();
  if (s.args.has("valid-from")) w.field("valid_from", s.args.text("valid-from"));
  if (s.args.has("valid-until")) w.field("valid_until", s.args.text("valid-until"));
  return w.end().take();
}

std::string states_text(const Session& s, const Json& t) {
  std::string out;
  for (const Json& c : t.items("carriers"))
    out += (out.empty() ? "" : "; ") + c.text("account") + " " + c.text("language") + " " +
           s.in_words(c.text("state"));
  return out.empty() ? s.in_words("draft") : out;
}

std::string fields_text(const Json& t) {
  std::string out;
  for (const Json& f : t.items("fields"))
    out += (out.empty() ? "" : " ") + f.text("name") + ":" + std::to_string(f.integer("most"));
  return out;
}

}  // namespace

Exit run_template_create(Session& s) {
  const Json answer =
      s.daemon().command("template.create", create_arguments(s), s.args.text("key", new_key()));
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::template_created, {std::to_string(answer.integer("template")), answer.text("name"),
                                           std::to_string(answer.integer("version"))}));
  for (const Json& v : answer.items("variants")) {
    s.out.line(s.say(Msg::template_variant, {v.text("language"), std::to_string(v.integer("units")),
                                             std::to_string(v.integer("parts"))}));
    for (const Json& f : v.items("findings"))
      s.out.line("  " + f.text(s.language() == Language::chinese ? "zh" : "en"));
  }
  return Exit::ok;
}

Exit run_template_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/templates" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("template") + ">", s.in_words("name"), s.in_words("version") + ">",
           s.in_words("purpose"), s.in_words("state"), s.in_words("valid until"), s.in_words("carrier")});
  for (const Json& row : page.items("items"))
    t.add({std::to_string(row.integer("template")), row.text("name"), std::to_string(row.integer("version")),
           row.text("purpose"), s.in_words(row.text("state")), local_time(row.text_or("valid_until", "")),
           states_text(s, row)});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_template_show(Session& s) {
  const Json t = s.daemon().get("/api/v1/templates/" + std::to_string(*s.args.number("template")));
  if (shown_as_json(s, t)) return Exit::ok;
  print_fact(s, "template", t.text("name") + "  " + std::to_string(t.integer("version")));
  print_fact(s, "state", s.in_words(t.text("state")));
  print_fact(s, "purpose", t.text("purpose"));
  print_fact(s, "created", local_time(t.text("created_at")) + "  " + t.text("created_by"));
  if (const std::string until = t.text_or("valid_until", ""); !until.empty())
    print_fact(s, "valid until", local_time(until));
  print_fact(s, "fields", fields_text(t));
  print_fact(s, "carrier", states_text(s, t));
  for (const Json& v : t.items("variants")) print_fact(s, v.text("language"), v.text("text"));
  return Exit::ok;
}

Exit run_template_carrier(Session& s) {
  JsonWriter w;
  w.object().field("template", *s.args.number("template")).field("language", s.args.text("language", "zh"));
  w.field("account", s.args.text("account")).field("state", s.args.text("state"));
  for (const char* name : {"code", "note"})
    if (s.args.has(name)) w.field(name, s.args.text(name));
  const Json answer = s.daemon().command("template.carrier", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::template_moved, {std::to_string(answer.integer("template")), answer.text("account"),
                                         s.in_words(answer.text("state"))}));
  return Exit::ok;
}

Exit run_template_withdraw(Session& s) {
  JsonWriter w;
  w.object().field("template", *s.args.number("template")).field("why", s.args.text("why")).end();
  const Json answer = s.daemon().command("template.withdraw", w.take());
  if (shown_as_json(s, answer)) return Exit::ok;
  std::string paused;
  for (const Json& c : answer.items("paused"))
    paused += (paused.empty() ? "" : ", ") + std::to_string(c.integer());
  s.out.line(s.say(Msg::template_withdrawn, {std::to_string(answer.integer("template")),
                                             paused.empty() ? s.in_words("none") : paused}));
  return Exit::ok;
}

}  // namespace huiyin
