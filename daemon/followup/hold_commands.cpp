#include "daemon/followup/hold_commands.h"

#include "daemon/base/bad_input.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/questions.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr Millis kDay{24 * 3'600'000};

Result<std::int64_t> held_person(Database& db, const FollowupRules& rules, const Json& args) {
  if (!args.has("case_id")) return person_at(db, rules, args);
  const auto f = question_at(db, args);
  if (!f) return tl::unexpected<Error>(f.error());
  return f->person_id;
}

void put_off_queued(Database& db, const FollowupRules& rules, std::int64_t person, TimePoint until,
                    TimePoint now) {
  Questions questions(db, rules, now);
  for (const Followup& f : open_followups_of(db, person)) questions.put_off_queued(f, until);
  questions.finish();
}

void tell(Database& db, const FollowupRules& rules, std::string_view type, std::int64_t person,
          const CommandContext& context, const Details& more) {
  const std::string pseudonym = rules.vault->pseudonym(person);
  JsonWriter w;
  w.object().field("party_ref", pseudonym).field("by", context.actor);
  if (more) more(w);
  append_event(db, type, "person/" + pseudonym, context.now, w.end().take());
}

Result<std::string> hold(Database& db, const FollowupRules& rules, const Json& args,
                         const CommandContext& context) {
  const TimePoint until = time_at(args, "until").value_or(context.now + kDay);
  if (until <= context.now) throw BadInput("/until", "lies in the past");
  if (until > context.now + 14 * kDay) throw BadInput("/until", "is more than 14 days ahead");
  const std::string reason = name_at(args, "reason");
  const auto person = held_person(db, rules, args);
  if (!person) return tl::unexpected<Error>(person.error());
  hold_person(db, *person, until, context.now, context.actor, reason);
  put_off_queued(db, rules, *person, until, context.now);
  tell(db, rules, "followup.held", *person, context, [&](JsonWriter& w) {
    w.field("until", to_rfc3339(until));
    if (!reason.empty()) w.field("reason", reason);
  });
  JsonWriter w;
  return w.object().field("until", to_rfc3339(until)).end().take();
}

// What was put off goes on at the next look: steps at once, texts at the dispatcher's next claim.
Result<std::string> release(Database& db, const FollowupRules& rules, const Json& args,
                            const CommandContext& context) {
  const auto person = held_person(db, rules, args);
  if (!person) return tl::unexpected<Error>(person.error());
  const bool released = release_person(db, *person);
  if (released) {
    put_off_queued(db, rules, *person, context.now, context.now);
    for (Followup& f : open_followups_of(db, *person)) {
      f.due_at = std::min(f.due_at, context.now);
      save_followup(db, f, f.state);
    }
    tell(db, rules, "followup.released", *person, context, {});
  }
  JsonWriter w;
  return w.object().field("released", released).end().take();
}

}  // namespace

void register_hold_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules) {
  table.add({"followup.hold", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return hold(db, *rules->get(), args, context);
             }});
  table.add({"followup.release", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return release(db, *rules->get(), args, context);
             }});
}

}  // namespace huiyin
