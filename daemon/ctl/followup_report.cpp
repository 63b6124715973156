// followup report: the figures as a table, by a group, or as a file; the same again by its cut
#include <cmath>

#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

std::string percent(double share) {
  const std::int64_t tenths = std::llround(share * 1000);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string query_of(const Session& s, std::string_view format) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + percent_encode(value);
  };
  add("from", s.args.text("from"));
  add("to", s.args.text("to"));
  add("as_of", s.args.text("as-of"));
  for (const char* name : {"history", "cases"})
    if (const auto n = s.args.number(name)) add(name, std::to_string(*n));
  add("format", std::string(format));
  return query;
}

void print_counts(Session& s, const Json& counts, std::string_view heading) {
  Table t({s.in_words(heading), s.in_words("count") + ">"});
  for (const auto& [name, n] : counts.members()) t.add({s.in_words(name), with_thousands(n.integer())});
  s.out.line("");
  t.print(s.out);
}

void print_rates(Session& s, const Json& rates) {
  Table t({s.in_words("rate"), s.in_words("value") + ">", s.in_words("interval (95 %)"),
           s.in_words("count") + ">", s.in_words("basis")});
  for (const auto& [name, r] : rates.members()) {
    const bool known = !r.at("value").is_null();
    const std::string interval = percent(r.number("low")) + " – " + percent(r.number("high"));
    t.add({s.in_words(name == "undelivered" ? "undelivered_rate" : name),
           known ? percent(r.number("value")) : "–", known ? interval : "–",
           with_thousands(r.integer("numerator")) + "/" + with_thousands(r.integer("denominator")),
           r.text("rule")});
  }
  s.out.line("");
  t.print(s.out);
}

// "91.2 % (31/34)"; of few raters nothing.
std::string rate_text(const Session& s, const Json& rates, std::string_view name) {
  const auto r = rates.find(name);
  if (!r || r->is_null()) return s.in_words("hidden");
  const std::string of =
      " (" + std::to_string(r->integer("numerator")) + "/" + std::to_string(r->integer("denominator")) + ")";
  return r->at("value").is_null() ? "–" : percent(r->number("value")) + of;
}

void print_groups(Session& s, const Json& groups, std::string_view by) {
  constexpr std::string_view kShown[] = {"satisfaction", "participation", "non_response", "timely_acceptance",
                                         "on_time_closing"};
  std::vector<std::string> heads = {s.in_words(by), s.in_words("total") + ">"};
  for (const std::string_view name : kShown) heads.push_back(s.in_words(name) + ">");
  Table t(heads);
  for (const Json& g : groups.items()) {
    const std::string key = g.text("key");
    std::vector<std::string> cells = {key.empty() ? s.in_words("not told") : key,
                                      with_thousands(g.integer("total"))};
    for (const std::string_view name : kShown) cells.push_back(rate_text(s, g.at("rates"), name));
    t.add(cells);
  }
  s.out.line("");
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
}

Exit write_file(Session& s, const std::string& format) {
  const std::string bytes = s.daemon().download("/api/v1/followups/report" + query_of(s, format));
  const std::string file = s.args.text("out");
  if (file.empty()) {
    s.out.write(bytes);
    return Exit::ok;
  }
  if (auto written = write_file_durably(file, bytes); !written)
    throw CtlError(Exit::usage, written.error().text());
  s.err.line(s.say(Msg::file_written, {file, with_thousands(static_cast<std::int64_t>(bytes.size()))}));
  return Exit::ok;
}

void print_period(Session& s, const Json& period) {
  std::string text;
  for (const char* end : {"from", "to"}) {
    const std::string at = period.text_or(end, "");
    text += (text.empty() ? "" : " – ") + (at.empty() ? std::string("..") : local_time(at));
  }
  if (text != ".. – ..") print_fact(s, "period", text);
}

}  // namespace

Exit run_followup_report(Session& s) {
  const std::string format = s.args.text("format", "table"), by = s.args.text("by");
  if (format != "table") return write_file(s, format);
  const Json j = s.daemon().get("/api/v1/followups/report" + query_of(s, ""));
  if (shown_as_json(s, j)) return Exit::ok;
  print_fact(s, "at", local_time(j.text("as_of")));
  if (const auto period = j.find("period")) print_period(s, *period);
  print_fact(s, "total", with_thousands(j.integer("total")));
  print_fact(s, "raters", with_thousands(j.integer("raters")));
  if (by.empty()) {
    print_counts(s, j.at("states"), "state");
    print_counts(s, j.at("labels"), "label");
    print_rates(s, j.at("rates"));
  } else {
    print_groups(s, j.at("groups").at(by), by);
  }
  if (const auto through = j.find("through")) {
    s.out.line("");
    print_fact(s, "again by",
               "--as-of " + j.text("as_of") + " --history " + std::to_string(through->integer("history")) +
                   " --cases " + std::to_string(through->integer("cases")));
    print_fact(s, "digest", j.text("digest"));
  }
  return Exit::ok;
}

}  // namespace huiyin
