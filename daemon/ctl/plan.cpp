// campaign plan|approve|reject|change|complaint
#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string yuan(std::int64_t fen) {
  const std::string cents = std::to_string(fen % 100);
  return with_thousands(fen / 100) + "." + (cents.size() < 2 ? "0" : "") + cents + " CNY";
}

void print_lines(Session& s, std::string_view heading, const Json& texts) {
  for (const Json& t : texts.items()) print_fact(s, heading, s.in_words(t.text()));
}

void print_money(Session& s, const Json& p) {
  const Json cost = p.at("cost");
  print_fact(s, "cost",
             cost.is_null() ? s.in_words("unknown") : yuan(cost.integer("fen")) + "  " + cost.text("as_of"));
  if (const std::int64_t budget = p.integer("budget_fen"); budget > 0) print_fact(s, "budget", yuan(budget));
}

void print_times(Session& s, const Json& p) {
  for (const auto& [key, heading] : {std::pair{"start_at", "starts"},
                                     {"first_leaves_at", "first leaves"},
                                     {"finishes_at", "last leaves"},
                                     {"not_after", "not after"}})
    if (const std::string at = p.text_or(key, ""); !at.empty()) print_fact(s, heading, local_time(at));
  if (const std::int64_t unsent = p.integer("unsent_by_not_after"); unsent > 0)
    print_fact(s, "unsent by then", with_thousands(unsent));
}

void print_release(Session& s, const Json& release) {
  const bool given = release.boolean("given");
  std::string text = s.in_words(release.boolean("needed") ? (given ? "given" : "needed") : "not needed");
  if (given) text += "  " + release.text("by") + "  " + local_time(release.text("at"));
  print_fact(s, "release", text);
}

void print_plan(Session& s, const Json& p) {
  print_fact(s, "campaign", std::to_string(p.integer("campaign")) + "  " + p.text("name"));
  print_fact(s, "state", s.in_words(p.text("state")));
  print_fact(s, "plan", p.text("plan"));
  print_fact(s, "audience", with_thousands(p.integer("audience")));
  print_fact(s, "will be sent", with_thousands(p.integer("sends")));
  for (const auto& [rule, n] : p.at("excluded").members())
    print_fact(s, "excluded", s.in_words(rule) + " " + with_thousands(n.integer()));
  const Json content = p.at("content");
  print_fact(s, "parts",
             with_thousands(p.integer("parts")) + "  (" + std::to_string(content.integer("parts")) + "  " +
                 content.text("encoding") + "  " + std::to_string(content.integer("units")) + ")");
  if (p.has("by_parts") && p.at("by_parts").members().size() > 1)
    for (const auto& [parts, n] : p.at("by_parts").members())
      print_fact(s, "parts " + parts, with_thousands(n.integer()));
  print_money(s, p);
  print_times(s, p);
  print_lines(s, "route", p.at("route"));
  print_release(s, p.at("release"));
  print_lines(s, "assumed", p.at("assumptions"));
  print_lines(s, "warning", p.at("warnings"));
  if (const auto lint = p.find("lint"); lint && !lint->is_null())
    for (const Json& f : lint->items("findings"))
      print_fact(s, "accepted",
                 lint->text("by") + "  " + f.text(s.language() == Language::chinese ? "zh" : "en"));
  Table t({s.in_words("to"), s.in_words("text")});
  for (const Json& sample : p.items("samples")) t.add({sample.text("to"), sample.text("text")});
  if (!t.empty()) s.out.line("");
  if (!t.empty()) t.print(s.out);
}

Exit decide(Session& s, std::string_view verb) {
  JsonWriter w;
  w.object().field("campaign", *s.args.number("campaign")).field("plan", s.args.text("plan"));
  if (s.args.has("note")) w.field("note", s.args.text("note"));
  const Json done = s.daemon().command("campaign." + std::string(verb), w.end().take());
  if (shown_as_json(s, done)) return Exit::ok;
  s.out.line(s.say(Msg::plan_decided,
                   {std::to_string(done.integer("campaign")), s.in_words("plan " + done.text("decision"))}));
  return Exit::ok;
}

}  // namespace

Exit run_campaign_plan(Session& s) {
  const Json p = s.daemon().get("/api/v1/campaigns/" + std::to_string(*s.args.number("campaign")) + "/plan");
  if (!shown_as_json(s, p)) print_plan(s, p);
  return Exit::ok;
}

Exit run_campaign_approve(Session& s) {
  return decide(s, "approve");
}
Exit run_campaign_reject(Session& s) {
  return decide(s, "reject");
}

Exit run_campaign_complaint(Session& s) {
  JsonWriter w;
  w.object().field("campaign", *s.args.number("campaign"));
  if (const auto n = s.args.number("count")) w.field("count", *n);
  if (s.args.has("note")) w.field("note", s.args.text("note"));
  const Json done = s.daemon().command("campaign.complaint", w.end().take());
  if (shown_as_json(s, done)) return Exit::ok;
  s.out.line(s.say(Msg::complaints_now,
                   {std::to_string(done.integer("campaign")), with_thousands(done.integer("complaints"))}));
  return Exit::ok;
}

Exit run_campaign_change(Session& s) {
  JsonWriter w;
  w.object().field("campaign", *s.args.number("campaign"));
  write_terms(w, s);
  const Json done = s.daemon().command("campaign.change", w.end().take());
  if (shown_as_json(s, done)) return Exit::ok;
  s.out.line(s.say(Msg::plan_changed, {std::to_string(done.integer("campaign")), done.text("plan")}));
  if (done.boolean("approval_voided")) s.out.line(s.say(Msg::approval_voided));
  return Exit::ok;
}

}  // namespace huiyin
