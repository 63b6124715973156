// dissatisfied list|show|take|contacted|done: the worklist of those who rated dissatisfied
#include "daemon/ctl/order.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {

Exit run_dissatisfied_list(Session& s) {
  const std::string done = s.args.has("done") ? "&done=true" : "";
  const Json page = s.daemon().get("/api/v1/dissatisfied" + page_query(s, "after") + done);
  if (shown_as_json(s, page)) return Exit::ok;
  Table t({s.in_words("item") + ">", s.in_words("case"), s.in_words("state"), s.in_words("contact_by"),
           s.in_words("review_by"), s.in_words("not by unit"), s.in_words("taken_unit"),
           s.in_words("outcome")});
  for (const Json& i : page.items("items")) {
    const bool late = i.boolean("overdue");
    t.add({std::to_string(i.integer("item")), i.text("case_id"),
           s.in_words(i.text("state")) + (late ? " (" + s.in_words("overdue") + ")" : ""),
           local_time(i.text("contact_by")), local_time(i.text("review_by")), i.text_or("unit", ""),
           i.text("taken_unit"), s.in_words(i.text("outcome"))});
  }
  print_page(s, t, page, "after");
  return Exit::ok;
}

Exit run_dissatisfied_show(Session& s) {
  const Json i = s.daemon().get("/api/v1/dissatisfied/" + std::to_string(*s.args.number("item")));
  if (shown_as_json(s, i)) return Exit::ok;
  print_members(s, i);
  Table t({s.in_words("at"), s.in_words("step"), s.in_words("how"), s.in_words("unit"), s.in_words("by"),
           s.in_words("note_masked")});
  for (const Json& step : i.items("steps"))
    t.add({local_time(step.text("at")), s.in_words(step.text("step")), s.in_words(step.text("how")),
           step.text("unit"), step.text("by"), step.text_or("note_masked", "")});
  if (!t.empty()) t.print(s.out);
  return Exit::ok;
}

Exit run_dissatisfied_take(Session& s) {
  return order(s, "dissatisfied.take", given(s, {"unit"}, {"item"}));
}

Exit run_dissatisfied_contacted(Session& s) {
  JsonWriter w;
  w.object().field("item", *s.args.number("item")).field("how", s.args.text("how"));
  w.field("reached", s.args.text("reached") == "yes");
  if (s.args.has("note")) w.field("note", s.args.text("note"));
  return order(s, "dissatisfied.contacted", w.end().take());
}

Exit run_dissatisfied_done(Session& s) {
  return order(s, "dissatisfied.done", given(s, {"outcome", "note"}, {"item"}));
}

}  // namespace huiyin
