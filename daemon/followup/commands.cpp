#include "daemon/followup/commands.h"

#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/followup/case_commands.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/decide.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/hold_commands.h"
#include "daemon/followup/questions.h"
#include "daemon/followup/voice.h"
#include "daemon/store/case_steps.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestTail = 8;  // characters: the survey must fit one part
constexpr Millis kAhead{3'600'000};      // clocks of two systems differ; more is a mistake

TimePoint answered_at(const Json& args, TimePoint now) {
  const TimePoint at = time_at(args, "answered_at").value_or(now);
  if (at > now + kAhead) throw BadInput("/answered_at", "lies in the future");
  return at;
}

std::string tail_at(const Json& args, const std::string& case_id) {
  const std::u32string told = to_utf32(trim(args.text_or("tail", "")));
  if (told.size() > kLongestTail) throw BadInput("/tail", "is longer than 8 characters");
  if (!told.empty()) return from_utf32(told);
  const std::u32string id = to_utf32(case_id);
  return from_utf32(id.substr(id.size() - std::min<std::size_t>(4, id.size())));
}

// Two digits are enough for 89 questions; they are not used again while an answer to an earlier one may come.
std::string free_extension(Database& db, std::int64_t person_id, TimePoint since) {
  std::set<std::string> used;
  for (const Followup& f : followups_of(db, person_id, since)) used.insert(f.extension);
  for (int code = 11; code <= 999; ++code) {
    std::string text = std::to_string(code);
    if (!used.contains(text)) return text;
  }
  throw BadInput("/phone", "has too many open questions");
}

class CaseCommands {
 public:
  explicit CaseCommands(std::shared_ptr<const FollowupRules> rules) : rules_(std::move(rules)) {}

  Result<std::string> closed(Database& db, const Json& args, const CommandContext& context,
                             std::string_view event) const {
    Followup f = read_case(db, args, context.now);
    const auto told = followup_of_case(db, f.case_id);
    if (told && told->state != FollowupState::withdrawn && !told->reopened) return answer(*told, true);
    f.extension = free_extension(db, f.person_id, context.now - 2 * rules_->surveys.longest_stop());
    if (told) {
      f.id = told->id;
      f.round = told->round + 1;
      renew_followup(db, f, told->state);
    } else {
      f.id = add_followup(db, f).value();
    }
    tell_closed(db, f, context, event);
    add_case_step(db, {0,
                       f.case_id,
                       context.now,
                       "closed",
                       f.answered_at,
                       {},
                       {},
                       f.unit,
                       f.town,
                       f.category,
                       context.actor});
    return answer(f, false);
  }

  Result<std::string> reopened(Database& db, const Json& args, const CommandContext& context) const {
    const std::string case_id = case_id_at(args), reason = name_at(args, "reason");
    auto f = followup_of_case(db, case_id);
    if (!f) return fail(Errc::not_found, "no such case was told", "/case_id");
    Questions questions(db, *rules_, context.now);
    const bool open = f->state == FollowupState::waiting || f->state == FollowupState::asked;
    questions.tell("case.reopened", *f, [&](JsonWriter& w) {
      if (!reason.empty()) w.field("reason", reason);
      w.field("by", context.actor);
    });
    const bool withdrawn = open && questions.end(&*f, FollowupState::withdrawn);
    // The rating that was given stands; closed again, the person is asked again.
    if (!open && !f->reopened) {
      f->reopened = true;
      save_followup(db, *f, f->state);
    }
    questions.finish();
    JsonWriter w;
    w.object()
        .field("case_id", case_id)
        .field("state", name_of(f->state))
        .field("withdrawn", withdrawn)
        .end();
    return w.take();
  }

 private:
  Followup read_case(Database& db, const Json& args, TimePoint now) const {
    Followup f;
    f.case_id = case_id_at(args);
    f.answered_at = answered_at(args, now);
    f.tail = tail_at(args, f.case_id);
    f.unit = name_at(args, "unit");
    f.town = name_at(args, "town");
    f.category = name_at(args, "category");
    const std::string survey = name_at(args, "survey");
    const SurveyForm* form = rules_->surveys.newest(survey);
    if (form == nullptr) throw BadInput("/survey", "names no survey of this office");
    f.survey = form->name;
    f.survey_version = form->version;
    f.due_at = form->times.window.next_open(std::max(now, f.answered_at + form->times.delay), rules_->zone);
    f.person_id = person_at(db, *rules_, args);
    return f;
  }

  void tell_closed(Database& db, const Followup& f, const CommandContext& context,
                   std::string_view event) const {
    Questions(db, *rules_, context.now).tell(event, f, [&](JsonWriter& w) {
      w.field("person", rules_->vault->pseudonym(f.person_id))
          .field("answered_at", to_rfc3339(f.answered_at));
      w.field("due_at", to_rfc3339(f.due_at))
          .field("survey", f.survey)
          .field("survey_version", f.survey_version);
      w.field("by", context.actor);
    });
  }

  static std::string answer(const Followup& f, bool told_before) {
    JsonWriter w;
    w.object().field("case_id", f.case_id).field("followup", f.id).field("state", name_of(f.state));
    w.field("due_at", to_rfc3339(f.due_at)).field("told_before", told_before).end();
    return w.take();
  }

  const std::shared_ptr<const FollowupRules> rules_;
};

}  // namespace

void register_followup_commands(CommandTable& table, std::shared_ptr<const FollowupRulesInForce> rules) {
  for (const std::string name : {"case.closed", "case.answered"})
    table.add({name, Role::operator_, false,
               [rules, name](Database& db, const Json& args, const CommandContext& context) {
                 return CaseCommands(rules->get()).closed(db, args, context, name);
               }});
  table.add({"case.reopened", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return CaseCommands(rules->get()).reopened(db, args, context);
             }});
  register_case_commands(table, rules);
  register_hold_commands(table, rules);
  register_dissatisfied_commands(table, rules);
  register_decision_commands(table, rules);
  register_voice_commands(table, rules);
}

}  // namespace huiyin
