#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/people/erasure.h"
#include "daemon/store/erase_rows.h"
#include "daemon/store/erasures.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"
#include "daemon/store/persons.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

constexpr std::size_t kShortestReason = 6, kLongestReason = 400;

std::string reason_at(const Json& args, bool needed) {
  const std::string whole = args.text_or("reason", "");
  const std::string_view reason = trim(whole);
  if (needed && reason.size() < kShortestReason)
    throw BadInput("/reason", "must say why: two characters of Chinese or six letters at least");
  if (reason.size() > kLongestReason) throw BadInput("/reason", "is longer than 400 bytes");
  return mask_for_log(reason);
}

Result<std::int64_t> party_at(Database& db, const Json& args, const ErasureRules& rules) {
  std::optional<std::int64_t> id;
  if (const std::string phone = args.text_or_number("phone", ""); !phone.empty())
    id = known_person(db, *rules.vault, rules.number(phone));
  else if (const std::string party = args.text_or("person", ""); !party.empty())
    id = rules.vault->person_of_pseudonym(party);
  else
    throw BadInput("/phone", "or person is missing");
  const auto sealed = id ? sealed_number(db, *id) : std::nullopt;
  if (!sealed || sealed->empty()) return fail(Errc::not_found, "nothing is kept of this person", "/phone");
  return *id;
}

void write_erasure(JsonWriter& w, const ErasureRow& e) {
  w.field("erasure", e.public_id).field("party_ref", e.party).field("state", name_of(e.state));
  w.field("reason", e.reason).field("asked_at", to_rfc3339(e.asked_at)).field("asked_by", e.asked_by);
  w.field("decided_by", e.decided_by).key("looked_at_again");
  if (e.state == ErasureState::kept || e.state == ErasureState::running)
    w.value(to_rfc3339(e.due_at));
  else
    w.null();
}

std::string json_of(const ErasureRow& e) {
  JsonWriter w;
  w.object();
  write_erasure(w, e);
  return w.end().take();
}

std::string told(Database& db, const ErasureRow& e, std::string_view type, TimePoint now) {
  std::string json = json_of(e);
  append_event(db, type, "erasure/" + e.public_id, now, json);
  return json;
}

Result<std::string> ask(Database& db, const Json& args, const CommandContext& c, const ErasureRules& rules) {
  const std::string reason = reason_at(args, true);
  const auto person = party_at(db, args, rules);
  if (!person) return tl::unexpected<Error>(person.error());
  if (const auto other = unfinished_erasure_of(db, *person))
    return fail(Errc::conflict, "this was asked for before: " + other->public_id, "/phone");
  ErasureRow e;
  e.person_id = *person;
  e.party = rules.vault->pseudonym(*person);
  e.reason = reason;
  e.asked_at = e.due_at = c.now;
  e.asked_by = c.actor;
  add_erasure(db, &e);
  return told(db, e, "erasure.asked", c.now);
}

Result<std::string> decide(Database& db, const Json& args, const CommandContext& c, const ErasureRules&) {
  auto e = find_erasure(db, args.text("erasure"));
  if (!e) return fail(Errc::not_found, "there is no such request", "/erasure");
  if (e->state != ErasureState::waiting) return fail(Errc::conflict, "this was decided before", "/erasure");
  if (auto second = check_second_person(db, e->asked_by, c.actor); !second)
    return fail(Errc::forbidden, second.error().what, "/erasure");
  const bool approve = args.boolean("approve");
  reason_at(args, !approve);
  e->decided_by = c.actor;
  e->state = approve ? ErasureState::running : ErasureState::refused;
  e->due_at = c.now;
  save_erasure(db, *e);
  return told(db, *e, "erasure.decided", c.now);
}

std::string subject_at(Database& db, const Json& args) {
  if (const std::string id = args.text_or("intake_id", ""); !id.empty()) {
    if (!find_intake(db, id)) throw BadInput("/intake_id", "there is no such record");
    return "intake/" + id;
  }
  const std::string id = args.text_or("case_id", "");
  if (id.empty()) throw BadInput("/intake_id", "or case_id is missing");
  return "case/" + id;
}

Result<std::string> hold(Database& db, const Json& args, const CommandContext& c, const ErasureRules&) {
  const LegalHold h{subject_at(db, args), reason_at(args, true), c.now, c.actor};
  set_legal_hold(db, h);
  JsonWriter w;
  w.object().field("subject", h.subject).field("reason", h.reason).field("by", c.actor).end();
  std::string answer = w.take();
  append_event(db, "erasure.held", h.subject, c.now, answer);
  return answer;
}

Result<std::string> release(Database& db, const Json& args, const CommandContext& c, const ErasureRules&) {
  const std::string subject = subject_at(db, args), reason = reason_at(args, true);
  if (!clear_legal_hold(db, subject)) return fail(Errc::not_found, "there is no hold on it", "/intake_id");
  restart_retention(db);
  JsonWriter w;
  w.object().field("subject", subject).field("reason", reason).field("by", c.actor).end();
  std::string answer = w.take();
  append_event(db, "erasure.released", subject, c.now, answer);
  return answer;
}

}  // namespace

void register_erasure_commands(CommandTable& table, const ErasureRules& rules) {
  using Run = Result<std::string> (*)(Database&, const Json&, const CommandContext&, const ErasureRules&);
  const auto add = [&](const char* name, Run run) {
    table.add({name, Role::supervisor, false,
               [rules, run](Database& db, const Json& args, const CommandContext& c) -> Result<std::string> {
                 if (c.actor.starts_with("bus"))
                   return fail(Errc::forbidden, "only a person of the office may ask for this", "erasure");
                 return run(db, args, c, rules);
               }});
  };
  add("erasure.ask", ask);
  add("erasure.decide", decide);
  add("erasure.hold", hold);
  add("erasure.release", release);
}

std::string erasures_json(Database& db, std::int64_t before, int limit) {
  std::vector<ErasureRow> rows = list_erasures(db, before, limit + 1);
  const bool more = rows.size() > static_cast<std::size_t>(limit);
  if (more) rows.pop_back();
  JsonWriter w;
  w.object().key("items").array();
  for (const ErasureRow& e : rows) {
    w.object();
    write_erasure(w, e);
    w.end();
  }
  w.end().key("next");
  if (more)
    w.value(rows.back().id);
  else
    w.null();
  return w.end().take();
}

std::optional<std::string> erasure_json(Database& db, std::string_view public_id) {
  const auto e = find_erasure(db, public_id);
  if (!e) return std::nullopt;
  JsonWriter w;
  w.object();
  write_erasure(w, *e);
  w.key("certificates").array();
  for (const ErasureCertificate& c : certificates_of(db, e->id))
    w.object().field("number", c.number).field("hash", c.hash).key("content").raw(c.content).end();
  return w.end().end().take();
}

std::string legal_holds_json(Database& db) {
  JsonWriter w;
  w.object().key("items").array();
  for (const LegalHold& h : legal_holds(db))
    w.object()
        .field("subject", h.subject)
        .field("reason", h.reason)
        .field("at", to_rfc3339(h.at))
        .field("by", h.actor)
        .end();
  return w.end().end().take();
}

}  // namespace huiyin
