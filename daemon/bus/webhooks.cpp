#include "daemon/bus/webhooks.h"

#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/bus/cloud_event.h"
#include "daemon/bus/webhook_outcome.h"
#include "daemon/bus/webhook_sign.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kRowsALook = 200;
constexpr int kMostWrites = 32;   // results of one webhook that may wait for the disk
constexpr Millis kWakePause{20};  // the journal grows often; receivers are looked at fifty times a second

void count_post(const std::string& name, const std::string& outcome) {
  counter("huiyin_webhook_posts_total", "Events posted to webhooks, by what became of it",
          {{"webhook", name}, {"outcome", outcome}})
      .add();
}

}  // namespace

struct Webhooks::Outcome : PostOutcome {};

Millis webhook_pause(const WebhookRules& rules, std::int64_t failures) {
  Millis pause = rules.first_pause;
  for (std::int64_t i = 1; i < failures && pause < rules.longest_pause; ++i) pause *= 2;
  return std::min(pause, rules.longest_pause);
}

Webhooks::Webhooks(Loop& loop, Store& store, Database& reader, const Clock& clock, SecretSeal secrets,
                   std::string source, WebhookRules rules)
    : loop_(loop),
      store_(store),
      reader_(reader),
      clock_(clock),
      secrets_(std::move(secrets)),
      source_(std::move(source)),
      rules_(rules) {}

void Webhooks::start() {
  run();
  ticking_ = loop_.every(rules_.tick, [this] {
    net_role.assert_here();
    run();
    for (const auto& [name, line] : lines_) keep_place(line);
    tell_lag();
  });
}

void Webhooks::wake() {
  if (std::exchange(woken_, true) || stopping_) return;
  loop_.after(kWakePause, [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    net_role.assert_here();
    woken_ = false;
    run();
  });
}

void Webhooks::run() {
  if (stopping_) return;
  try {
    load();
    for (const auto& [name, line] : lines_) step(line);
  } catch (const StoreError& e) {
    log_error("webhook.read.failed", e.what());
  }
}

// Webhooks that a command has changed begin anew, from what the ledger says.
void Webhooks::load() {
  std::map<std::string, LinePtr> now;
  for (const auto& [name, generation] : webhook_generations(reader_)) {
    const auto it = lines_.find(name);
    LinePtr line =
        it == lines_.end() || it->second->hook.generation != generation ? make_line(name) : it->second;
    if (line) now.emplace(name, std::move(line));
  }
  for (const auto& [name, line] : lines_) {
    const auto it = now.find(name);
    line->gone = it == now.end() || it->second != line;
  }
  lines_ = std::move(now);
}

Webhooks::LinePtr Webhooks::make_line(const std::string& name) {
  auto hook = find_webhook(reader_, name);
  const auto place = find_consumer(reader_, webhook_consumer(name));
  if (!hook || !place) return nullptr;
  auto line = std::make_shared<Line>();
  line->hook = std::move(*hook);
  line->consumer = place->name;
  line->topics = place->topics.empty() ? Prefixes{""} : place->topics;
  line->read_to = line->kept = place->acked;
  for (const std::string& sealed : {line->hook.secret_sealed, line->hook.old_secret_sealed}) {
    if (sealed.empty()) continue;
    const auto secret = secrets_.open(sealed);
    const auto key =
        secret ? webhook_key(*secret) : Result<std::string>(tl::unexpected<Error>(secret.error()));
    if (key)
      line->keys.push_back(*key);
    else
      log_error("webhook.secret.failed", key.error().text(), {{"webhook", name}});
  }
  return line;
}

void Webhooks::step(const LinePtr& line) {
  Line& l = *line;
  if (stopping_ || l.gone || l.busy || l.keys.empty() || l.writes >= kMostWrites) return;
  if (!l.hook.paused.empty() || clock_.now() < l.hook.next_at) return;
  if (l.queue.empty()) fill(l);
  if (!l.queue.empty()) return post(line);
  if (!l.more) return;
  loop_.post_always([this, line, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    net_role.assert_here();
    try {
      step(line);
    } catch (const StoreError& e) {
      log_error("webhook.read.failed", e.what());
    }
  });
}

void Webhooks::fill(Line& l) {
  l.more = false;
  if (l.writes == 0)  // else what was just delivered would come again
    each_again(reader_, l.consumer, kRowsALook, [&](const DeadEvent& d) {
      l.queue.push_back({d.event, true});
    });
  int rows = 0;
  const std::string own = "webhook/" + l.hook.name;  // its own troubles are not posted to it
  l.read_to = read_events(reader_, l.read_to, kRowsALook, [&](const Event& e) {
    ++rows;
    if (covered(e.type, l.topics) && e.subject != own) l.queue.push_back({e, false});
  });
  l.more = rows == kRowsALook;
}

void Webhooks::post(const LinePtr& line) {
  Line& l = *line;
  const Event& e = l.queue.front().event;
  const TimePoint now = clock_.now();
  const bool repeat = l.queue.front().again || (l.hook.trying == e.seq && l.hook.tries > 0);
  std::vector<std::string> keys = l.keys;
  if (keys.size() > 1 && l.hook.old_until && *l.hook.old_until <= now) keys.resize(1);
  HttpCall call;
  call.url = l.hook.url;
  call.body = cloud_event(e, source_, {.redelivered = repeat});
  call.headers = webhook_headers(keys, e.id, now, call.body);
  call.headers.emplace_back("Content-Type", "application/cloudevents+json; charset=utf-8");
  call.timeout = rules_.timeout;
  call.pinned_key = l.hook.pinned_key;
  l.busy = true;
  ++under_way_;
  const auto began = Steady::now();
  l.transfer = loop_.fetch(call, [this, line, began, alive = std::weak_ptr(alive_)](const HttpReply& reply) {
    if (alive.expired()) return;
    net_role.assert_here();
    --under_way_;
    line->busy = false;
    answered(line, reply, std::chrono::duration_cast<Millis>(Steady::now() - began));
  });
}

