#include "daemon/bus/consumers.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

std::string consumer_at(const Json& q) {
  std::string name = q.text("consumer");
  const auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), good))
    throw BadInput("/consumer", "must be 1 to 64 letters, digits, '-', '_' or '.'");
  return name;
}

std::int64_t seq_at(const Json& q) {
  const std::int64_t seq = q.integer("seq");
  if (seq < 0) throw BadInput("/seq", "is negative");
  return seq;
}

std::string reason_at(const Json& q) {
  const std::string whole = q.text("reason");
  const std::string_view reason = trim(whole);
  if (reason.empty()) throw BadInput("/reason", "is empty");
  if (reason.size() > 400) throw BadInput("/reason", "is longer than 400 bytes");
  return mask_for_log(reason);  // programs and people write reasons: numbers don't belong in them
}

// Behind which seq a consumer begins that is attached for the first time; -1: behind the newest.
std::int64_t start_at(const Json& q) {
  const auto from = q.find("from");
  if (!from) return 0;
  if (!from->is_string()) return std::max<std::int64_t>(0, from->integer() - 1);
  if (from->text() == "now") return -1;
  if (from->text() != "start") throw BadInput("/from", "must be \"start\", \"now\" or a seq");
  return 0;
}

Result<void> beyond_journal(Database& db, std::int64_t seq, const char* field) {
  if (seq > newest_event(db)) return fail(Errc::bad_input, "is beyond the journal", field);
  return {};
}

}  // namespace

void DurableConsumers::attach(const Peer& peer, const Json& q) {
  const std::string name = consumer_at(q);
  Prefixes topics = topics_at(q);
  if (narrowed(topics, peer.client->topics).empty())
    return answers_.refuse(peer, {Errc::forbidden, "none of these may be read by this client", "/topics"});
  if (topics == Prefixes{""}) topics.clear();
  Frames request = peer.envelope;
  request.push_back(q.dump());
  if (repeats_attach(peer, name, request)) return;
  if (!q.boolean_or("takeover", true) && held_by_other(name))
    return answers_.refuse(peer, {Errc::conflict, "another process holds the consumer", "/consumer"});
  const std::int64_t start = start_at(q);
  attached_[name] = {request, 0};
  writes_.add<Consumer>(
      [name, owner = peer.client->name, topics, start, now = writes_.now(),
       most = limits_.consumers](Database& db) -> Result<Consumer> {
        if (!find_consumer(db, name) && list_consumers(db).size() >= most)
          return fail(Errc::unavailable, "there are as many consumers as there may be", "/consumer");
        return attach_consumer(db, name, owner, topics, start < 0 ? newest_event(db) : start, now);
      },
      [this, peer, name, request](Result<Consumer> c) {
        bus_role.assert_here();
        if (!c) {
          attached_.erase(name);
          return answers_.refuse(peer, c.error());
        }
        seen(c->name);
        if (Attached& a = attached_[name]; a.request == request) a.token = c->token;
        if (c->token == 1) handed_.erase(c->name);
        // Who waits with an older token is told now, not when the next event comes.
        for (Fetch& f : waiting_)
          if (f.consumer == c->name) f.until = Steady::now();
        answer_attached(peer, *c);
      });
}

void DurableConsumers::answer_attached(const Peer& peer, const Consumer& c) {
  JsonWriter w;
  w.object().field("ok", true).field("consumer", c.name).field("token", c.token);
  w.field("acked", c.acked).field("handed", c.handed);
  w.field("dead", count_dead(pages_.reader(), c.name));
  pages_.write_places(w, c.acked);
  answers_.send(peer, w.end().take());
}

// A client that waited too long asks again: a second token would fence out the first, its own.
bool DurableConsumers::repeats_attach(const Peer& peer, const std::string& consumer, const Frames& request) {
  const auto it = attached_.find(consumer);
  if (it == attached_.end() || it->second.request != request) return false;
  if (it->second.token == 0) return true;  // under way: its answer will do
  const auto c = find_consumer(pages_.reader(), consumer);
  if (!c || c->token != it->second.token) return false;
  answer_attached(peer, *c);
  return true;
}

bool DurableConsumers::held_by_other(const std::string& consumer) const {
  const auto it = last_seen_.find(consumer);
  if (it != last_seen_.end() && Steady::now() - it->second < limits_.holder_silent) return true;
  return std::any_of(waiting_.begin(), waiting_.end(),
                     [&](const Fetch& f) { return f.consumer == consumer; });
}

