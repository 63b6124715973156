// cost show|stated|reconcile
#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

// 123456 fen as "1,234.56".
std::string yuan(std::int64_t fen) {
  const std::string cents = std::to_string(fen < 0 ? -(fen % 100) : fen % 100);
  return (fen < 0 && fen > -100 ? "-" : "") + with_thousands(fen / 100) + "." +
         (cents.size() < 2 ? "0" : "") + cents;
}

std::string period_query(const Session& s) {
  std::string out;
  for (const char* name : {"from", "to", "by"})
    if (s.args.has(name))
      out += (out.empty() ? "?" : "&") + std::string(name) + "=" + percent_encode(s.args.text(name));
  if (const auto campaign = s.args.number("campaign"))
    out += (out.empty() ? "?campaign=" : "&campaign=") + std::to_string(*campaign);
  return out;
}

std::vector<std::string> cost_cells(const std::string& key, const Json& l) {
  const std::int64_t unpriced = l.integer("unpriced_parts");
  return {key, with_thousands(l.integer("messages")), with_thousands(l.integer("parts")),
          yuan(l.integer("fen")) + (unpriced > 0 ? " + " + with_thousands(unpriced) + " ?" : ""),
          l.text("prices_as_of")};
}

std::string count_or_dash(const Json& j, const char* name) {
  const Json v = j.at(name);
  return v.is_null() ? "–" : with_thousands(v.integer());
}

}  // namespace

Exit run_cost_show(Session& s) {
  if (s.args.text("format") == "csv") {
    const std::string query = period_query(s);
    s.out.write(s.daemon().download("/api/v1/cost" + query + (query.empty() ? "?" : "&") + "format=csv"));
    return Exit::ok;
  }
  const Json j = s.daemon().get("/api/v1/cost" + period_query(s));
  if (shown_as_json(s, j)) return Exit::ok;
  Table t({s.in_words(s.args.text("by", "day")), s.in_words("messages") + ">", s.in_words("parts") + ">",
           s.in_words("yuan") + ">", s.in_words("prices as of")});
  for (const Json& l : j.items("lines")) t.add(cost_cells(l.text("key"), l));
  t.add(cost_cells(s.in_words("total"), j.at("total")));
  t.print(s.out);
  return Exit::ok;
}

Exit run_cost_stated(Session& s) {
  JsonWriter w;
  w.object().field("carrier", s.args.text("account")).key("days").array().object();
  w.field("day", s.args.text("day"));
  for (const char* name : {"messages", "parts", "fen"})
    if (const auto n = s.args.number(name)) w.field(name, *n);
  w.end().end().end();
  const Json answer = s.daemon().command("cost.stated", w.take());
  if (!shown_as_json(s, answer))
    s.out.line(s.say(Msg::cost_stated, {std::to_string(answer.integer("days"))}));
  return Exit::ok;
}

Exit run_cost_reconcile(Session& s) {
  const Json j = s.daemon().get("/api/v1/cost/reconciliation" + period_query(s));
  if (shown_as_json(s, j)) return j.boolean("agrees") ? Exit::ok : Exit::findings;
  Table t({s.in_words("day"), s.in_words("carrier"), s.in_words("ours") + ">", s.in_words("theirs") + ">",
           s.in_words("difference") + ">", s.in_words("uncertain") + ">"});
  for (const Json& d : j.items("days"))
    for (const char* what : {"messages", "parts", "fen"}) {
      if (d.at("theirs").at(what).is_null()) continue;
      t.add({d.text("day"), d.text("carrier"),
             with_thousands(d.at("ours").integer(what)) + " " + s.in_words(what),
             count_or_dash(d.at("theirs"), what), count_or_dash(d.at("difference"), what),
             with_thousands(d.integer("uncertain"))});
    }
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return j.boolean("agrees") ? Exit::ok : Exit::findings;
}

}  // namespace huiyin
