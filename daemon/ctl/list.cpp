// list create|refresh|show|delete|preview|rejected: stored audience lists.
#include <thread>

#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

constexpr Millis kPause{100};

std::string with_upload(Session& s, JsonWriter& w) {
  write_columns(w, s);
  return w.field("import_file", s.daemon().upload(read_users_file(s, s.args.text("file"))).text("file"))
      .end()
      .take();
}

Json ask_list(Session& s, const std::string& name) {
  JsonWriter w;
  w.object();
  if (!name.empty()) w.field("list", name);
  return s.daemon().command("list.show", w.end().take());
}

std::string purposes_of(const Json& l) {
  std::string out;
  for (const Json& p : l.items("purposes")) out += (out.empty() ? "" : ", ") + p.text();
  return out;
}

void print_list(Session& s, const Json& l) {
  print_fact(s, "list", l.text("name"));
  print_fact(s, "purpose", purposes_of(l));
  print_fact(s, "state", s.in_words(l.text("state")));
  print_fact(s, "version", std::to_string(l.integer("version")));
  print_fact(s, "members", with_thousands(l.integer("members")));
  print_fact(s, "created", local_time(l.text("created_at")) + "  " + l.text("created_by"));
  print_fact(s, "changed", local_time(l.text("changed_at")) + "  " + l.text("changed_by"));
  const Json import = l.at("import");
  print_fact(s, "column", mapping_text(s, import.at("layout")));
  print_fact(s, "rejected lines", with_thousands(import.integer("bad")));
  print_fact(s, "doubled lines", with_thousands(import.integer("doubled")));
  if (const std::string failure = import.text("failure"); !failure.empty()) print_fact(s, "failure", failure);
  Table t({s.in_words("line") + ">", s.in_words("reason")});
  for (const Json& line : l.items("lines"))
    t.add({std::to_string(line.integer("line")), line.text("reason")});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

Exit fill_list(Session& s, std::string_view command, JsonWriter& w) {
  const std::string args = with_upload(s, w);
  const Json made = s.daemon().command(std::string(command), args, s.args.text("key", new_key()));
  const std::string name = made.text("name");
  if (!s.args.has("wait")) {
    if (!shown_as_json(s, made)) s.out.line(s.say(Msg::list_made, {name}));
    return Exit::ok;
  }
  Json l = ask_list(s, name);
  while (l.text("state") == "importing") {
    std::this_thread::sleep_for(kPause);
    l = ask_list(s, name);
  }
  if (!shown_as_json(s, l)) print_list(s, l);
  return l.at("import").text("failure").empty() ? Exit::ok : Exit::refused;
}

}  // namespace

Exit run_list_create(Session& s) {
  JsonWriter w;
  w.object().field("name", s.args.text("name")).key("purposes").array();
  for (const std::string& p : s.args.list("purpose")) w.value(p);
  w.end();
  return fill_list(s, "list.create", w);
}

Exit run_list_refresh(Session& s) {
  JsonWriter w;
  w.object().field("list", s.args.text("name"));
  return fill_list(s, "list.refresh", w);
}

Exit run_list_show(Session& s) {
  const Json answer = ask_list(s, s.args.text("name"));
  if (shown_as_json(s, answer)) return Exit::ok;
  if (s.args.has("name")) {
    print_list(s, answer);
    return Exit::ok;
  }
  Table t({s.in_words("list"), s.in_words("purpose"), s.in_words("state"), s.in_words("members") + ">",
           s.in_words("version") + ">", s.in_words("changed")});
  for (const Json& l : answer.items("items"))
    t.add({l.text("name"), purposes_of(l), s.in_words(l.text("state")), with_thousands(l.integer("members")),
           std::to_string(l.integer("version")), local_time(l.text("changed_at"))});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_list_delete(Session& s) {
  JsonWriter w;
  w.object().field("list", s.args.text("name")).field("why", s.args.text("why"));
  const Json done = s.daemon().command("list.delete", w.end().take());
  if (!shown_as_json(s, done))
    s.out.line(s.say(Msg::list_deleted, {done.text("name"), with_thousands(done.integer("members"))}));
  return Exit::ok;
}

Exit run_list_preview(Session& s) {
  JsonWriter w;
  w.object();
  const Json look = s.daemon().command("list.preview", with_upload(s, w));
  if (shown_as_json(s, look)) return Exit::ok;
  Table t({s.in_words("column") + ">", s.in_words("name"), s.in_words("taken as"), s.in_words("because"),
           s.in_words("samples")});
  for (const Json& c : look.items("columns")) {
    std::string samples;
    for (const Json& sample : c.items("samples")) samples += (samples.empty() ? "" : "  ") + sample.text();
    t.add({std::to_string(c.integer("column")), c.text("name"), s.in_words(c.text_or("as", "")),
           s.in_words(c.text("why")), samples});
  }
  t.print(s.out);
  s.out.line(s.say(Msg::list_looked_at, {std::to_string(look.integer("usable")),
                                         std::to_string(look.integer("looked_at")), look.text("charset")}));
  return Exit::ok;
}

Exit run_list_rejected(Session& s) {
  const Json l = ask_list(s, s.args.text("name"));
  const std::string file = s.args.text("out");
  const std::string bytes =
      s.daemon().download("/api/v1/lists/" + std::to_string(l.integer("list")) + "/rejected");
  if (auto written = write_file_durably(file, bytes, 0600); !written)
    throw CtlError(Exit::usage, written.error().text());
  s.err.line(s.say(Msg::file_written, {file, with_thousands(static_cast<std::int64_t>(bytes.size()))}));
  return Exit::ok;
}

}  // namespace huiyin
