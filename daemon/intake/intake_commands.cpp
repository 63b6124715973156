#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/intake/intake_view.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestReason = 400;

tl::unexpected<Error> not_dead(Database& db, std::int64_t raw_id) {
  if (!find_raw(db, raw_id)) return fail(Errc::not_found, "there is no such payload", "/raw_id");
  return fail(Errc::conflict, "this payload is no dead letter", "/raw_id");
}

std::string told(std::int64_t raw_id, const char* state) {
  JsonWriter w;
  return w.object().field("raw_id", raw_id).field("state", state).end().take();
}

// People write reasons: one with a number in it must not carry that into the journal.
std::string reason_of(const Json& args) {
  const std::string whole = args.text("reason");
  const std::string_view reason = trim(whole);
  if (reason.empty()) throw BadInput("/reason", "is empty");
  if (reason.size() > kLongestReason) throw BadInput("/reason", "is longer than 400 bytes");
  return mask_for_log(reason);
}

// Read again by the desk, which looks every second.
Result<std::string> requeue(Database& db, const Json& args, const CommandContext& context) {
  const std::int64_t raw_id = args.integer("raw_id");
  if (!move_raw(db, raw_id, RawState::dead, RawState::unread, {})) return not_dead(db, raw_id);
  JsonWriter w;
  w.object().field("raw_id", raw_id).field("by", context.actor).end();
  append_event(db, "intake.requeued", "raw/" + std::to_string(raw_id), context.now, w.take());
  return told(raw_id, "unread");
}

Result<std::string> discard(Database& db, const Json& args, const CommandContext& context) {
  const std::int64_t raw_id = args.integer("raw_id");
  const std::string reason = reason_of(args);
  if (!move_raw(db, raw_id, RawState::dead, RawState::read, "discarded: " + reason))
    return not_dead(db, raw_id);
  JsonWriter w;
  w.object().field("raw_id", raw_id).field("by", context.actor).field("reason", reason).end();
  append_event(db, "intake.discarded", "raw/" + std::to_string(raw_id), context.now, w.take());
  return told(raw_id, "discarded");
}

}  // namespace

void register_intake_commands(CommandTable& table) {
  table.add({"intake.requeue", Role::operator_, false, requeue});
  table.add({"intake.discard", Role::operator_, false, discard});
}

}  // namespace huiyin