void DurableConsumers::fetch(const Peer& peer, const Json& q) {
  Fetch f{peer, consumer_at(q), q.integer("token"), q.integer_or("ack", 0), std::nullopt, 0, {}};
  if (const auto after = q.find("after")) f.after = std::max<std::int64_t>(0, after->integer());
  f.credit = static_cast<int>(std::clamp<std::int64_t>(q.integer_or("credit", 100), 1, limits_.events));
  const Millis patience(std::clamp<std::int64_t>(q.integer_or("wait_ms", 0), 0, limits_.wait.count()));
  f.until = Steady::now() + patience;
  if (pages_under_way_ >= limits_.pages)
    return answers_.refuse(peer, {Errc::unavailable, "too many fetches under way; try again", ""});
  if (!give(&f, patience.count() == 0)) wait(std::move(f));
}

// One waiting fetch a consumer: an older one ends with nothing.
void DurableConsumers::wait(Fetch f) {
  std::deque<Fetch> ended;
  for (Fetch& w : waiting_)
    if (w.consumer == f.consumer) ended.push_back(w);
  std::erase_if(waiting_, [&](const Fetch& w) { return w.consumer == f.consumer; });
  for (Fetch& w : ended) give(&w, true);
  if (waiting_.size() >= limits_.waiting)
    give(&f, true);
  else
    waiting_.push_back(std::move(f));
}

bool DurableConsumers::give(Fetch* f, bool even_none) {
  const auto c = held_consumer(pages_.reader(), f->consumer, f->peer.client->name, f->token);
  if (!c) {
    answers_.refuse(f->peer, c.error());
    return true;
  }
  seen(f->consumer);
  if (f->ack > 0)
    if (auto good = beyond_journal(pages_.reader(), f->ack, "/ack"); !good) {
      answers_.refuse(f->peer, good.error());
      return true;
    }
  const Prefixes topics = narrowed(c->topics.empty() ? Prefixes{""} : c->topics, f->peer.client->topics);
  int again_count = 0;
  std::string again = pages_.again(f->consumer, f->credit, topics, &again_count);
  std::int64_t& handed = handed_[f->consumer];
  handed = std::max(handed, c->handed);
  Page page = pages_.read({f->after.value_or(std::max(c->acked, f->ack)), topics, f->credit, handed});
  if (page.count == 0 && again_count == 0 && !even_none) {
    f->after = page.next;
    f->more = !page.at_end;
    if (f->ack == 0) return false;
    // What is acknowledged must not wait for the next event.
    writes_.add<bool>(
        [name = f->consumer, seq = f->ack, owner = f->peer.client->name, token = f->token,
         now = writes_.now()](Database& db) -> Result<bool> {
          const auto held = held_consumer(db, name, owner, token);
          if (held) move_consumer(db, name, seq, 0, now);
          return held.has_value();
        },
        [](const Result<bool>&) {});
    f->ack = 0;
    return false;
  }
  handed = std::max(handed, page.last);
  if (again_count == 0) again.clear();
  hand_over(*f, *c, std::move(page), std::move(again));
  return true;
}

void DurableConsumers::hand_over(const Fetch& f, const Consumer& c, Page page, std::string again) {
  if (f.ack <= c.acked && page.last <= c.handed) return answer_page(f.peer, page, again);  // nothing to keep
  ++pages_under_way_;
  writes_.add<bool>(
      [name = f.consumer, owner = f.peer.client->name, token = f.token, acked = f.ack, handed = page.last,
       now = writes_.now()](Database& db) -> Result<bool> {
        const auto held = held_consumer(db, name, owner, token);
        if (!held) return tl::unexpected<Error>(held.error());
        move_consumer(db, name, acked, handed, now);
        return true;
      },
      // Shared: on its way through the ledger's queue the function is copied, the page must not be.
      [this, peer = f.peer, page = std::make_shared<const Page>(std::move(page)),
       again = std::make_shared<const std::string>(std::move(again))](const Result<bool>& kept) {
        bus_role.assert_here();
        --pages_under_way_;
        if (!kept) return answers_.refuse(peer, kept.error());
        answer_page(peer, *page, *again);
      });
}

void DurableConsumers::answer_page(const Peer& peer, const Page& page, const std::string& again) {
  static Counter& fetched = counter("huiyin_bus_events_fetched_total", "Events given to durable consumers");
  static Counter& redelivered =
      counter("huiyin_bus_events_redelivered_total", "Of these, marked as redelivered");
  fetched.add(page.count);
  redelivered.add(page.redelivered);
  JsonWriter w;
  w.object().field("ok", true).key("events").raw(page.events);
  if (!again.empty()) w.key("again").raw(again);
  pages_.write_places(w, page.next);
  answers_.send(peer, w.end().take());
}

void DurableConsumers::journal_grew() {
  std::deque<Fetch> before;
  before.swap(waiting_);
  for (Fetch& f : before)
    if (!give(&f, false)) waiting_.push_back(std::move(f));
}

