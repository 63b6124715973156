// followup report|list|show
#include <cmath>

#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string percent(double share) {
  const std::int64_t tenths = std::llround(share * 1000);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
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

std::string list_text(const Json& list) {
  std::string out;
  for (const Json& item : list.items()) out += (out.empty() ? "" : ", ") + item.text();
  return out;
}

}  // namespace

Exit run_followup_report(Session& s) {
  const Json j = s.daemon().get("/api/v1/followups/report");
  if (shown_as_json(s, j)) return Exit::ok;
  print_fact(s, "at", local_time(j.text("as_of")));
  print_fact(s, "total", with_thousands(j.integer("total")));
  print_fact(s, "raters", with_thousands(j.integer("raters")));
  print_counts(s, j.at("states"), "state");
  print_counts(s, j.at("labels"), "label");
  print_rates(s, j.at("rates"));
  return Exit::ok;
}

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
  Table t({s.in_words("at"), s.in_words("label"), s.in_words("also"), s.in_words("why")});
  for (const Json& a : f.items("answers"))
    t.add({local_time(a.text("at")), s.in_words(a.text("label")), list_text(a.at("also")),
           list_text(a.at("why"))});
  if (!t.empty()) t.print(s.out);
  return Exit::ok;
}

}  // namespace huiyin
