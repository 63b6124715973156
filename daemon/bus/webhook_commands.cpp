#include "daemon/bus/webhook_commands.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/bus/topics.h"
#include "daemon/bus/webhook_sign.h"
#include "daemon/store/consumers.h"
#include "daemon/store/webhooks.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostWebhooks = 50;
constexpr std::int64_t kLongestGrace = 30LL * 24 * 3600;

using Done = Result<std::string>;

std::string name_at(const Json& args) {
  std::string name = args.text("name");
  const auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || name.size() > 40 || !std::all_of(name.begin(), name.end(), good))
    throw BadInput("/name", "must be 1 to 40 letters, digits, '-', '_' or '.'");
  return name;
}

std::string url_at(const Json& args) {
  std::string url = args.text("url");
  if (const std::string_view wrong = refuse_webhook_url(url); !wrong.empty())
    throw BadInput("/url", std::string(wrong));
  return url;
}

// "sha256//" and the base64 of 32 bytes; "" takes it away.
std::string pin_at(const Json& args) {
  std::string pin = args.text_or("pinned_key", "");
  if (!pin.empty() && (!starts_with(pin, "sha256//") || pin.size() != 8 + 44 || pin.back() != '='))
    throw BadInput("/pinned_key", "must be sha256// and the base64 of the public key's SHA-256");
  return pin;
}

std::string secret_at(const Json& args) {
  std::string secret = args.text("secret");
  if (const auto key = webhook_key(secret); !key) throw BadInput("/secret", key.error().what);
  return secret;
}

// As a consumer keeps them: an empty list is everything.
Prefixes topics_of(const Json& args) {
  Prefixes topics = topics_at(args);
  if (topics == Prefixes{""}) topics.clear();
  return topics;
}

// Behind which seq the events asked for begin.
std::int64_t place_at(Database& db, const Json& args) {
  const Json from = args.at("from");
  if (!from.is_string()) {
    const std::int64_t seq = from.integer();
    if (seq < 0 || seq > newest_event(db) + 1) throw BadInput("/from", "is beyond the journal");
    return std::max<std::int64_t>(0, seq - 1);
  }
  const std::string text = from.text();
  if (text == "now") return newest_event(db);
  if (text == "start") return pruned_to(db);
  TimePoint t;
  if (!from_rfc3339(text, &t))
    throw BadInput("/from", "must be \"now\", \"start\", a seq or an RFC 3339 time");
  return event_before(db, t);
}

void write_topics(JsonWriter& w, const Prefixes& topics) {
  w.key("topics").array();
  for (const std::string& t : topics) w.value(t);
  w.end();
}

// Tells of the change; the address is told, secrets never.
void tell(Database& db, const std::string& what, const Webhook& w, const CommandContext& c,
          const std::function<void(JsonWriter&)>& more = {}) {
  JsonWriter data;
  data.object().field("name", w.name);
  if (more) more(data);
  data.field("by", c.actor).end();
  append_event(db, "webhook." + what, "webhook/" + w.name, c.now, data.take());
}

Result<Webhook> known(Database& db, const Json& args) {
  auto w = find_webhook(db, name_at(args));
  if (!w) return fail(Errc::not_found, "there is no such webhook", "/name");
  return std::move(*w);
}

std::string answer(const Webhook& w, const std::function<void(JsonWriter&)>& more) {
  JsonWriter out;
  out.object().field("name", w.name);
  more(out);
  return out.end().take();
}

Done add(Database& db, const Json& args, const CommandContext& c, const SecretSeal& secrets) {
  Webhook w;
  w.name = name_at(args);
  w.url = url_at(args);
  w.pinned_key = pin_at(args);
  w.secret_sealed = secrets.seal(secret_at(args));
  w.added_at = c.now;
  w.added_by = c.actor;
  const Prefixes topics = topics_of(args);
  const std::int64_t after = args.has("from") ? place_at(db, args) : newest_event(db);
  if (find_webhook(db, w.name)) return fail(Errc::conflict, "there is such a webhook", "/name");
  if (list_webhooks(db).size() >= kMostWebhooks)
    return fail(Errc::conflict, "there are as many webhooks as there may be", "/name");
  if (find_consumer(db, webhook_consumer(w.name)))
    return fail(Errc::conflict, "a consumer of the bus is called webhook.NAME", "/name");
  add_webhook(db, w);
  if (auto made = attach_consumer(db, webhook_consumer(w.name), kWebhookOwner, topics, after, c.now); !made)
    return tl::unexpected<Error>(made.error());
  tell(db, "added", w, c, [&](JsonWriter& j) {
    j.field("origin", webhook_origin(w.url)).field("after", after);
    write_topics(j, topics);
  });
  return answer(w, [&](JsonWriter& j) { j.field("after", after); });
}

