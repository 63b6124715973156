#include "daemon/bus/bus_commands.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/bus/bus_views.h"
#include "daemon/bus/topics.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/bus_keys.h"
#include "daemon/store/consumers.h"
#include "daemon/store/webhooks.h"

namespace huiyin {
namespace {

constexpr std::int64_t kLongestGrace = 30LL * 24 * 3600;

std::string client_at(const Json& args) {
  std::string name = args.text("client");
  const auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), good))
    throw BadInput("/client", "must be 1 to 64 letters, digits, '-', '_' or '.'");
  return name;
}

std::string public_key_at(const Json& args) {
  std::string key = args.text("public_key");
  if (!is_curve_key(key)) throw BadInput("/public_key", "is no CURVE key of 40 characters (Z85)");
  return key;
}

// Rights are said, never implied: a list may be empty but must be there.
Prefixes rights_at(const Json& args, std::string_view field) {
  Prefixes out;
  for (const Json& item : args.items(field)) {
    const std::string prefix = item.text();
    if (prefix.empty() || prefix.size() > 100 || prefix.find(' ') != std::string::npos)
      throw BadInput(item.path(), "is no prefix; \"*\" stands for everything");
    out.push_back(prefix == "*" ? "" : prefix);
  }
  if (out.size() > 50) throw BadInput("/" + std::string(field), "has more than 50 entries");
  return out;
}

void write_rights(JsonWriter& w, std::string_view name, const Prefixes& prefixes) {
  w.key(name).array();
  for (const std::string& p : prefixes) w.value(p.empty() ? "*" : p);
  w.end();
}

std::string subject_of(const std::string& client) {
  return "bus-client/" + client;
}

Result<std::string> add_key(Database& db, const Json& args, const CommandContext& context,
                            const std::string& server_key) {
  const BusClient c{client_at(args), rights_at(args, "topics"), rights_at(args, "commands")};
  const std::string key = public_key_at(args);
  if (auto added = add_bus_client(db, c, key, context.actor, context.now); !added)
    return tl::unexpected<Error>(added.error());
  JsonWriter w;
  w.object().field("client", c.name).field("key_fingerprint", key_fingerprint(key));
  write_rights(w, "topics", c.topics);
  write_rights(w, "commands", c.commands);
  append_event(db, "bus.key.added", subject_of(c.name), context.now,
               w.field("by", context.actor).end().take());
  w.object().field("client", c.name).field("key_fingerprint", key_fingerprint(key));
  return w.field("server_key", server_key).end().take();
}

Result<std::string> rotate_key(Database& db, const Json& args, const CommandContext& context,
                               const std::string& server_key) {
  const std::string client = client_at(args), key = public_key_at(args);
  const std::int64_t grace = args.integer_or("grace_seconds", 24 * 3600);
  if (grace < 0 || grace > kLongestGrace) throw BadInput("/grace_seconds", "must be from 0 to 2592000");
  const TimePoint until = context.now + std::chrono::seconds(grace);
  if (auto rotated = rotate_bus_key(db, client, key, until); !rotated)
    return tl::unexpected<Error>(rotated.error());
  JsonWriter w;
  w.object().field("client", client).field("key_fingerprint", key_fingerprint(key));
  w.field("old_until", to_rfc3339(until)).field("by", context.actor).end();
  append_event(db, "bus.key.rotated", subject_of(client), context.now, w.take());
  w.object().field("client", client).field("key_fingerprint", key_fingerprint(key));
  return w.field("old_until", to_rfc3339(until)).field("server_key", server_key).end().take();
}

Result<std::string> revoke_key(Database& db, const Json& args, const CommandContext& context) {
  const std::string client = client_at(args);
  if (!remove_bus_client(db, client)) return fail(Errc::not_found, "there is no such client", "/client");
  JsonWriter w;
  w.object().field("client", client).field("by", context.actor).end();
  append_event(db, "bus.key.revoked", subject_of(client), context.now, w.take());
  return w.object().field("client", client).field("revoked", true).end().take();
}

Result<std::string> remove(Database& db, const Json& args, const CommandContext& context) {
  const std::string name = args.text("consumer");
  const auto c = find_consumer(db, name);
  if (!c) return fail(Errc::not_found, "there is no such consumer", "/consumer");
  if (c->owner == kWebhookOwner)
    return fail(Errc::conflict, "is a webhook's: webhook.remove ends both", "/consumer");
  remove_consumer(db, name);
  JsonWriter w;
  w.object().field("consumer", name).field("acked", c->acked).field("by", context.actor).end();
  append_event(db, "bus.consumer.removed", "consumer/" + name, context.now, w.take());
  return w.object().field("consumer", name).field("removed", true).end().take();
}

Result<std::string> requeue(Database& db, const Json& args, const CommandContext& context) {
  const std::string name = args.text("consumer");
  const std::int64_t seq = args.integer("seq");
  if (!move_dead(db, name, seq, DeadState::aside, DeadState::again))
    return fail(Errc::not_found, "this consumer has put no such event aside", "/seq");
  JsonWriter w;
  w.object().field("consumer", name).field("seq", seq).field("by", context.actor).end();
  append_event(db, "bus.dead.requeued", "consumer/" + name, context.now, w.take());
  return w.object().field("consumer", name).field("seq", seq).field("again", true).end().take();
}

Result<std::string> discard(Database& db, const Json& args, const CommandContext& context) {
  const std::string name = args.text("consumer");
  const std::int64_t seq = args.integer("seq");
  const std::string whole = args.text("reason");
  const std::string_view reason = trim(whole);
  if (reason.empty() || reason.size() > 400) throw BadInput("/reason", "must have 1 to 400 bytes");
  if (!remove_dead(db, name, seq))
    return fail(Errc::not_found, "this consumer has put no such event aside", "/seq");
  JsonWriter w;
  w.object().field("consumer", name).field("seq", seq).field("by", context.actor);
  w.field("reason", mask_for_log(reason)).end();
  append_event(db, "bus.dead.discarded", "consumer/" + name, context.now, w.take());
  return w.object().field("consumer", name).field("seq", seq).field("discarded", true).end().take();
}

}  // namespace

void register_bus_commands(CommandTable& table, const std::string& server_key) {
  table.add({"bus.key.add", Role::admin, false,
             [server_key](Database& db, const Json& args, const CommandContext& context) {
               return add_key(db, args, context, server_key);
             }});
  table.add({"bus.key.rotate", Role::admin, false,
             [server_key](Database& db, const Json& args, const CommandContext& context) {
               return rotate_key(db, args, context, server_key);
             }});
  table.add({"bus.key.revoke", Role::admin, false, revoke_key});
  table.add({"bus.consumer.remove", Role::admin, false, remove});
  table.add({"bus.dead.requeue", Role::operator_, false, requeue});
  table.add({"bus.dead.discard", Role::operator_, false, discard});
}

}  // namespace huiyin
