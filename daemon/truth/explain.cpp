#include "daemon/truth/explain.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/consent.h"
#include "daemon/store/persons.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/stories.h"
#include "daemon/truth/timeline.h"

namespace huiyin {
namespace {

using Entries = std::vector<TimelineEntry>;

void append(Entries* to, Entries more) {
  std::move(more.begin(), more.end(), std::back_inserter(*to));
}

// Of the campaign's story what a single message needs: not the counts of its batches.
Entries story_of(Database& db, std::int64_t campaign_id) {
  Entries out = events_of(db, "campaign/" + std::to_string(campaign_id));
  std::erase_if(out, [](const TimelineEntry& e) { return e.what == "message.states"; });
  return out;
}

void write_message_facts(JsonWriter& w, Database& db, const Vault& vault, const MessageRow& m) {
  w.field("message", m.id).field("campaign", m.campaign_id).field("person", vault.pseudonym(m.person_id));
  w.field("purpose", name_of(m.purpose)).field("state", name_of(m.state)).field("tries", m.tries);
  w.field("carrier", m.carrier_id == 0 ? std::string() : carrier_name(db, m.carrier_id));
  w.field("parts", body_parts(db, m.body_id)).field("not_after", to_rfc3339(m.not_after));
  if (m.state != MessageState::queued) return;
  if (const auto at = next_try(db, m.id)) w.field("next_try", to_rfc3339(*at));
}

std::string person_json(Database& db, const ExplainRules& rules, std::int64_t person) {
  const std::string pseudonym = rules.vault->pseudonym(person);
  Entries entries;
  for (const MessageRow& m : messages_of_person(db, person)) {
    JsonWriter w;
    w.object().field("message", m.id).field("campaign", m.campaign_id).field("purpose", name_of(m.purpose));
    w.key("end").raw(end_detail(m, *rules.words)).end();
    entries.push_back({m.changed_at, "message", w.take()});
  }
  for (const ConsentWord& c : consent_history(db, person)) {
    JsonWriter w;
    w.object()
        .field("scope", c.scope)
        .field("channel", c.channel)
        .field("word", c.out ? "opted_out" : "opted_in");
    w.field("source", c.source).end();
    entries.push_back({c.at, "consent", w.take()});
  }
  JsonWriter w;
  w.object().field("person", pseudonym).key("timeline");
  write_timeline(w, std::move(entries));
  w.end();
  return w.take();
}

std::int64_t person_at(Database& db, const Json& args, const ExplainRules& rules) {
  if (args.has("person") == args.has("phone"))
    throw BadInput("/person", "or phone must be given, one of them");
  if (args.has("person")) {
    const auto person = rules.vault->person_of_pseudonym(args.text("person"));
    if (!person || !sealed_number(db, *person)) throw BadInput("/person", "is nobody this office knows");
    return *person;
  }
  const auto person = known_person(db, *rules.vault, rules.number(args.text("phone")));
  if (!person) throw BadInput("/phone", "is nobody this office has written to or heard from");
  return *person;
}

Result<std::string> explain_person(Database& db, const Json& args, const CommandContext& context,
                                   const ExplainRules& rules) {
  const std::string why(trim(args.text("why")));
  if (why.empty()) throw BadInput("/why", "is empty: each look is on record with its reason");
  if (to_utf32(why).size() > 500) throw BadInput("/why", "is longer than 500 characters");
  const std::int64_t person = person_at(db, args, rules);
  const std::string pseudonym = rules.vault->pseudonym(person);
  JsonWriter w;
  w.object().field("party_ref", pseudonym).field("by", context.actor).field("why", why).end();
  append_event(db, "audit.person_explained", "person/" + pseudonym, context.now, w.take());
  return person_json(db, rules, person);
}

}  // namespace

std::optional<std::string> explain_message_json(Database& db, const Vault& vault, const FailureReasons& words,
                                                std::int64_t id) {
  const auto m = find_message(db, id);
  if (!m) return std::nullopt;
  bool complete = true;
  Entries entries = attempts_of(db, *m, &complete);
  if (m->campaign_id != 0) append(&entries, story_of(db, m->campaign_id));
  append(&entries, events_of(db, "message/" + std::to_string(id)));
  if (m->state != MessageState::queued && m->state != MessageState::submitting)
    entries.push_back({m->changed_at, std::string(name_of(m->state)), end_detail(*m, words)});
  JsonWriter w;
  w.object();
  write_message_facts(w, db, vault, *m);
  w.key("end").raw(end_detail(*m, words)).field("attempts_complete", complete).key("timeline");
  write_timeline(w, std::move(entries));
  w.end();
  return w.take();
}

std::optional<std::string> explain_campaign_json(Database& db, std::int64_t id) {
  const auto c = find_campaign(db, id);
  if (!c) return std::nullopt;
  JsonWriter w;
  w.object().field("campaign", id).field("name", c->name).field("state", name_of(c->state));
  w.field("purpose", name_of(c->purpose)).key("states").object();
  for (const auto& [state, n] : tally_of(db, id))
    if (n != 0) w.field(name_of(state), n);
  w.end().key("timeline");
  write_timeline(w, events_of(db, "campaign/" + std::to_string(id)));
  w.end();
  return w.take();
}

void register_explain_commands(CommandTable& table, std::shared_ptr<const ExplainRules> rules) {
  table.add({"person.explain", Role::supervisor, false,
             [rules = std::move(rules)](Database& db, const Json& args, const CommandContext& context) {
               return explain_person(db, args, context, *rules);
             }});
}

}  // namespace huiyin
