#include "daemon/care/commands.h"

#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/phone.h"
#include "daemon/base/text.h"
#include "daemon/care/clocks.h"
#include "daemon/care/pager.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestWord = 100, kLongestReason = 400, kMostOnDuty = 50;
constexpr int kHighestLevel = 9;
constexpr Millis kAhead{3'600'000};

std::string word_at(const Json& args, std::string_view key, std::size_t most = kLongestWord) {
  const std::string text(trim(args.text_or(key, "")));
  if (text.size() > most)
    throw BadInput("/" + std::string(key), "is longer than " + std::to_string(most) + " bytes");
  return mask_for_log(text);
}

std::string needed_at(const Json& args, std::string_view key, std::size_t most = kLongestWord) {
  std::string text = word_at(args, key, most);
  if (text.empty()) throw BadInput("/" + std::string(key), "is empty");
  return text;
}

Result<IntakeRow> record_at(Database& db, const Json& args) {
  auto row = find_intake(db, args.text("intake_id"));
  if (!row) return fail(Errc::not_found, "there is no such record", "/intake_id");
  return std::move(*row);
}

TimePoint reached_at(const Json& args, TimePoint now, TimePoint received) {
  const auto told = args.find("at");
  if (!told || told->is_null()) return now;
  TimePoint at;
  if (!from_rfc3339(told->text(), &at)) throw BadInput("/at", "is no time like 2026-03-01T10:00:00+08:00");
  if (at > now + kAhead) throw BadInput("/at", "lies in the future");
  if (at < received) throw BadInput("/at", "lies before the record came in");
  return at;
}

void write_due(JsonWriter& w, const std::vector<RecordDue>& due) {
  w.key("due").object();
  for (const RecordDue& d : due) w.field(d.clock, d.day);
  w.end();
}

Result<std::string> progress(Database& db, const Json& args, const CommandContext& context,
                             const CareRules& rules) {
  const auto record = record_at(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  const std::string state = args.text("state");
  if (!is_progress_state(state)) throw BadInput("/state", "is no state of a record");
  RecordProgress p = progress_of(db, record->id, record->received_at);
  const std::string was = p.state;
  p.state = state;
  p.at = reached_at(args, context.now, record->received_at);
  if (const std::string case_id = word_at(args, "case_id"); !case_id.empty()) p.case_id = case_id;
  save_progress(db, record->id, p);
  const auto due = Clocks(db, *rules.deadlines, context.now)
                       .reached({record->id, record->public_id, record->channel}, state, p.at);
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("from", was).field("state", state);
  w.field("at", to_rfc3339(p.at)).field("case_id", p.case_id).field("by", context.actor);
  write_due(w, due);
  std::string answer = w.end().take();
  append_event(db, "intake.progressed", "intake/" + record->public_id, context.now, answer);
  return answer;
}

Result<std::string> assign(Database& db, const Json& args, const CommandContext& context) {
  const auto record = record_at(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  RecordProgress p = progress_of(db, record->id, record->received_at);
  p.assignee = word_at(args, "to");
  save_progress(db, record->id, p);
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("to", p.assignee).field("by", context.actor);
  std::string answer = w.end().take();
  append_event(db, "intake.assigned", "intake/" + record->public_id, context.now, answer);
  return answer;
}

Result<std::string> extend(Database& db, const Json& args, const CommandContext& context,
                           const CareRules& rules) {
  const auto record = record_at(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  const auto clock = Clocks(db, *rules.deadlines, context.now)
                         .extend({record->id, record->public_id, record->channel}, args.text("clock"),
                                 context.actor, needed_at(args, "reason", kLongestReason));
  if (!clock) return tl::unexpected<Error>(clock.error());
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("clock", clock->clock);
  return w.field("due_at", to_rfc3339(clock->due_at)).field("provisional", clock->provisional).end().take();
}

Result<std::string> acknowledge(Database& db, const Json& args, const CommandContext& context,
                                const CareRules& rules) {
  const auto record = record_at(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  const auto danger = danger_of(db, record->id);
  if (!danger) return fail(Errc::not_found, "nobody was paged for this record", "/intake_id");
  PersonAnswers answers(db, rules, context.now);
  const bool now = Pager(db, rules, context.now, answers).acknowledge(*danger, context.actor, "command");
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("by", now ? context.actor : danger->acknowledged_by);
  return w.field("first", now).end().take();
}

DutyPerson duty_person(Database& db, const Json& j, const CareRules& rules) {
  DutyPerson p;
  const std::int64_t level = j.integer("level");
  if (level < 1 || level > kHighestLevel) throw BadInput(j.path() + "/level", "must be from 1 to 9");
  p.level = static_cast<int>(level);
  p.name = needed_at(j, "name");
  const PhoneNumber number = read_phone(j.text_or_number("phone", ""), rules.region);
  if (number.error != NumberError::none || !number.can_get_sms())
    throw BadInput(j.path() + "/phone", "is no number that can get a text message");
  p.person_id = person_of(db, *rules.vault, number.e164);
  return p;
}

Result<std::string> set_duty(Database& db, const Json& args, const CommandContext& context,
                             const CareRules& rules) {
  std::vector<DutyPerson> list;
  std::set<std::int64_t> seen;
  for (const Json& j : args.items("people")) {
    list.push_back(duty_person(db, j, rules));
    if (!seen.insert(list.back().person_id).second)
      throw BadInput(j.path() + "/phone", "is on the list twice");
  }
  if (list.size() > kMostOnDuty) throw BadInput("/people", "has more than 50");
  set_duty_list(db, list);
  JsonWriter w;
  w.object().field("people", static_cast<std::int64_t>(list.size())).field("by", context.actor);
  std::string answer = w.end().take();
  append_event(db, "duty.changed", "duty", context.now, answer);
  return answer;
}

}  // namespace

void register_care_commands(CommandTable& table, const Care& care) {
  using Handler = Result<std::string> (*)(Database&, const Json&, const CommandContext&, const CareRules&);
  const auto with_rules = [&](const char* name, Role role, Handler run) {
    table.add({name, role, false, [&care, run](Database& db, const Json& args, const CommandContext& c) {
                 return run(db, args, c, *care.rules());
               }});
  };
  with_rules("intake.progress", Role::operator_, progress);
  with_rules("intake.extend", Role::approver, extend);
  with_rules("danger.acknowledge", Role::operator_, acknowledge);
  with_rules("duty.set", Role::supervisor, set_duty);
  table.add({"intake.assign", Role::approver, false, assign});
}

}  // namespace huiyin
