#include "daemon/people/consent_commands.h"

#include <algorithm>
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/model/purpose.h"
#include "daemon/people/directory.h"
#include "daemon/store/consent.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

constexpr int kAtOnce = 200;
constexpr Millis kStillMakesSense{15 * 60'000};

std::string one_of(const Json& args, const std::string& name, std::initializer_list<std::string_view> allowed,
                   std::string_view otherwise = {}) {
  std::string given = otherwise.empty() ? args.text(name) : args.text_or(name, otherwise);
  std::string names;
  for (const std::string_view a : allowed) {
    if (a == given) return given;
    names += (names.empty() ? "" : ", ") + std::string(a);
  }
  throw BadInput("/" + name, "is not one of " + names);
}

std::string scope_at(const Json& args) {
  const std::string scope = args.text("scope");
  const auto purpose = purpose_of(scope);
  if (purpose && !policy_of(*purpose).opt_out_applies)
    throw BadInput("/scope", "can't be refused: " + scope +
                                 " is the law's or the person's own matter. Publicity and surveys can");
  return one_of(args, "scope", {"publicity", "follow_up", "all"});
}

// `known`: a number that nobody has met is nobody; else it becomes a person, whose word must count from the
// start.
std::int64_t party_at(Database& db, const Json& args, const ConsentRules& rules, bool known) {
  if (args.has("person") == args.has("phone"))
    throw BadInput("/person", "or phone must be given, one of them");
  if (args.has("person")) {
    const auto person = rules.vault->person_of_pseudonym(args.text("person"));
    if (!person || !sealed_number(db, *person)) throw BadInput("/person", "is nobody this office knows");
    return *person;
  }
  const std::string number = rules.number(args.text("phone"));
  if (!known) return person_of(db, *rules.vault, number);
  const auto person = known_person(db, *rules.vault, number);
  if (!person) throw BadInput("/phone", "is nobody this office has written to or heard from");
  return *person;
}

Result<std::string> set_word(Database& db, const Json& args, const CommandContext& context,
                             const ConsentRules& rules) {
  ConsentWord w;
  w.scope = scope_at(args);
  w.channel = one_of(args, "channel", {"sms", "voice", "all"}, "sms");
  w.out = one_of(args, "word", {"opted_out", "opted_in"}) == "opted_out";
  w.source = one_of(args, "source", {"phone", "letter", "visit", "web", "email", "clerk"});
  const std::string wording(trim(args.text_or("wording", "")));
  if (to_utf32(wording).size() > 500) throw BadInput("/wording", "is longer than 500 characters");
  w.person_id = party_at(db, args, rules, false);
  if (!wording.empty()) w.wording_sealed = rules.vault->seal(wording, "answer");
  w.by = context.actor;
  w.at = context.now;
  const bool changed = record_word(db, w);
  const std::string pseudonym = rules.vault->pseudonym(w.person_id);
  JsonWriter j;
  j.object().field("party_ref", pseudonym).field("scope", w.scope).field("channel", w.channel);
  j.field("word", w.out ? "opted_out" : "opted_in").field("source", w.source).field("by", w.by);
  j.field("changed", changed).end();
  append_event(db, "consent.told", "person/" + pseudonym, context.now, j.take());
  j.object().field("person", pseudonym).field("changed", changed).end();
  return j.take();
}

void write_word(JsonWriter& j, const ConsentWord& w) {
  j.field("scope", w.scope).field("channel", w.channel).field("word", w.out ? "opted_out" : "opted_in");
  j.field("source", w.source).field("at", to_rfc3339(w.at));
}

Result<std::string> show_words(Database& db, const Json& args, const CommandContext& context,
                               const ConsentRules& rules) {
  const std::int64_t person = party_at(db, args, rules, true);
  JsonWriter j;
  j.object().field("person", rules.vault->pseudonym(person)).key("now").array();
  for (const ConsentWord& w : newest_words(db, person)) {
    j.object();
    write_word(j, w);
    j.end();
  }
  j.end().key("history").array();
  for (const ConsentWord& w : consent_history(db, person)) {
    j.object();
    write_word(j, w);
    if (!w.by.empty()) j.field("by", w.by);
    if (!w.rule.empty()) j.field("rule", w.rule);
    if (context.role >= Role::supervisor && !w.wording_sealed.empty())
      if (const auto wording = rules.vault->unseal(w.wording_sealed, "answer")) j.field("wording", *wording);
    j.end();
  }
  j.end().end();
  return j.take();
}

}  // namespace

void register_consent_commands(CommandTable& table, std::shared_ptr<const ConsentRules> rules) {
  table.add({"consent.set", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return set_word(db, args, context, *rules);
             }});
  table.add({"consent.show", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return show_words(db, args, context, *rules);
             }});
}

Result<bool> confirm_opt_outs(Database& db, const ConsentRules& rules, TimePoint now) {
  const auto due = take_due_confirmations(db, kAtOnce);
  MessageChanges changes(db, now);
  for (const DueConfirmation& d : due) {
    if (!rules.confirm || now - d.said_at > kStillMakesSense) continue;
    // The person may have changed their mind since.
    if (!opted_out_of(db, d.person_id, "publicity", "sms")) continue;
    if (!confirm_once(db, d.person_id, now)) continue;
    NewMessage m;
    m.person_id = d.person_id;
    m.body_id = keep_content(db, *rules.vault, rules.confirmation);
    m.purpose = Purpose::case_reply;
    m.lane = lane_of(m.purpose);
    m.not_before = now;
    m.not_after = now + rules.confirmation_life;
    const auto id = changes.add(m);
    if (!id) continue;
    const std::string pseudonym = rules.vault->pseudonym(d.person_id);
    JsonWriter w;
    w.object().field("party_ref", pseudonym).field("message", *id).end();
    append_event(db, "consent.confirmed", "person/" + pseudonym, now, w.take());
  }
  changes.finish("consent.confirmed");
  return static_cast<int>(due.size()) >= kAtOnce;
}

}  // namespace huiyin
