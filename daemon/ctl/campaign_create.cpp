// campaign create: uploads the list, makes the campaign, and with --start or --wait sees its import through.
#include <thread>

#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

constexpr Millis kPause{100};
constexpr int kLinesShown = 20;

void write_segment(JsonWriter& w, const Session& s) {
  if (!s.args.has("town") && !s.args.has("only-language") && !s.args.has("tag")) return;
  w.key("segment").object();
  for (const auto& [option, name] :
       {std::pair{"town", "town"}, {"only-language", "language"}, {"tag", "tag"}}) {
    if (!s.args.has(option)) continue;
    w.key(name).array();
    for (const std::string& choice : s.args.list(option)) w.value(choice);
    w.end();
  }
  w.end();
}

std::string create_arguments(const Session& s, const std::string& file) {
  JsonWriter w;
  w.object().field("name", s.args.text("name")).field("purpose", s.args.text("purpose"));
  write_content(w, s);
  write_terms(w, s);
  write_segment(w, s);
  write_columns(w, s);
  if (s.args.has("accept-warnings")) w.field("accept_warnings", true);
  return (s.args.has("list") ? w.field("list", s.args.text("list")) : w.field("import_file", file))
      .end()
      .take();
}

Json wait_for_import(Session& s, std::int64_t id, std::int64_t bytes) {
  LiveLine live(s.err);
  for (;;) {
    const Json c = fetch_campaign(s, id);
    if (c.text("state") != "importing") return c;
    const Json import = c.at("import");
    const int columns = s.err.is_terminal() ? s.err.columns() - 1 : 0;
    if (!s.json())
      live.show(progress_line({s.say(Msg::importing), import.integer("bytes"), bytes, 0,
                               s.in_words("line") + " " + with_thousands(import.integer("lines"))},
                              columns, s.language()),
                steady_now());
    std::this_thread::sleep_for(kPause);
  }
}

Json bad_lines(Session& s, std::int64_t id) {
  return s.daemon().get("/api/v1/campaigns/" + std::to_string(id) +
                        "/lines?limit=" + std::to_string(kLinesShown));
}

void print_import(Session& s, const Json& campaign) {
  const std::int64_t id = campaign.integer("campaign");
  const Json import = campaign.at("import");
  const std::int64_t bad = import.integer("bad"), doubled = import.integer("doubled");
  s.out.line(s.say(Msg::import_counts, {with_thousands(campaign.integer("audience")), with_thousands(bad),
                                        with_thousands(doubled)}));
  if (const auto layout = import.find("layout"); layout && layout->is_object())
    s.out.line(s.say(Msg::list_mapping, {mapping_text(s, *layout), layout->text("charset")}));
  if (const std::int64_t outside = import.integer_or("outside", 0); outside > 0)
    s.out.line(s.say(Msg::list_outside, {with_thousands(outside)}));
  if (bad + doubled == 0) return;
  s.out.line(s.say(Msg::bad_lines_head));
  Table t({s.in_words("line") + ">", s.in_words("reason")});
  const auto lines = bad_lines(s, id).items("items");
  for (const Json& l : lines) t.add({std::to_string(l.integer("line")), l.text("reason")});
  t.print(s.out);
  const std::int64_t more = bad + doubled - static_cast<std::int64_t>(lines.size());
  if (more > 0) s.out.line(s.say(Msg::bad_lines_more, {with_thousands(more), std::to_string(id)}));
}

void start(Session& s, std::int64_t id) {
  JsonWriter w;
  s.daemon().command("campaign.start", w.object().field("campaign", id).end().take());
  if (!s.json()) s.out.line(s.say(Msg::campaign_started, {std::to_string(id)}));
}

void print_warnings(Session& s, const Json& made) {
  if (s.json() || !made.has("warnings")) return;
  for (const Json& f : made.items("warnings"))
    print_fact(s, "warning", f.text(s.language() == Language::chinese ? "zh" : "en"));
}

// The campaign as `campaign show` gives it, with the first bad lines.
void print_json(Session& s, std::int64_t id) {
  JsonWriter w;
  w.object();
  for (const auto& [name, value] : fetch_campaign(s, id).members()) w.key(name).raw(value.dump());
  w.key("bad_lines").raw(bad_lines(s, id).at("items").dump()).end();
  s.out.line(w.take());
}

}  // namespace

Exit run_campaign_create(Session& s) {
  if (s.args.has("audience") == s.args.has("list"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(Msg::one_of, {"--audience", "--list"})}));
  std::string list;
  if (s.args.has("audience")) list = read_users_file(s, s.args.text("audience"));
  const auto bytes = static_cast<std::int64_t>(list.size());
  create_arguments(s, "");  // a wrong option is told before megabytes travel
  const std::string file = s.args.has("list") ? "" : s.daemon().upload(std::move(list)).text("file");
  const std::string key = s.args.text("key", new_key());
  const Json made = s.daemon().command("campaign.create", create_arguments(s, file), key);
  const std::int64_t id = made.integer("campaign");
  const bool starts = s.args.has("start"), waits = s.args.has("wait");
  if (!starts && !waits && shown_as_json(s, made)) return Exit::ok;
  const std::string number = std::to_string(id);
  if (!s.json()) s.out.line(s.say(Msg::campaign_created, {number, std::to_string(made.integer("parts"))}));
  print_warnings(s, made);
  if (!starts && !waits) return Exit::ok;
  const Json imported = wait_for_import(s, id, bytes);
  if (!s.json()) print_import(s, imported);
  if (starts)
    start(s, id);
  else if (!s.json())
    s.out.line(s.say(Msg::campaign_ready, {number}));
  if (s.json()) print_json(s, id);
  return Exit::ok;
}

}  // namespace huiyin
