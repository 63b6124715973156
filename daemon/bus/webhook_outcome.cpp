#include "daemon/bus/webhook_outcome.h"

#include <charconv>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/store/consumers.h"

namespace huiyin {
namespace {

void tell_dead(Database& db, const PostOutcome& o, TimePoint now) {
  JsonWriter w;
  w.object().field("name", o.hook.name).field("seq", o.event.seq).field("type", o.event.type);
  w.field("tries", o.tried.number).field("reason", o.tried.why).end();
  append_event(db, "webhook.dead", "webhook/" + o.hook.name, now, w.take());
}

void tell_paused(Database& db, const PostOutcome& o, TimePoint now) {
  JsonWriter w;
  w.object().field("name", o.hook.name).field("reason", o.pause).field("by", "daemon").end();
  append_event(db, "webhook.paused", "webhook/" + o.hook.name, now, w.take());
}

}  // namespace

PostResult result_of_post(const HttpReply& reply) {
  if (reply.transport != Transport::answered) return PostResult::failed;
  if (reply.status >= 200 && reply.status < 300) return PostResult::delivered;
  return reply.status == 410 ? PostResult::gone : PostResult::failed;
}

std::string why_of_post(const HttpReply& reply) {
  if (reply.transport == Transport::answered)
    return reply.status >= 200 && reply.status < 300 ? "" : "HTTP " + std::to_string(reply.status);
  const std::string what = mask_for_log(reply.error.substr(0, 200));
  return (reply.transport == Transport::not_sent ? "not sent: " : "no answer: ") + what;
}

std::optional<Millis> retry_after_of(const HttpReply& reply) {
  if (reply.transport != Transport::answered || (reply.status != 429 && reply.status != 503))
    return std::nullopt;
  const std::string text = reply.header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || seconds < 0 ||
      seconds > 86'400)
    return std::nullopt;
  return Millis(seconds * 1000);
}

bool keep_post_outcome(Database& db, const PostOutcome& o, TimePoint now) {
  auto held = find_webhook(db, o.hook.name);
  if (!held || held->generation != o.hook.generation) return false;
  const std::string consumer = webhook_consumer(o.hook.name);
  const bool delivered = o.tried.outcome == "delivered";
  log_webhook_try(db, o.hook.name, o.tried, o.kept_tries);
  if (o.dead) {
    put_aside(db, consumer, o.event, o.tried.why, now);
    tell_dead(db, o, now);
  }
  if (o.again && delivered) remove_dead(db, consumer, o.event.seq);
  if (!o.again && (delivered || o.dead)) move_consumer(db, consumer, o.event.seq, o.event.seq, now);
  keep_webhook_tries(db, o.hook);
  if (o.pause.empty()) return true;
  held = o.hook;
  held->paused = o.pause;
  change_webhook(db, *held);
  tell_paused(db, o, now);
  return true;
}

}  // namespace huiyin
