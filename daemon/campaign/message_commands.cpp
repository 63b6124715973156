// message.send: one text to one person, outside campaigns.
#include "daemon/base/bad_input.h"
#include "daemon/base/phone.h"
#include "daemon/campaign/command_args.h"
#include "daemon/model/segments.h"
#include "daemon/people/directory.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

std::int64_t recipient_at(Database& db, const Json& args, const CampaignRules& rules) {
  const PhoneNumber number = read_phone(args.text_or_number("to", ""), rules.region);
  if (number.error != NumberError::none)
    throw BadInput("/to", "is no phone number: " + std::string(name_of(number.error)));
  if (!number.can_get_sms())
    throw BadInput("/to", "can't get a text message: " + std::string(name_of(number.kind)));
  return person_of(db, *rules.vault, number.e164);
}

Result<std::string> send(Database& db, const Json& args, const CommandContext& context,
                         const CampaignRules& rules) {
  NewMessage m;
  m.purpose = purpose_at(args, {Purpose::case_reply, Purpose::statutory_notice, Purpose::staff});
  m.lane = lane_of(m.purpose);
  m.not_before = context.now;
  m.not_after = not_after_at(args, context.now, rules.message_life);
  const Content content = content_at(args, m.purpose, rules);
  m.person_id = recipient_at(db, args, rules);
  m.body_id = keep_content(db, *rules.vault, content);
  MessageChanges changes(db, context.now);
  const auto id = changes.add(m);
  if (!id) return fail(Errc::internal, "the message could not be queued");
  changes.finish("message.send");
  JsonWriter w;
  w.object().field("message", *id).field("person", rules.vault->pseudonym(m.person_id));
  w.field("parts", count_segments(content.text).parts).field("not_after", to_rfc3339(m.not_after)).end();
  return w.take();
}

}  // namespace

void register_message_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  table.add({"message.send", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return send(db, args, context, *rules);
             }});
}

}  // namespace huiyin
