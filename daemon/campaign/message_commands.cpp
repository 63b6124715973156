// message.send: one text to one person, outside campaigns.
#include "daemon/base/bad_input.h"
#include "daemon/base/phone.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/text_check.h"
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
  const auto findings = findings_of(content, m.purpose, rules);
  // One person, one clerk: a second part costs a few fen and asks for no second look.
  const bool accepted = args.boolean_or("accept_warnings", false) || rules_of(findings) == "character_71";
  if (auto fine = check_findings(findings, accepted, "/text"); !fine)
    return tl::unexpected<Error>(fine.error());
  m.person_id = recipient_at(db, args, rules);
  m.body_id = keep_content(db, *rules.vault, content);
  MessageChanges changes(db, context.now);
  const auto id = changes.add(m);
  if (!id) return fail(Errc::internal, "the message could not be queued");
  changes.finish("message.send");
  JsonWriter w;
  w.object().field("message", *id).field("person", rules.vault->pseudonym(m.person_id));
  w.field("parts", count_segments(content.text).parts).field("not_after", to_rfc3339(m.not_after));
  if (!findings.empty()) w.key("warnings").raw(lint_json(findings));
  return w.end().take();
}

}  // namespace

void register_message_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  table.add({"message.send", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return send(db, args, context, *rules);
             }});
}

}  // namespace huiyin
