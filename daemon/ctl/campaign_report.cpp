// campaign report: the end of the story, as a table, CSV, workbook or data for charts.
#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

constexpr const char* kCounts[] = {"audience", "delivered", "failed",    "unsent",
                                   "open",     "replied",   "opted_out", "intake"};

std::string heading(const Session& s, std::string_view count) {
  return s.in_words(count == "intake" ? "intake records" : count);
}

void print_reasons(Session& s, const Json& reasons, std::string_view title) {
  Table t({s.in_words(title), s.in_words("count") + ">", s.in_words("codes")});
  for (const Json& r : reasons.items())
    t.add({r.text(s.language() == Language::chinese ? "zh" : "en"), with_thousands(r.integer("n")),
           counts_text(r.at("codes"), s.language())});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

void print_towns(Session& s, const Json& towns) {
  std::vector<std::string> heads = {s.in_words("town")};
  for (const char* c : kCounts) heads.push_back(heading(s, c) + ">");
  Table t(heads);
  for (const Json& town : towns.items()) {
    const std::string name = town.text("town");
    std::vector<std::string> cells = {name.empty() ? s.in_words("not known") : name};
    for (const char* c : kCounts) cells.push_back(with_thousands(town.integer(c)));
    t.add(cells);
  }
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

Exit write_report_file(Session& s, const std::string& path, const std::string& format) {
  const std::string file = s.args.text("out");
  const std::string query =
      "?format=" + format + "&lang=" + (s.language() == Language::chinese ? "zh" : "en");
  const std::string bytes = s.daemon().download(path + query);
  if (file.empty()) {
    s.out.write(bytes);
    return Exit::ok;
  }
  if (auto written = write_file_durably(file, bytes); !written)
    throw CtlError(Exit::usage, written.error().text());
  s.err.line(s.say(Msg::file_written, {file, with_thousands(static_cast<std::int64_t>(bytes.size()))}));
  return Exit::ok;
}

}  // namespace

Exit run_campaign_report(Session& s) {
  const std::string path = "/api/v1/campaigns/" + std::to_string(*s.args.number("campaign")) + "/report";
  const std::string format = s.args.text("format", "table");
  if (format != "table") return write_report_file(s, path, format);
  const Json r = s.daemon().get(path);
  if (shown_as_json(s, r)) return Exit::ok;
  print_fact(s, "campaign", std::to_string(r.integer("campaign")) + "  " + r.text("name"));
  print_fact(s, "state", s.in_words(r.text("state")));
  const Json total = r.at("total");
  for (const char* c : kCounts) print_fact(s, heading(s, c), with_thousands(total.integer(c)));
  print_reasons(s, r.at("failed_by_reason"), "failed");
  print_reasons(s, r.at("unsent_by_reason"), "unsent");
  print_towns(s, r.at("towns"));
  return Exit::ok;
}

Exit run_campaign_rejected(Session& s) {
  const std::string bytes =
      s.daemon().download("/api/v1/campaigns/" + std::to_string(*s.args.number("campaign")) + "/rejected");
  const std::string file = s.args.text("out");
  if (auto written = write_file_durably(file, bytes); !written)
    throw CtlError(Exit::usage, written.error().text());
  s.err.line(s.say(Msg::file_written, {file, with_thousands(static_cast<std::int64_t>(bytes.size()))}));
  return Exit::ok;
}

}  // namespace huiyin
