// campaign.complaint: somebody complains of a campaign.
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

std::string short_note(const Json& args) {
  std::string note(trim(args.text_or("note", "")));
  if (note.size() > 500) throw BadInput("/note", "is longer than 500 bytes");
  return note;
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

void register_complaint_command(CommandTable& table) {
  table.add({"campaign.complaint", Role::operator_, false,
             [](Database& db, const Json& args, const CommandContext& context) {
               return complain(db, args, context);
             }});
}

}  // namespace huiyin
