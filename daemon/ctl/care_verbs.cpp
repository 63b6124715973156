// duty list|set, danger list|ack, deadline list|extend, intake progress|assign|contact|receipts and intake
// dead fix|export: what the office does for the people behind records.
#include <array>

#include "daemon/base/bytes.h"
#include "daemon/ctl/csv_lines.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 3> kDutyColumns = {"level", "name", "phone"};

std::string time_or_none(const Json& j, std::string_view key) {
  const auto at = j.find(key);
  return !at || at->is_null() ? "" : local_time(at->text());
}

std::string limit_query(const Session& s) {
  return "?limit=" + std::to_string(s.args.number("limit").value_or(50));
}

// The rows, or that there are none.
Exit print_rows(Session& s, const Table& t) {
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

// One command whose members are this verb's options of the same names; underscores for dashes.
Json command_of(Session& s, std::string_view command, std::initializer_list<std::string_view> members) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id"));
  for (const std::string_view member : members)
    if (s.args.has(member)) w.field(member, s.args.text(member));
  return s.daemon().command(command, w.end().take());
}

std::string duty_arguments(const Session& s, const std::string& file) {
  JsonWriter w;
  w.object().key("people").array();
  for (const CsvLine& l : read_csv(read_users_file(s, file), file, "phone", kDutyColumns, s.language())) {
    const auto cell = [&](const char* name) {
      const auto it = l.cells.find(name);
      return it == l.cells.end() ? std::string() : it->second;
    };
    const std::string level = cell("level");
    const bool digit = level.size() == 1 && level[0] >= '1' && level[0] <= '9';
    if (!l.fault.empty() || !digit)
      throw CtlError(Exit::usage, s.say(Msg::file_line, {printable(file), std::to_string(l.number),
                                                         l.fault.empty() ? s.say(Msg::bad_level) : l.fault}));
    w.object().field("level", level[0] - '0').field("name", cell("name")).field("phone", cell("phone")).end();
  }
  return w.end().end().take();
}

}  // namespace

Exit run_duty_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/duty");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("level") + ">", s.in_words("post"), s.in_words("person")});
  for (const Json& p : page.items("items"))
    t.add({std::to_string(p.integer("level")), p.text("name"), p.text("party_ref")});
  return print_rows(s, t);
}

Exit run_duty_set(Session& s) {
  const Json answer = s.daemon().command("duty.set", duty_arguments(s, s.args.text("file")));
  if (!shown_as_json(s, answer)) s.out.line(s.say(Msg::duty_set, {std::to_string(answer.integer("people"))}));
  return Exit::ok;
}

Exit run_danger_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/dangers" + limit_query(s));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("raised"), s.in_words("level") + ">", s.in_words("pages") + ">",
           s.in_words("next page"), s.in_words("taken"), s.in_words("by")});
  for (const Json& d : page.items("items"))
    t.add({d.text("intake_id"), local_time(d.text("raised_at")), std::to_string(d.integer("level")),
           std::to_string(d.integer("pages")), time_or_none(d, "next_at"), time_or_none(d, "acknowledged_at"),
           d.text_or("acknowledged_by", "")});
  return print_rows(s, t);
}

Exit run_danger_ack(Session& s) {
  const Json answer = command_of(s, "danger.acknowledge", {});
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(answer.boolean("first") ? Msg::danger_taken : Msg::danger_taken_before,
                   {answer.text("intake_id"), printable(answer.text("by"))}));
  return Exit::ok;
}

Exit run_deadline_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/deadlines" + limit_query(s));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("clock"), s.in_words("started"), s.in_words("due"), s.in_words("told") + ">",
           s.in_words("late"), s.in_words("provisional")});
  for (const Json& c : page.items("items"))
    t.add({c.text("intake_id"), c.text("clock"), local_time(c.text("started_at")),
           local_time(c.text("due_at")), std::to_string(c.integer("told")) + " %",
           s.in_words(c.boolean("late") ? "yes" : "no"),
           s.in_words(c.boolean("provisional") ? "yes" : "no")});
  return print_rows(s, t);
}

Exit run_deadline_extend(Session& s) {
  const Json answer = command_of(s, "intake.extend", {"clock", "reason"});
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::deadline_extended,
                   {answer.text("intake_id"), answer.text("clock"), local_time(answer.text("due_at"))}));
  return Exit::ok;
}

Exit run_intake_progress(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id")).field("state", s.args.text("state"));
  if (s.args.has("at")) w.field("at", s.args.text("at"));
  if (s.args.has("case")) w.field("case_id", s.args.text("case"));
  const Json answer = s.daemon().command("intake.progress", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(Msg::intake_moved, {answer.text("intake_id"), s.in_words(answer.text("from")),
                                       s.in_words(answer.text("state"))}));
  for (const auto& [clock, day] : answer.at("due").members())
    s.out.line("  " + printable(clock) + ": " + day.text());
  return Exit::ok;
}

Exit run_intake_assign(Session& s) {
  const Json answer = command_of(s, "intake.assign", {"to"});
  if (shown_as_json(s, answer)) return Exit::ok;
  const std::string to = printable(answer.text("to"));
  s.out.line(s.say(Msg::intake_assigned, {answer.text("intake_id"), to.empty() ? s.in_words("none") : to}));
  return Exit::ok;
}

Exit run_intake_receipts(Session& s) {
  std::string path = "/api/v1/receipts" + page_query(s, "before");
  if (s.args.has("intake")) path += "&intake=" + percent_encode(s.args.text("intake"));
  const Json page = s.daemon().get(path);
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("received"), s.in_words("answer"), s.in_words("seconds") + ">",
           s.in_words("state"), s.in_words("why")});
  for (const Json& a : page.items("items"))
    t.add({a.text("intake_id"), local_time(a.text("received_at")), s.in_words(a.text("kind")),
           std::to_string(a.integer("seconds")), s.in_words(a.text_or("state", "")),
           s.in_words(a.text_or("why", ""))});
  print_rows(s, t);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_dead_fix(Session& s) {
  const std::int64_t id = *s.args.number("id");
  JsonWriter w;
  w.object().field("raw_id", id).field("payload_base64", to_base64(read_users_file(s, s.args.text("file"))));
  const Json answer = s.daemon().command("intake.fix", w.field("reason", s.args.text("reason")).end().take());
  if (!shown_as_json(s, answer))
    s.out.line(s.say(Msg::dead_fixed, {std::to_string(id), std::to_string(answer.integer("fixed_as"))}));
  return Exit::ok;
}

Exit run_dead_export(Session& s) {
  const std::int64_t id = *s.args.number("id");
  JsonWriter w;
  const Json answer = s.daemon().post("/api/v1/dead-letters/" + std::to_string(id) + "/payload",
                                      w.object().field("reason", s.args.text("reason")).end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  const auto bytes = from_base64(answer.text("payload_base64"));
  if (!bytes) throw CtlError(Exit::unreachable, printable(bytes.error().text()));
  if (const auto written = write_file_durably(s.args.text("to"), *bytes, 0600); !written)
    throw CtlError(Exit::output, printable(written.error().text()));
  s.out.line(s.say(Msg::dead_exported, {std::to_string(id), printable(s.args.text("to"))}));
  return Exit::ok;
}

}  // namespace huiyin