Millis DurableConsumers::tick() {
  const auto now = Steady::now();
  Millis next(1'000);
  std::deque<Fetch> before;
  before.swap(waiting_);
  for (Fetch& f : before) {
    const bool over = f.until <= now;
    if ((over || f.more) && give(&f, over)) continue;
    if (f.more) next = Millis(0);
    next = std::min(next, std::chrono::duration_cast<Millis>(f.until - now) + Millis(1));
    waiting_.push_back(std::move(f));
  }
  return next;
}

void DurableConsumers::ack(const Peer& peer, const Json& q) {
  const std::string name = consumer_at(q);
  const std::int64_t seq = seq_at(q), token = q.integer("token");
  writes_.add<std::int64_t>(
      [name, owner = peer.client->name, seq, token,
       now = writes_.now()](Database& db) -> Result<std::int64_t> {
        const auto c = held_consumer(db, name, owner, token);
        if (!c) return tl::unexpected<Error>(c.error());
        if (auto good = beyond_journal(db, seq, "/seq"); !good) return tl::unexpected<Error>(good.error());
        move_consumer(db, name, seq, 0, now);
        return std::max(seq, c->acked);
      },
      [this, peer, name](Result<std::int64_t> acked) {
        bus_role.assert_here();
        if (!acked) return answers_.refuse(peer, acked.error());
        seen(name);
        JsonWriter w;
        answers_.send(peer, w.object().field("ok", true).field("acked", *acked).end().take());
      });
}

void DurableConsumers::nack(const Peer& peer, const Json& q) {
  const std::string name = consumer_at(q), reason = reason_at(q);
  const std::int64_t seq = seq_at(q), token = q.integer("token");
  writes_.add<std::int64_t>(
      [name, client = peer.client, seq, token, reason, most = limits_.dead_letters,
       now = writes_.now()](Database& db) -> Result<std::int64_t> {
        const auto c = held_consumer(db, name, client->name, token);
        if (!c) return tl::unexpected<Error>(c.error());
        auto event = dead_event(db, name, seq);
        if (!event) event = find_event(db, seq);
        if (!event || seq > c->handed || !covered(event->type, client->topics))
          return fail(Errc::not_found, "no such event was given to this consumer", "/seq");
        const std::int64_t dead = count_dead(db, name);
        if (dead >= most)
          return fail(Errc::unavailable, "the consumer has put aside as many events as it may", "/seq");
        put_aside(db, name, *event, reason, now);
        return count_dead(db, name);
      },
      [this, peer, name, seq, reason](Result<std::int64_t> dead) {
        bus_role.assert_here();
        if (!dead) return answers_.refuse(peer, dead.error());
        seen(name);
        static Counter& letters =
            counter("huiyin_bus_dead_letters_total", "Events that a durable consumer put aside");
        letters.add();
        log_warn("bus.consumer.dead_letter", "a consumer could not process an event",
                 {{"consumer", name}, {"seq", seq}, {"why", reason}});
        JsonWriter w;
        answers_.send(peer, w.object().field("ok", true).field("seq", seq).field("dead", *dead).end().take());
      });
}

void DurableConsumers::settle(const Peer& peer, const Json& q) {
  const std::string name = consumer_at(q);
  const std::int64_t seq = seq_at(q), token = q.integer("token");
  writes_.add<bool>(
      [name, owner = peer.client->name, seq, token](Database& db) -> Result<bool> {
        const auto c = held_consumer(db, name, owner, token);
        if (!c) return tl::unexpected<Error>(c.error());
        return remove_dead(db, name, seq);
      },
      [this, peer, name, seq](Result<bool> settled) {
        bus_role.assert_here();
        if (!settled) return answers_.refuse(peer, settled.error());
        seen(name);
        JsonWriter w;
        w.object().field("ok", true).field("seq", seq).field("settled", *settled).end();
        answers_.send(peer, w.take());
      });
}

void DurableConsumers::dead(const Peer& peer, const Json& q) {
  const std::string name = consumer_at(q);
  const auto c = find_consumer(pages_.reader(), name);
  if (!c || c->owner != peer.client->name)
    return answers_.refuse(peer, {Errc::not_found, "there is no such consumer of this client", "/consumer"});
  const auto limit = std::clamp<std::int64_t>(q.integer_or("limit", 100), 1, 100);
  JsonWriter w;
  w.object().field("ok", true).key("dead");
  w.raw(pages_.dead(name, q.integer_or("after", 0), static_cast<int>(limit), peer.client->topics));
  answers_.send(peer, w.end().take());
}

}  // namespace huiyin
