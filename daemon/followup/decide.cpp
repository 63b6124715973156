#include "daemon/followup/decide.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/phone.h"
#include "daemon/followup/attribution.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/questions.h"
#include "daemon/store/journal.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

constexpr std::string_view kNotRated = "not_rated";

// They told of pressure about one of several cases, and not which.
bool may_be_coerced(Database& db, const Followup& f) {
  for (const FollowupAnswer& a : answers_of(db, f.id))
    if (a.confidence == confidence::kOneOfSeveral && a.also.find("\"coercion\"") != std::string::npos)
      return true;
  return false;
}

Result<std::string> decide(Database& db, const FollowupRules& rules, const Json& args,
                           const CommandContext& context) {
  const std::string label = choice_at(args, "label", {"satisfied", "mostly", "dissatisfied", kNotRated});
  const std::string reason = note_at(args, "reason");
  if (reason.empty()) throw BadInput("/reason", "is missing: say what the person meant and why");
  auto found = question_at(db, args);
  if (!found) return tl::unexpected<Error>(found.error());
  Followup& f = *found;
  if (f.state != FollowupState::unclear)
    return fail(Errc::conflict, "only a question that ended unclear is decided by a human", "/followup");
  const bool rating = label != kNotRated;
  if (rating && (f.reason == "coercion" || may_be_coerced(db, f)))
    return fail(Errc::conflict, "a rating under pressure is never counted", "/label");
  Questions questions(db, rules, context.now);
  FollowupAnswer answer{
      f.id, context.now, label, "[]", R"(["human"])", "human", rules.vault->seal(reason, "answer")};
  answer.channel = "human";
  answer.actor = context.actor;
  add_answer(db, answer);
  const auto by = [&](JsonWriter& w) {
    w.field("label", label).field("confidence", "human").field("by", context.actor);
  };
  if (rating) {
    f.label = label;
    questions.end(&f, FollowupState::rated, {}, by, {.channel = "human"});
    if (label == "dissatisfied") open_dissatisfied(db, rules, questions, f, "human", by);
  } else {
    if (f.reason != "coercion") f.reason = kNotRated;
    save_followup(db, f, FollowupState::unclear);
    questions.tell("followup.decided", f, by, {.channel = "human"});
  }
  questions.finish();
  JsonWriter w;
  return w.object()
      .field("case_id", f.case_id)
      .field("state", name_of(f.state))
      .field("label", label)
      .end()
      .take();
}

bool remove_staff(Database& db, const Vault& vault, std::string_view number) {
  bool removed = false;
  for (const std::string& hash : vault.number_hashes(number)) removed |= remove_staff_number(db, hash);
  return removed;
}

// Found by the newest hash only, also where numbers are just being found anew.
bool add_staff(Database& db, const Vault& vault, std::string_view number, const CommandContext& context) {
  const std::vector<std::string> hashes = vault.number_hashes(number);
  for (std::size_t i = 1; i < hashes.size(); ++i) rehash_staff_number(db, hashes[i], hashes.front());
  return add_staff_number(db, hashes.front(), vault.seal(number, "number"), context.now, context.actor);
}

Result<std::string> set_staff(Database& db, const FollowupRules& rules, const Json& args,
                              const CommandContext& context, bool add) {
  const PhoneNumber number = read_phone(args.text_or_number("phone", ""), rules.region);
  if (number.error != NumberError::none)
    throw BadInput("/phone", "is no phone number: " + std::string(name_of(number.error)));
  const bool changed =
      add ? add_staff(db, *rules.vault, number.e164, context) : remove_staff(db, *rules.vault, number.e164);
  const std::int64_t numbers = staff_number_count(db);
  JsonWriter event;
  event.object().field("numbers", numbers).field("by", context.actor).end();
  if (changed)
    append_event(db, add ? "staff_number.added" : "staff_number.removed", "staff_numbers", context.now,
                 event.take());
  JsonWriter w;
  return w.object().field("changed", changed).field("numbers", numbers).end().take();
}

void write_answer(JsonWriter& w, const FollowupRules& rules, const FollowupAnswer& a) {
  w.object().field("at", to_rfc3339(a.at)).field("label", a.label).field("confidence", a.confidence);
  w.key("also").raw(a.also).key("why").raw(a.why).key("flags").raw(a.flags);
  if (rules.mask)
    if (const auto text = rules.vault->unseal(a.text_sealed, "answer"))
      w.field("text_masked", rules.mask(*text));
  w.end();
}

}  // namespace

void register_decision_commands(CommandTable& table,
                                const std::shared_ptr<const FollowupRulesInForce>& rules) {
  table.add({"followup.decide", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return decide(db, *rules->get(), args, context);
             }});
  for (const bool add : {true, false})
    table.add({add ? "staff_number.add" : "staff_number.remove", Role::supervisor, false,
               [rules, add](Database& db, const Json& args, const CommandContext& context) {
                 return set_staff(db, *rules->get(), args, context, add);
               }});
}

std::string unclear_list_json(Database& db, const FollowupRules& rules, std::int64_t before, int limit) {
  const std::vector<Followup> page = undecided_followups(db, before, limit);
  JsonWriter w;
  w.object().key("items").array();
  for (const Followup& f : page) {
    w.object().field("followup", f.id).field("case_id", f.case_id).field("reason", f.reason);
    w.field("unit", f.unit)
        .field("survey", f.survey)
        .field("ended_at", to_rfc3339(f.ended_at.value_or(f.due_at)));
    w.key("answers").array();
    for (const FollowupAnswer& a : answers_of(db, f.id)) write_answer(w, rules, a);
    w.end().end();
  }
  w.end().key("next");
  if (static_cast<int>(page.size()) == limit)
    w.value(page.back().id);
  else
    w.null();
  return w.end().take();
}

}  // namespace huiyin
