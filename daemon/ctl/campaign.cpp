// campaign list|show|lines|start|pause|resume|cancel
#include "daemon/ctl/campaign.h"

#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

Exit steer(Session& s, std::string_view verb) {
  JsonWriter w;
  w.object().field("campaign", *s.args.number("campaign"));
  if (s.args.has("again")) w.field("again", true);
  if (const auto fen = s.args.number("budget-fen")) w.field("budget_fen", *fen);
  if (s.args.has("break-glass")) w.field("break_glass", s.args.text("break-glass"));
  w.end();
  const Json answer = s.daemon().command("campaign." + std::string(verb), w.take());
  if (shown_as_json(s, answer)) return Exit::ok;
  const std::string id = std::to_string(answer.integer("campaign"));
  s.out.line(s.say(Msg::campaign_moved, {id, s.in_words(answer.text("state"))}));
  return Exit::ok;
}

void print_campaign(Session& s, const Json& c) {
  print_fact(s, "campaign", std::to_string(c.integer("campaign")) + "  " + c.text("name"));
  print_fact(s, "state", s.in_words(c.text("state")));
  print_fact(s, "purpose", c.text("purpose"));
  print_fact(s, "created", local_time(c.text("created_at")) + "  " + c.text("created_by"));
  for (const auto& [key, heading] : {std::pair{"started_at", "started"}, {"ended_at", "ended"}})
    if (const std::string at = c.text_or(key, ""); !at.empty()) print_fact(s, heading, local_time(at));
  print_fact(s, "not after", local_time(c.text("not_after")));
  print_fact(s, "parts", std::to_string(c.integer("parts")));
  if (const auto halted = c.find("halted"); halted && !halted->is_null())
    print_fact(s, "halted",
               s.in_words("by " + halted->text("rule")) + "  " + local_time(halted->text("at")) + "  " +
                   halted->text("why"));
  print_fact(s, "audience",
             with_thousands(c.integer("audience")) + ": " + counts_text(c.at("states"), s.language()));
  print_fact(s, "open", with_thousands(c.integer("open")));
  const Json import = c.at("import");
  print_fact(s, "rejected lines", with_thousands(import.integer("bad")));
  print_fact(s, "doubled lines", with_thousands(import.integer("doubled")));
}

}  // namespace

Json fetch_campaign(Session& s, std::int64_t id) {
  return s.daemon().get("/api/v1/campaigns/" + std::to_string(id));
}

std::pair<std::string, std::string> name_and_value(const Session& s, const std::string& option,
                                                   const std::string& text) {
  const auto at = text.find('=');
  if (at == std::string::npos || at == 0)
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::name_and_value, {option})}));
  return {text.substr(0, at), text.substr(at + 1)};
}

static void write_use(JsonWriter& w, const Session& s) {
  w.field("use", s.args.text("use"));
  if (s.args.has("language")) w.field("language", s.args.text("language"));
  if (s.args.has("not-after")) w.field("not_after", s.args.text("not-after"));
  w.key("values").object();
  for (const std::string& given : s.args.list("value")) {
    const auto [field, value] = name_and_value(s, "--value", given);
    w.field(field, value);
  }
  w.end();
}

void write_content(JsonWriter& w, const Session& s) {
  if (s.args.has("use")) return write_use(w, s);
  if (!s.args.has("text") && !s.args.has("template"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--text", "--template"})}));
  for (const char* name : {"text", "template"})
    if (s.args.has(name)) w.field(name, s.args.text(name));
  if (s.args.has("not-after")) w.field("not_after", s.args.text("not-after"));
  if (!s.args.has("param")) return;
  w.key("params").array();
  for (const std::string& p : s.args.list("param")) w.value(p);
  w.end();
}

void write_columns(JsonWriter& w, const Session& s) {
  const auto write = [&](const char* option, const char* member) {
    for (const std::string& given : s.args.list(option)) {
      const auto [what, column] = name_and_value(s, std::string("--") + option, given);
      if (member != nullptr) w.key(std::exchange(member, nullptr)).object();
      w.field(what, column);
    }
    if (member == nullptr) w.end();
  };
  write("column", "columns");
  write(s.args.has("keep") ? "keep" : "fill", "fields");
}

std::string mapping_text(const Session& s, const Json& layout) {
  std::string out;
  const auto add = [&](std::size_t at, const std::string& what) {
    std::string name = s.in_words("column") + " " + std::to_string(at + 1);
    if (layout.has("names"))
      if (const auto names = layout.items("names"); at < names.size()) name = printable(names[at].text());
    out += (out.empty() ? "" : ", ") + name + " → " + what;
  };
  for (const auto& [key, what] :
       {std::pair{"column", "number"}, {"town", "town"}, {"language", "language"}, {"tags", "tags"}})
    if (layout.has(key)) add(static_cast<std::size_t>(layout.integer(key)), s.in_words(what));
  if (const auto fields = layout.find("fields"))
    for (const auto& [field, at] : fields->members())
      add(static_cast<std::size_t>(at.integer()), "{" + printable(field) + "}");
  return out;
}

void write_terms(JsonWriter& w, const Session& s) {
  if (s.args.has("start-at")) w.field("start_at", s.args.text("start-at"));
  if (const auto fen = s.args.number("budget-fen")) w.field("budget_fen", *fen);
  if (s.args.has("on-miss")) w.field("on_miss", s.args.text("on-miss"));
  if (s.args.has("no-ramp")) w.field("ramp", false);
}

Exit run_campaign_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/campaigns" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("campaign") + ">", s.in_words("state"), s.in_words("audience") + ">",
           s.in_words("open") + ">", s.in_words("created"), s.in_words("purpose"), s.in_words("name")});
  for (const Json& c : page.items("items"))
    t.add({std::to_string(c.integer("campaign")), s.in_words(c.text("state")),
           with_thousands(c.integer("audience")), with_thousands(c.integer("open")),
           local_time(c.text("created_at")), c.text("purpose"), c.text("name")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_campaign_show(Session& s) {
  const Json c = fetch_campaign(s, *s.args.number("campaign"));
  if (!shown_as_json(s, c)) print_campaign(s, c);
  return Exit::ok;
}

Exit run_campaign_lines(Session& s) {
  const std::string id = std::to_string(*s.args.number("campaign"));
  const Json page = s.daemon().get("/api/v1/campaigns/" + id + "/lines" + page_query(s, "after"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("line") + ">", s.in_words("reason")});
  for (const Json& l : page.items("items")) t.add({std::to_string(l.integer("line")), l.text("reason")});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "after");
  return Exit::ok;
}

Exit run_campaign_start(Session& s) {
  return steer(s, "start");
}
Exit run_campaign_pause(Session& s) {
  return steer(s, "pause");
}
Exit run_campaign_resume(Session& s) {
  return steer(s, "resume");
}
Exit run_campaign_cancel(Session& s) {
  return steer(s, "cancel");
}

}  // namespace huiyin
