#include "daemon/truth/uncertain.h"

#include <algorithm>
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr int kMostAtOnce = 10'000;

struct Decision {
  std::string_view name;
  MessageEvent event;
  Role needs;
};
constexpr Decision kDecisions[] = {
    {"delivered", MessageEvent::deliver, Role::operator_},
    {"not_delivered", MessageEvent::fail, Role::operator_},
    {"resend", MessageEvent::deny, Role::approver},
    {"give_up", MessageEvent::expire, Role::operator_},
};

const Decision& decision_at(const Json& args) {
  const std::string name = args.text("decision");
  for (const Decision& d : kDecisions)
    if (d.name == name) return d;
  throw BadInput("/decision", "is not one of delivered, not_delivered, resend, give_up");
}

std::string note_at(const Json& args) {
  std::string note(trim(args.text("note")));
  if (note.empty()) throw BadInput("/note", "is empty: say how it is known");
  if (to_utf32(note).size() > 500) throw BadInput("/note", "is longer than 500 characters");
  return note;
}

// One message, or all uncertain ones of a campaign.
std::vector<MessageRow> chosen(Database& db, const Json& args) {
  std::vector<MessageRow> out;
  if (args.has("message") == args.has("campaign"))
    throw BadInput("/message", "or campaign must be given, one of them");
  if (args.has("message")) {
    if (const auto m = find_message(db, args.integer("message")); m && m->state == MessageState::uncertain)
      out.push_back(*m);
    return out;
  }
  const std::int64_t campaign = args.integer("campaign");
  each_in_state(db, MessageState::uncertain, 0, 1 << 30, [&](const MessageRow& m) {
    if (m.campaign_id == campaign && static_cast<int>(out.size()) < kMostAtOnce) out.push_back(m);
  });
  return out;
}

MessageDetail detail_of(const Decision& d, std::string_view note, TimePoint now) {
  MessageDetail detail{.reason = note};
  if (d.event == MessageEvent::expire) detail.reason = kUntoldReason;
  if (d.event == MessageEvent::deny) detail.not_before = now;
  return detail;
}

Result<std::string> decide(Database& db, const Json& args, const CommandContext& context,
                           const Vault& vault) {
  const Decision& d = decision_at(args);
  const std::string note = note_at(args);
  if (context.role < d.needs)
    return fail(Errc::forbidden, "needs the role " + std::string(name_of(d.needs)), "/decision");
  const std::vector<MessageRow> rows = chosen(db, args);
  if (rows.empty())
    return fail(Errc::conflict, "nothing of this is uncertain (any more)",
                args.has("message") ? "/message" : "/campaign");
  const std::string reason = "decided: " + std::string(d.name);
  MessageChanges changes(db, context.now);
  std::int64_t decided = 0;
  for (const MessageRow& m : rows) {
    if (!changes.apply(m, d.event, detail_of(d, reason, context.now))) continue;
    ++decided;
    JsonWriter w;
    w.object().field("message", m.id).field("campaign", m.campaign_id).field("decision", d.name);
    w.field("party_ref", vault.pseudonym(m.person_id)).field("by", context.actor).field("note", note).end();
    append_event(db, "audit.uncertain_decided", "message/" + std::to_string(m.id), context.now, w.take());
  }
  changes.finish("uncertain.decide");
  JsonWriter w;
  w.object().field("decided", decided).field("decision", d.name);
  w.field("left", tally_of_all(db)[MessageState::uncertain]).end();
  return w.take();
}

void write_item(JsonWriter& w, const MessageRow& m, const std::string& carrier, const Vault& vault,
                const UncertainTerms& terms, TimePoint now) {
  const NextStep next = next_step(m, carrier, terms, now);
  w.object().field("message", m.id).field("campaign", m.campaign_id);
  w.field("person", vault.pseudonym(m.person_id)).field("purpose", name_of(m.purpose));
  w.field("carrier", carrier).field("since", to_rfc3339(m.changed_at)).field("tries", m.tries);
  w.field("reason", m.reason).key("next").object().field("step", next.step).key("at");
  if (next.at == TimePoint{})
    w.null();
  else
    w.value(to_rfc3339(next.at));
  w.end().key("decide").array();
  for (const Decision& d : kDecisions)
    if (d.event != MessageEvent::deny || now < m.not_after) w.value(d.name);
  w.end().end();
}

}  // namespace

NextStep next_step(const MessageRow& m, const std::string& account, const UncertainTerms& terms,
                   TimePoint now) {
  if (terms.can_ask && terms.can_ask(account, m))
    return {"ask_carrier", std::max(now, m.changed_at + terms.grace)};
  const TimePoint decided_at = m.changed_at + terms.patience;
  switch (policy_of(m.purpose).uncertain) {
    case UncertainPolicy::wait:
      return {"wait_for_receipt", {}};
    case UncertainPolicy::give_up:
      return {"give_up", decided_at};
    case UncertainPolicy::resend_once:
      if (m.tries < 2 && m.tries < terms.max_tries) return {"send_once_more", decided_at};
      return {"wait_for_receipt", {}};
  }
  return {"wait_for_receipt", {}};
}

std::string uncertain_json(Database& db, const Vault& vault, const UncertainTerms& terms, std::int64_t after,
                           int limit, TimePoint now) {
  const int most = std::clamp(limit, 1, 500);
  std::map<std::int64_t, std::string> carriers;
  const auto carrier = [&](std::int64_t id) -> const std::string& {
    const auto [at, fresh] = carriers.try_emplace(id);
    if (fresh) at->second = carrier_name(db, id);
    return at->second;
  };
  JsonWriter w;
  std::int64_t n = 0, last = 0;
  w.object().key("items").array();
  each_in_state(db, MessageState::uncertain, after, most, [&](const MessageRow& m) {
    write_item(w, m, carrier(m.carrier_id), vault, terms, now);
    last = m.id;
    ++n;
  });
  w.end().field("total", tally_of_all(db)[MessageState::uncertain]).key("next");
  if (n == most)
    w.value(last);
  else
    w.null();
  w.end();
  return w.take();
}

void register_uncertain_commands(CommandTable& table, std::shared_ptr<const Vault> vault) {
  table.add({"uncertain.decide", Role::operator_, false,
             [vault = std::move(vault)](Database& db, const Json& args, const CommandContext& context) {
               return decide(db, args, context, *vault);
             }});
}

}  // namespace huiyin
