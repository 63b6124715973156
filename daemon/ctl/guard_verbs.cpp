// reprisal list|take, guardian list|set: who protects those who complained. Supervisors only.
#include <array>

#include "daemon/base/text.h"
#include "daemon/ctl/csv_lines.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 3> kGuardianColumns = {"name", "phone", "units"};

std::string guardian_arguments(const Session& s, const std::string& file) {
  JsonWriter w;
  w.object().key("people").array();
  for (const CsvLine& l : read_csv(read_users_file(s, file), file, "phone", kGuardianColumns, s.language())) {
    if (!l.fault.empty())
      throw CtlError(Exit::usage,
                     s.say(Msg::file_line, {printable(file), std::to_string(l.number), l.fault}));
    const auto cell = [&](const char* name) {
      const auto it = l.cells.find(name);
      return it == l.cells.end() ? std::string() : it->second;
    };
    w.object().field("name", cell("name")).field("phone", cell("phone")).key("units").array();
    const std::string units = cell("units");
    for (const std::string_view unit : split(units, ';'))
      if (!trim(unit).empty()) w.value(trim(unit));
    w.end().end();
  }
  return w.end().end().take();
}

std::string joined(const Json& list) {
  std::string out;
  for (const Json& item : list.items()) out.append(out.empty() ? "" : "; ").append(item.text());
  return out;
}

}  // namespace

Exit run_guardian_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/guardians");
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("post"), s.in_words("person"), s.in_words("units")});
  for (const Json& g : page.items("items"))
    t.add({g.text("name"), g.text("party_ref"), joined(g.at("units"))});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_guardian_set(Session& s) {
  const Json answer = s.daemon().command("guardians.set", guardian_arguments(s, s.args.text("file")));
  if (!shown_as_json(s, answer))
    s.out.line(s.say(Msg::guardians_set, {std::to_string(answer.integer("people"))}));
  return Exit::ok;
}

Exit run_reprisal_list(Session& s) {
  const Json page =
      s.daemon().get("/api/v1/reprisals?limit=" + std::to_string(s.args.number("limit").value_or(50)));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("raised"), s.in_words("times") + ">", s.in_words("taken"), s.in_words("by"),
           s.in_words("why")});
  for (const Json& r : page.items("items"))
    t.add({r.text("intake_id"), local_time(r.text("raised_at")), std::to_string(r.integer("times")),
           r.at("taken_at").is_null() ? "" : local_time(r.text("taken_at")), r.text("taken_by"),
           joined(r.at("why"))});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_reprisal_take(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id"));
  if (s.args.has("note")) w.field("note", s.args.text("note"));
  const Json answer = s.daemon().command("reprisal.take", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  s.out.line(s.say(answer.boolean("first") ? Msg::reprisal_taken : Msg::reprisal_taken_before,
                   {answer.text("intake_id"), printable(answer.text("by"))}));
  return Exit::ok;
}

}  // namespace huiyin
