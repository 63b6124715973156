#include "daemon/bus/webhook_views.h"

#include "daemon/base/json.h"
#include "daemon/bus/webhook_sign.h"
#include "daemon/store/consumers.h"
#include "daemon/store/webhooks.h"

namespace huiyin {
namespace {

void write_time(JsonWriter& w, std::string_view name, bool known, TimePoint t) {
  w.key(name);
  if (known)
    w.value(to_rfc3339(t));
  else
    w.null();
}

void write_place(JsonWriter& w, Database& db, const Webhook& hook, std::int64_t newest) {
  const auto place = find_consumer(db, webhook_consumer(hook.name));
  const std::int64_t acked = place ? place->acked : 0;
  w.key("topics").array();
  for (const std::string& t : place && !place->topics.empty() ? place->topics : std::vector<std::string>{"*"})
    w.value(t);
  w.end().field("acked", acked).field("lag", newest - acked);
  w.field("dead", count_dead(db, webhook_consumer(hook.name)));
}

}  // namespace

std::string webhooks_json(Database& db, bool whole) {
  const std::int64_t newest = newest_event(db);
  JsonWriter w;
  w.object().key("items").array();
  for (const Webhook& hook : list_webhooks(db)) {
    w.object().field("name", hook.name).field("url", whole ? hook.url : webhook_origin(hook.url));
    write_place(w, db, hook, newest);
    w.field("paused", hook.paused).field("trying", hook.trying).field("tries", hook.tries);
    w.field("failures", hook.failures);
    write_time(w, "next_at", hook.failures > 0, hook.next_at);
    write_time(w, "old_until", hook.old_until.has_value(), hook.old_until.value_or(TimePoint{}));
    w.end();
  }
  w.end().end();
  return w.take();
}

std::optional<std::string> webhook_tries_json(Database& db, std::string_view name, int limit) {
  if (!find_webhook(db, name)) return std::nullopt;
  JsonWriter w;
  w.object().key("items").array();
  each_webhook_try(db, name, limit, [&](const WebhookTry& t) {
    w.object().field("seq", t.seq).field("type", t.type).field("at", to_rfc3339(t.at));
    w.field("try", t.number).field("status", t.status).field("took_ms", t.took_ms);
    w.field("outcome", t.outcome).field("why", t.why).end();
  });
  w.end().end();
  return w.take();
}

}  // namespace huiyin