Done update(Database& db, const Json& args, const CommandContext& c) {
  auto w = known(db, args);
  if (!w) return tl::unexpected<Error>(w.error());
  if (args.has("url")) w->url = url_at(args);
  if (args.has("pinned_key")) w->pinned_key = pin_at(args);
  w->failures = 0;
  w->next_at = c.now;
  change_webhook(db, *w);
  auto place = find_consumer(db, webhook_consumer(w->name));
  Prefixes topics = place ? place->topics : Prefixes{};
  if (args.has("topics")) {
    topics = topics_of(args);
    if (auto kept = attach_consumer(db, webhook_consumer(w->name), kWebhookOwner, topics, 0, c.now); !kept)
      return tl::unexpected<Error>(kept.error());
  }
  tell(db, "updated", *w, c, [&](JsonWriter& j) {
    j.field("origin", webhook_origin(w->url));
    write_topics(j, topics);
  });
  return answer(*w, [&](JsonWriter& j) { j.field("origin", webhook_origin(w->url)); });
}

Done rotate(Database& db, const Json& args, const CommandContext& c, const SecretSeal& secrets) {
  auto w = known(db, args);
  if (!w) return tl::unexpected<Error>(w.error());
  const std::int64_t grace = args.integer_or("grace_seconds", 24 * 3600);
  if (grace < 0 || grace > kLongestGrace) throw BadInput("/grace_seconds", "must be from 0 to 2592000");
  w->old_secret_sealed = std::move(w->secret_sealed);
  w->old_until = c.now + std::chrono::seconds(grace);
  w->secret_sealed = secrets.seal(secret_at(args));
  change_webhook(db, *w);
  const std::string until = to_rfc3339(*w->old_until);
  tell(db, "rotated", *w, c, [&](JsonWriter& j) { j.field("old_until", until); });
  return answer(*w, [&](JsonWriter& j) { j.field("old_until", until); });
}

Done pause(Database& db, const Json& args, const CommandContext& c, bool paused) {
  auto w = known(db, args);
  if (!w) return tl::unexpected<Error>(w.error());
  const std::string reason = paused ? args.text_or("reason", "") : "";
  if (reason.size() > 400) throw BadInput("/reason", "is longer than 400 bytes");
  w->paused = !paused ? "" : reason.empty() ? "by " + c.actor : mask_for_log(reason);
  w->failures = 0;
  w->next_at = c.now;
  change_webhook(db, *w);
  tell(db, paused ? "paused" : "resumed", *w, c, [&](JsonWriter& j) {
    if (paused) j.field("reason", w->paused);
  });
  return answer(*w, [&](JsonWriter& j) { j.field("paused", paused); });
}

Done replay(Database& db, const Json& args, const CommandContext& c) {
  auto w = known(db, args);
  if (!w) return tl::unexpected<Error>(w.error());
  const std::int64_t after = std::max(place_at(db, args), pruned_to(db));
  w->trying = w->tries = w->failures = 0;
  w->next_at = c.now;
  change_webhook(db, *w);
  rewind_consumer(db, webhook_consumer(w->name), after, c.now);
  tell(db, "replayed", *w, c, [&](JsonWriter& j) { j.field("after", after); });
  return answer(*w, [&](JsonWriter& j) { j.field("after", after); });
}

Done remove(Database& db, const Json& args, const CommandContext& c) {
  auto w = known(db, args);
  if (!w) return tl::unexpected<Error>(w.error());
  remove_webhook(db, w->name);
  remove_consumer(db, webhook_consumer(w->name));
  tell(db, "removed", *w, c);
  return answer(*w, [](JsonWriter& j) { j.field("removed", true); });
}

}  // namespace

void register_webhook_commands(CommandTable& table, const SecretSeal& secrets) {
  const auto on = [&table](std::string name, CommandHandler run) {
    table.add({std::move(name), Role::admin, false, std::move(run)});
  };
  on("webhook.add", [secrets](Database& db, const Json& args, const CommandContext& c) {
    return add(db, args, c, secrets);
  });
  on("webhook.update", update);
  on("webhook.rotate", [secrets](Database& db, const Json& args, const CommandContext& c) {
    return rotate(db, args, c, secrets);
  });
  on("webhook.pause",
     [](Database& db, const Json& args, const CommandContext& c) { return pause(db, args, c, true); });
  on("webhook.resume",
     [](Database& db, const Json& args, const CommandContext& c) { return pause(db, args, c, false); });
  on("webhook.replay", replay);
  on("webhook.remove", remove);
}

}  // namespace huiyin
