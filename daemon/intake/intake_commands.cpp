#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/intake/intake_view.h"
#include "daemon/store/audit.h"
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
std::string reason_of(std::string_view whole) {
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
  const std::string reason = reason_of(args.text("reason"));
  if (!move_raw(db, raw_id, RawState::dead, RawState::read, "discarded: " + reason))
    return not_dead(db, raw_id);
  JsonWriter w;
  w.object().field("raw_id", raw_id).field("by", context.actor).field("reason", reason).end();
  append_event(db, "intake.discarded", "raw/" + std::to_string(raw_id), context.now, w.take());
  return told(raw_id, "discarded");
}

// The mended copy is new, the original keeps its bytes and says what became of it.
Result<std::string> fix(Database& db, const Json& args, const CommandContext& context, const Vault& vault) {
  const std::int64_t raw_id = args.integer("raw_id");
  const std::string reason = reason_of(args.text("reason"));
  const auto payload = from_base64(args.text("payload_base64"));
  if (!payload || payload->empty()) throw BadInput("/payload_base64", "is no base64, or is empty");
  const auto raw = find_raw(db, raw_id);
  if (!raw || raw->state != RawState::dead) return not_dead(db, raw_id);
  bool fresh = false;
  const std::int64_t copy = keep_raw(
      db,
      {0, raw->carrier_id, raw->kind, raw->received_at, vault.seal(*payload, "raw"), RawState::unread, 1, ""},
      vault.stamp(*payload), Millis(0), &fresh);
  move_raw(db, raw_id, RawState::dead, RawState::read, "fixed as " + std::to_string(copy) + ": " + reason);
  JsonWriter w;
  w.object()
      .field("raw_id", raw_id)
      .field("fixed_as", copy)
      .field("by", context.actor)
      .field("reason", reason);
  std::string answer = w.end().take();
  append_event(db, "intake.fixed", "raw/" + std::to_string(raw_id), context.now, answer);
  return answer;
}

}  // namespace

Result<std::string> dead_payload_json(Database& db, const Vault& vault, std::int64_t raw_id,
                                      std::string_view reason, const CommandContext& context) {
  const auto raw = find_raw(db, raw_id);
  if (!raw || raw->state != RawState::dead) return not_dead(db, raw_id);
  JsonWriter detail;
  detail.object().field("reason", reason_of(reason)).end();
  append_audit(db, context.now, context.actor, "access.dead_letter", "raw/" + std::to_string(raw_id),
               detail.take());
  const auto payload = vault.unseal(raw->payload_sealed, "raw");
  if (!payload) return tl::unexpected<Error>(payload.error());
  JsonWriter w;
  return w.object().field("raw_id", raw_id).field("payload_base64", to_base64(*payload)).end().take();
}

void register_intake_commands(CommandTable& table, const Vault& vault) {
  table.add({"intake.fix", Role::supervisor, false,
             [&vault](Database& db, const Json& args, const CommandContext& c) {
               return fix(db, args, c, vault);
             }});
  table.add({"intake.requeue", Role::operator_, false, requeue});
  table.add({"intake.discard", Role::operator_, false, discard});
}

}  // namespace huiyin
