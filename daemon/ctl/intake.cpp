// intake list|show and intake dead list|show|requeue|discard
#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string category_of(const Json& reading) {
  const auto suggested = reading.find("suggest");
  if (!suggested || !suggested->is_array() || suggested->items().empty()) return "";
  return suggested->items().front().text_or("category", "");
}

std::vector<Json> items_of(const Json& j, std::string_view key) {
  const auto list = j.find(key);
  return list && list->is_array() ? list->items() : std::vector<Json>{};
}

// What a recogniser was unsure of stands between ‹ and ›.
std::string with_doubts_marked(const Json& turn) {
  std::string text = turn.text("text_masked");
  std::vector<Json> low = items_of(turn, "low");
  for (auto span = low.rbegin(); span != low.rend(); ++span) {
    const auto ends = span->items();
    const auto begin = static_cast<std::size_t>(ends.at(0).integer());
    const auto end = static_cast<std::size_t>(ends.at(1).integer());
    if (begin > end || end > text.size()) continue;
    text.insert(end, "›");
    text.insert(begin, "‹");
  }
  return text;
}

void add_dead(Table& t, const Json& d) {
  t.add({std::to_string(d.integer("raw_id")), d.text("carrier"), d.text_or_number("kind", ""),
         local_time(d.text("received_at")), std::to_string(d.integer("times")), d.text("reason")});
}

Table dead_table(const Session& s) {
  return Table({"ID>", s.in_words("carrier"), s.in_words("kind"), s.in_words("received"),
                s.in_words("times") + ">", s.in_words("reason")});
}

Exit move_dead(Session& s, std::string_view command, Msg done) {
  const std::int64_t id = *s.args.number("id");
  JsonWriter w;
  w.object().field("raw_id", id);
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  const Json answer = s.daemon().command(command, w.end().take());
  if (!shown_as_json(s, answer)) s.out.line(s.say(done, {std::to_string(id)}));
  return Exit::ok;
}

}  // namespace

Exit run_intake_list(Session& s) {
  const Json page = s.daemon().get("/api/v1/intake" + page_query(s, "before"));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({"ID", s.in_words("received"), s.in_words("channel"), s.in_words("category"), s.in_words("urgency"),
           s.in_words("text (masked)")});
  for (const Json& r : page.items("items")) {
    const Json reading = r.at("reading");
    t.add({r.text("intake_id"), local_time(r.text("received_at")), r.text("channel"), category_of(reading),
           s.in_words(reading.text_or("urgency", "")), r.text("text_masked")});
  }
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  print_more(s, page, "before");
  return Exit::ok;
}

Exit run_intake_show(Session& s) {
  const Json r = s.daemon().get("/api/v1/intake/" + percent_encode(s.args.text("id")));
  if (shown_as_json(s, r)) return Exit::ok;
  const Json reading = r.at("reading");
  print_fact(s, "intake", r.text("intake_id"));
  print_fact(s, "received", local_time(r.text("received_at")));
  print_fact(s, "channel", r.text("channel") + " / " + r.text("carrier"));
  print_fact(s, "category", category_of(reading));
  print_fact(s, "urgency", s.in_words(reading.text_or("urgency", "")));
  print_fact(s, "purpose", s.in_words(reading.text_or("purpose", "")));
  print_fact(s, "confidential", s.in_words(reading.text_or("confidential", "")));
  for (const Json& place : items_of(reading, "places")) print_fact(s, "place", place.text());
  for (const Json& hint : items_of(reading, "legal_route"))
    print_fact(s, "legal route (hint)", hint.text("zh") + ": " + hint.text("source"));
  if (const std::int64_t missing = reading.integer_or("parts_missing", 0); missing > 0)
    print_fact(s, "incomplete: parts missing", std::to_string(missing));
  if (const std::int64_t times = r.integer_or("times", 1); times > 1)
    print_fact(s, "times", std::to_string(times));
  print_fact(s, "text (masked)", r.text("text_masked"));
  for (const Json& t : items_of(reading, "turns"))
    s.out.line("  " + printable(t.text("speaker")) + ": " + printable(with_doubts_marked(t)));
  if (const auto why = reading.find("why"); why && why->is_array())
    for (const Json& w : why->items()) print_fact(s, "why", w.text());
  return Exit::ok;
}

Exit run_dead_list(Session& s) {
  const Json page =
      s.daemon().get("/api/v1/dead-letters?limit=" + std::to_string(s.args.number("limit").value_or(50)));
  if (shown_as_json(s, page)) return Exit::ok;
  Table t = dead_table(s);
  for (const Json& d : page.items("items")) add_dead(t, d);
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

Exit run_dead_show(Session& s) {
  const Json d = s.daemon().get("/api/v1/dead-letters/" + std::to_string(*s.args.number("id")));
  if (shown_as_json(s, d)) return Exit::ok;
  Table t = dead_table(s);
  add_dead(t, d);
  t.print(s.out);
  return Exit::ok;
}

Exit run_dead_requeue(Session& s) {
  return move_dead(s, "intake.requeue", Msg::dead_requeued);
}
Exit run_dead_discard(Session& s) {
  return move_dead(s, "intake.discard", Msg::dead_discarded);
}

}  // namespace huiyin
