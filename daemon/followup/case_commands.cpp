#include "daemon/followup/case_commands.h"

#include "daemon/base/bad_input.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/questions.h"
#include "daemon/followup/working_days.h"
#include "daemon/store/case_steps.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr Millis kAhead{3'600'000};  // clocks of two systems differ

// A day is in time until it ends.
std::optional<TimePoint> due_at(const FollowupRules& rules, const Json& args, std::string_view key) {
  const std::string text = args.text_or(key, "");
  if (const auto day = read_day(text)) return begin_of(rules, *day + std::chrono::days(1));
  TimePoint at{};
  if (text.empty()) return std::nullopt;
  if (!from_rfc3339(text, &at))
    throw BadInput("/" + std::string(key), "is neither a day like 2026-03-01 nor a time");
  return at + Millis(1);
}

void due_field(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& due) {
  if (due) w.field(name, to_rfc3339(*due));
}

Result<std::string> updated(Database& db, const FollowupRules& rules, const Json& args,
                            const CommandContext& context) {
  CaseStep s;
  s.case_id = case_id_at(args);
  s.at = context.now;
  s.step = choice_at(args, "step", {"registered", "accepted", "informed", "extended", "closed", "withdrawn"});
  s.happened_at = time_at(args, "at").value_or(context.now);
  if (s.happened_at > context.now + kAhead) throw BadInput("/at", "lies in the future");
  s.accept_due = due_at(rules, args, "accept_due");
  s.close_due = due_at(rules, args, "close_due");
  if (s.step == "extended" && !s.close_due) throw BadInput("/close_due", "is missing: extended until when?");
  s.unit = name_at(args, "unit");
  s.town = name_at(args, "town");
  s.category = name_at(args, "category");
  s.actor = context.actor;
  add_case_step(db, s);
  JsonWriter event;
  event.object().field("case_id", s.case_id).field("step", s.step).field("at", to_rfc3339(s.happened_at));
  due_field(event, "accept_due", s.accept_due);
  due_field(event, "close_due", s.close_due);
  append_event(db, "case.updated", case_subject(s.case_id), context.now,
               event.field("by", context.actor).end().take());
  JsonWriter w;
  return w.object().field("case_id", s.case_id).field("step", s.step).end().take();
}

}  // namespace

void register_case_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules) {
  table.add({"case.updated", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return updated(db, *rules->get(), args, context);
             }});
}

}  // namespace huiyin
