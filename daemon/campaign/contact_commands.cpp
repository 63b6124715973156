// contact.hours: when a person wants to be written to, and in which zone; campaign.complaint: somebody
// complains of a campaign.
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/phone.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/model/sending_hours.h"
#include "daemon/people/directory.h"
#include "daemon/store/journal.h"
#include "daemon/store/person_hours.h"

namespace huiyin {
namespace {

std::string short_note(const Json& args) {
  std::string note(trim(args.text_or("note", "")));
  if (note.size() > 500) throw BadInput("/note", "is longer than 500 bytes");
  return note;
}

// By number, or by the pseudonym of our events.
std::int64_t person_at(Database& db, const Json& args, const CampaignRules& rules) {
  if (args.has("person")) {
    const auto id = rules.vault->person_of_pseudonym(args.text("person"));
    if (!id) throw BadInput("/person", "is nobody that this ledger knows");
    return *id;
  }
  const PhoneNumber number = read_phone(args.text_or_number("phone", ""), rules.region);
  if (number.error != NumberError::none)
    throw BadInput("/phone", "is no phone number: " + std::string(name_of(number.error)));
  return person_of(db, *rules.vault, number.e164);
}

Result<std::string> set_hours(Database& db, const Json& args, const CommandContext& context,
                              const CampaignRules& rules) {
  PersonHoursRow row{person_at(db, args, rules),
                     args.text_or("zone", ""),
                     args.text_or("hours", ""),
                     context.now,
                     context.actor,
                     short_note(args)};
  const bool clears = row.zone.empty() && row.hours.empty();
  if (row.zone.empty()) row.zone = rules.time_zone;
  if (row.hours.empty()) row.hours = "00:00-24:00";
  if (auto zone = TimeZone::load(row.zone); !zone) throw BadInput("/zone", zone.error().text());
  if (auto hours = DayWindow::parse(row.hours); !hours) throw BadInput("/hours", hours.error().text());
  if (clears)
    clear_person_hours(db, row.person_id);
  else
    set_person_hours(db, row);
  const std::string person = rules.vault->pseudonym(row.person_id);
  JsonWriter w;
  w.object().field("person", person).field("by", context.actor).field("set", !clears);
  if (!clears) w.field("zone", row.zone).field("hours", row.hours);
  std::string answer = w.end().take();
  append_event(db, "contact.hours", "person/" + person, context.now, answer);
  return answer;
}

Result<std::string> complain(Database& db, const Json& args, const CommandContext& context) {
  const auto c = find_campaign(db, args.integer("campaign"));
  if (!c) return fail(Errc::not_found, "there is no such campaign", "/campaign");
  if (!c->started_at) return fail(Errc::conflict, "the campaign was not started", "/campaign");
  const std::int64_t count = args.integer_or("count", 1);
  if (count < 1 || count > 10'000) throw BadInput("/count", "is not from 1 to 10000");
  add_complaints(db, c->id, count);
  JsonWriter w;
  w.object().field("campaign", c->id).field("complaints", c->complaints + count).field("by", context.actor);
  std::string answer = w.field("note", short_note(args)).end().take();
  append_event(db, "campaign.complaint", "campaign/" + std::to_string(c->id), context.now, answer);
  return answer;
}

}  // namespace

void register_contact_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  table.add({"contact.hours", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return set_hours(db, args, context, *rules);
             }});
  table.add({"campaign.complaint", Role::operator_, false,
             [](Database& db, const Json& args, const CommandContext& context) {
               return complain(db, args, context);
             }});
}

}  // namespace huiyin