void Webhooks::answered(const LinePtr& line, const HttpReply& reply, Millis took) {
  Line& l = *line;
  const PostResult result = result_of_post(reply);
  if (stopping_ && result != PostResult::delivered) return settle();  // the next start tries it
  auto o = std::make_shared<Outcome>();
  o->event = std::move(l.queue.front().event);
  o->again = l.queue.front().again;
  const TimePoint now = clock_.now();
  Webhook& hook = l.hook;
  const std::int64_t tries = (hook.trying == o->event.seq ? hook.tries : 0) + 1;
  o->tried = {o->event.seq, o->event.type, now,         tries,
              reply.status, took.count(),  "delivered", why_of_post(reply)};
  if (result == PostResult::delivered) {
    hook.trying = hook.tries = hook.failures = 0;
  } else {
    hook.trying = o->event.seq;
    hook.tries = tries;
    ++hook.failures;
    const Millis asked = std::min(retry_after_of(reply).value_or(Millis(0)), rules_.longest_pause);
    hook.next_at = now + std::max(webhook_pause(rules_, hook.failures), asked);
    o->tried.outcome = "failed";
    if (result == PostResult::gone) o->pause = "the receiver answered 410: it wants no more";
    if (tries >= rules_.tries && o->pause.empty()) {
      const bool room = o->again || count_dead(reader_, l.consumer) < rules_.dead_letters;
      o->dead = room;
      if (!room) o->pause = "it has as many dead letters as there may be";
      if (room) o->tried.outcome = "dead", hook.trying = hook.tries = 0;
    }
    log_warn("webhook.post.failed", "an event was not taken",
             {{"webhook", hook.name},
              {"seq", o->event.seq},
              {"try", tries},
              {"why", o->tried.why},
              {"dead", o->dead}});
  }
  count_post(hook.name, o->tried.outcome);
  if (o->dead || result == PostResult::delivered)
    l.queue.pop_front();
  else
    l.queue.front().event = o->event;  // to be tried again
  o->hook = hook;
  o->kept_tries = rules_.kept_tries;
  keep(line, std::move(o));
  if (!stopping_) step(line);
}

void Webhooks::keep(const LinePtr& line, std::shared_ptr<const Outcome> outcome) {
  ++line->writes;
  ++under_way_;
  store_.write<bool>(
      [outcome, now = clock_.now()](Database& db) -> Result<bool> {
        return keep_post_outcome(db, *outcome, now);
      },
      loop_,
      [this, line, outcome, alive = std::weak_ptr(alive_)](const Result<bool>& kept) {
        if (alive.expired()) return;
        net_role.assert_here();
        --under_way_;
        --line->writes;
        if (!kept) {
          log_error("webhook.keep.failed", kept.error().text(), {{"webhook", line->hook.name}});
          forget(line);
        }
        settle();
        if (!stopping_) wake();
      });
}

// Begins anew from the ledger: what was not kept is posted again.
void Webhooks::forget(const LinePtr& line) {
  const auto it = lines_.find(line->hook.name);
  if (it != lines_.end() && it->second == line) lines_.erase(it);
  line->gone = true;
}

// Also what no event of its topics has moved: the journal may forget it.
void Webhooks::keep_place(const LinePtr& line) {
  Line& l = *line;
  if (stopping_ || l.gone || l.busy || l.writes > 0 || !l.queue.empty() || l.read_to <= l.kept) return;
  ++l.writes;
  ++under_way_;
  store_.write<bool>(
      [name = l.hook.name, generation = l.hook.generation, to = l.read_to,
       now = clock_.now()](Database& db) -> Result<bool> {
        const auto held = find_webhook(db, name);
        if (held && held->generation == generation) move_consumer(db, webhook_consumer(name), to, to, now);
        return true;
      },
      loop_,
      [this, line, to = l.read_to, alive = std::weak_ptr(alive_)](const Result<bool>& kept) {
        if (alive.expired()) return;
        net_role.assert_here();
        --under_way_;
        --line->writes;
        if (kept) line->kept = to;
        settle();
      });
}

void Webhooks::tell_lag() {
  try {
    const std::int64_t newest = newest_event(reader_);
    for (const auto& [name, line] : lines_)
      if (const auto place = find_consumer(reader_, line->consumer))
        gauge("huiyin_webhook_lag_events", "Events that a webhook's receiver has not taken yet",
              {{"webhook", name}})
            .set(static_cast<double>(newest - place->acked));
  } catch (const StoreError& e) {
    log_error("webhook.read.failed", e.what());
  }
}

void Webhooks::stop(std::function<void()> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  loop_.cancel(ticking_);
  const auto lines = lines_;
  for (const auto& [name, line] : lines)
    if (line->busy) loop_.stop_unsent(line->transfer);
  settle();
}

void Webhooks::settle() {
  if (under_way_ > 0 || !stopped_) return;
  const auto done = std::exchange(stopped_, nullptr);
  done();
}

}  // namespace huiyin
