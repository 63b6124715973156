// status: what the daemon says of itself.
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

void facts(Session& s, const Json& j) {
  const auto fact = [&s](std::string_view name, const std::string& value) { print_fact(s, name, value); };
  fact("office", j.text("office"));
  fact("version", j.text("version"));
  fact("instance", j.text("instance"));
  fact("now", local_time(j.text("now")));
  fact("started", local_time(j.text("started")));
  fact("virtual clock", s.in_words(j.boolean("virtual_clock") ? "yes" : "no"));
  fact("messages", counts_text(j.at("messages"), s.language()));
  fact("intake", counts_text(j.at("intake"), s.language()));
  fact("parked receipts", with_thousands(j.integer("parked_receipts")));
  fact("inquiries waiting", with_thousands(j.integer("inquiries_waiting")));
  const Json bus = j.at("bus");
  fact("bus", s.in_words("published") + " " + with_thousands(bus.integer("published")) + " / " +
                  with_thousands(bus.integer("newest")) + "  " + bus.text("stream") + "  " +
                  bus.text("service"));
  fact("queues", counts_text(j.at("queues"), s.language()));
}

std::string fault_of(const Session& s, const Json& j) {
  std::string out;
  for (const char* what : {"held", "stopped"})
    if (j.boolean_or(what, false)) out += s.in_words(what) + " ";
  return out + j.text_or("fault", "");
}

void sending(Session& s, const Json& lines) {
  Table t({s.in_words("sending"), s.in_words("in flight") + ">", s.in_words("prepared") + ">",
           s.in_words("submits") + ">", s.in_words("accepted") + ">", s.in_words("unknown") + ">",
           s.in_words("fault")});
  for (const Json& l : lines.items())
    t.add({l.text("carrier"), with_thousands(l.integer("in_flight")), with_thousands(l.integer("prepared")),
           with_thousands(l.integer("submits")), with_thousands(l.integer("accepted")),
           with_thousands(l.integer("unknown")), fault_of(s, l)});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

void pulls(Session& s, const Json& lines) {
  Table t({s.in_words("pulls"), s.in_words("plan"), s.in_words("failures") + ">", s.in_words("last good"),
           s.in_words("fault")});
  for (const Json& l : lines.items())
    t.add({l.text("carrier"), l.text("plan"), with_thousands(l.integer("failures")),
           local_time(l.text("last_good")), fault_of(s, l)});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

void alarms(Session& s, const Json& list) {
  Table t({s.in_words("alarms"), s.in_words("fault")});
  for (const Json& a : list.items()) t.add({a.text("edge"), a.text("fault")});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

void consumers(Session& s, const Json& list) {
  Table t({s.in_words("consumer"), s.in_words("lag") + ">", s.in_words("dead") + ">", s.in_words("topics")});
  for (const Json& c : list.items())
    t.add({c.text("consumer"), with_thousands(c.integer("lag")), with_thousands(c.integer("dead")),
           words_text(c.items("topics"))});
  if (t.empty()) return;
  s.out.line("");
  t.print(s.out);
}

}  // namespace

Exit run_status(Session& s) {
  const Json j = s.daemon().get("/api/v1/status");
  if (shown_as_json(s, j)) return Exit::ok;
  facts(s, j);
  sending(s, j.at("sending"));
  pulls(s, j.at("pulls"));
  if (const auto list = j.find("alarms")) alarms(s, *list);
  if (const auto list = j.at("bus").find("consumers")) consumers(s, *list);
  return Exit::ok;
}

}  // namespace huiyin
