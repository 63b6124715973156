#include "daemon/people/contact_commands.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/model/sending_hours.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"
#include "daemon/store/person_hours.h"

namespace huiyin {
namespace {

struct Party {
  std::int64_t person_id = 0;
  std::string intake;  // by which the person was named; "": otherwise
};

Result<Party> contact_party(Database& db, const Json& args, const ContactRules& rules) {
  if (args.has("intake_id")) {
    const auto record = find_intake(db, args.text("intake_id"));
    if (!record) return fail(Errc::not_found, "there is no such record", "/intake_id");
    if (record->person_id == 0)
      return fail(Errc::conflict, "nobody told a number with this record", "/intake_id");
    return Party{record->person_id, record->public_id};
  }
  if (!args.has("person"))
    return Party{person_of(db, *rules.vault, rules.number(args.text_or_number("phone", ""))), {}};
  const auto id = rules.vault->person_of_pseudonym(args.text("person"));
  if (!id) throw BadInput("/person", "is nobody that this ledger knows");
  return Party{*id, {}};
}

// The person's wish or rule as the arguments say it; hours and zone are checked.
PersonHoursRow hours_at(const Json& args, const CommandContext& context) {
  PersonHoursRow row;
  row.zone = args.text_or("zone", "");
  row.hours = args.text_or("hours", "");
  row.note = trim(args.text_or("note", ""));
  row.set_at = context.now;
  row.set_by = context.actor;
  if (row.note.size() > 500) throw BadInput("/note", "is longer than 500 bytes");
  if (!row.zone.empty())
    if (auto zone = TimeZone::load(row.zone); !zone) throw BadInput("/zone", zone.error().text());
  if (!row.hours.empty())
    if (auto hours = DayWindow::parse(row.hours); !hours) throw BadInput("/hours", hours.error().what);
  return row;
}

void tell_contact(Database& db, const Party& party, const ContactRules& rules, const CommandContext& context,
                  const std::string& data) {
  if (!party.intake.empty())
    append_event(db, "contact.changed", "intake/" + party.intake, context.now, data);
  else
    append_event(db, "contact.hours", "person/" + rules.vault->pseudonym(party.person_id), context.now, data);
}

std::string contact_answer(const Party& party, const ContactRules& rules, const CommandContext& context,
                           const PersonHoursRow* row, bool changed) {
  JsonWriter w;
  w.object();
  if (!party.intake.empty()) w.field("intake_id", party.intake);
  w.field("person", rules.vault->pseudonym(party.person_id)).field("set", row != nullptr);
  if (row != nullptr) {
    w.field("strict", row->strict).field("never", row->never()).field("hours", row->hours);
    w.field("zone", row->zone.empty() ? rules.time_zone : row->zone);
  } else {
    w.field("changed", changed);
  }
  return w.field("by", context.actor).end().take();
}

Result<std::string> keep_hours(Database& db, const Party& party, PersonHoursRow row,
                               const ContactRules& rules, const CommandContext& context) {
  row.person_id = party.person_id;
  set_person_hours(db, row);
  std::string answer = contact_answer(party, rules, context, &row, true);
  tell_contact(db, party, rules, context, answer);
  return answer;
}

Result<std::string> take_back(Database& db, const Party& party, const ContactRules& rules,
                              const CommandContext& context) {
  const bool changed = clear_person_hours(db, party.person_id);
  std::string answer = contact_answer(party, rules, context, nullptr, changed);
  if (changed) tell_contact(db, party, rules, context, answer);
  return answer;
}

Result<std::string> set_contact(Database& db, const Json& args, const CommandContext& context,
                                const ContactRules& rules, bool strict) {
  PersonHoursRow row = hours_at(args, context);
  row.strict = strict || args.boolean_or("strict", false);
  const bool never = args.boolean_or("never", false);
  if (never && (!row.strict || !row.hours.empty()))
    throw BadInput("/never", "goes with strict, and with no hours");
  const auto party = contact_party(db, args, rules);
  if (!party) return tl::unexpected<Error>(party.error());
  const auto known = find_person_hours(db, party->person_id);
  if (known && known->strict && !row.strict)
    return fail(Errc::conflict, "this person is reached by a rule of safe contact: say strict to change that",
                "/hours");
  if (!never && row.zone.empty() && row.hours.empty()) return take_back(db, *party, rules, context);
  if (!never && row.hours.empty()) row.hours = "00:00-24:00";
  return keep_hours(db, *party, std::move(row), rules, context);
}

Result<std::string> set_of_record(Database& db, const Json& args, const CommandContext& context,
                                  const ContactRules& rules) {
  (void)args.text("intake_id");
  if (args.boolean_or("never", false) == !args.text_or("hours", "").empty())
    throw BadInput("/hours", "name hours, or never: true");
  return set_contact(db, args, context, rules, true);
}

Result<std::string> set_of_person(Database& db, const Json& args, const CommandContext& context,
                                  const ContactRules& rules) {
  return set_contact(db, args, context, rules, false);
}

Result<std::string> clear_of_record(Database& db, const Json& args, const CommandContext& context,
                                    const ContactRules& rules) {
  (void)args.text("intake_id");
  const auto party = contact_party(db, args, rules);
  if (!party && party.error().code != Errc::conflict) return tl::unexpected<Error>(party.error());
  if (party) return take_back(db, *party, rules, context);
  JsonWriter w;
  w.object().field("intake_id", args.text("intake_id")).field("changed", false);
  return w.field("by", context.actor).end().take();
}

}  // namespace

void register_contact_commands(CommandTable& table, std::shared_ptr<const ContactRules> rules) {
  using Handler = Result<std::string> (*)(Database&, const Json&, const CommandContext&, const ContactRules&);
  for (const auto& [name, run] : {std::pair<const char*, Handler>{"contact.set", set_of_record},
                                  {"contact.hours", set_of_person},
                                  {"contact.clear", clear_of_record}})
    table.add({name, Role::operator_, false,
               [rules, run = run](Database& db, const Json& args, const CommandContext& context) {
                 return run(db, args, context, *rules);
               }});
}

}  // namespace huiyin
