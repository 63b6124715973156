#include "daemon/bus/service.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/bus/cloud_event.h"
#include "daemon/store/tokens.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;

std::vector<std::string> topics_of(const Json& q) {
  std::vector<std::string> out;
  if (const auto list = q.find("topics"))
    for (const Json& t : list->items()) {
      const std::string topic = t.text();
      if (topic.empty() || topic.size() > 100 || topic.find(' ') != std::string::npos)
        throw BadInput(t.path(), "is not a topic prefix");
      out.push_back(topic);
    }
  if (out.size() > 50) throw BadInput("/topics", "has more than 50 entries");
  return out;
}

std::string consumer_of(const Json& q) {
  std::string name = q.text("consumer");
  const auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), good))
    throw BadInput("/consumer", "must be 1 to 64 letters, digits, '-', '_' or '.'");
  return name;
}

int status_of(Errc code) {
  switch (code) {
    case Errc::bad_input:
      return 400;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::unavailable:
      return 503;
    case Errc::storage:
    case Errc::internal:
      return 500;
  }
  return 500;
}

}  // namespace

BusService::BusService(BusSocket& socket, Store& store, Database& reader, const CommandTable& commands,
                       const Clock& clock, Executor& executor, std::string source, ServiceLimits limits)
    : socket_(socket),
      store_(store),
      reader_(reader),
      commands_(commands),
      clock_(clock),
      executor_(executor),
      source_(std::move(source)),
      limits_(limits) {}

bool BusService::serve(int limit) {
  Frames frames;
  for (int i = 0; i < limit; ++i) {
    if (!socket_.receive(&frames)) return false;
    const std::size_t id = frames.size() > 1 && frames[1].empty() ? 2 : 1;
    if (frames.size() != id + 2 || frames[id].size() > 256) {
      log_warn("bus.request.malformed", "a request must be two frames: an id of at most 256 bytes and JSON",
               {{"frames", frames.size()}});
      continue;
    }
    const Peer peer{Frames(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(id) + 1)};
    try {
      handle(peer, frames[id + 1]);
    } catch (const BadInput& e) {
      refuse(peer, {Errc::bad_input, e.what(), ""});
    } catch (const StoreError& e) {
      refuse(peer, {Errc::storage, e.what(), ""});
    }
  }
  return true;
}

void BusService::handle(const Peer& peer, const std::string& request) {
  const Json q = Json::parse(request);
  const std::string op = q.text("op");
  if (op == "replay") return replay(peer, q);
  if (op == "attach") return attach(peer, q);
  if (op == "fetch") return fetch(peer, q);
  if (op == "ack") return ack(peer, q);
  if (op == "command") return command(peer, q);
  throw BadInput("/op", "must be replay, attach, fetch, ack or command");
}

void BusService::answer(const Peer& peer, std::string json) {
  Frames frames = peer.envelope;
  frames.push_back(std::move(json));
  if (!socket_.send(frames))
    log_warn("bus.answer.dropped", "a client went away or does not read its answers", {});
}

void BusService::refuse(const Peer& peer, const Error& e) {
  JsonWriter w;
  w.object().field("ok", false).key("problem").object();
  w.field("title", name_of(e.code)).field("status", status_of(e.code)).field("detail", e.text()).end().end();
  answer(peer, w.take());
}

std::string BusService::events_answer(std::int64_t after, const std::vector<std::string>& topics, int limit,
                                      int* count) {
  JsonWriter w;
  w.object().field("ok", true).key("events").array();
  std::size_t bytes = 0;
  std::int64_t looked_at = after;
  *count = 0;
  // Filtered topics: look at more of the journal than is given, but not at all of it in one go.
  for (int rounds = 0; rounds < 10 && *count < limit && bytes < limits_.answer_bytes; ++rounds) {
    bool full = false;
    const std::int64_t before = looked_at;
    std::int64_t last = before;
    read_events(reader_, before, limits_.events, [&](const Event& e) {
      if (full) return;
      if (topic_matches(e.type, topics)) {
        if (*count == limit || (*count > 0 && bytes > limits_.answer_bytes)) {
          full = true;
          return;
        }
        const std::string text = cloud_event(e, source_);
        bytes += text.size();
        w.raw(text);
        ++*count;
      }
      last = e.seq;
    });
    looked_at = last;
    if (full || last == before) break;
  }
  w.end().field("next", looked_at).field("newest", newest_event(reader_)).end();
  return w.take();
}

void BusService::replay(const Peer& peer, const Json& q) {
  std::int64_t after = 0;
  if (const auto from = q.find("from")) {
    if (from->is_string()) {
      TimePoint t;
      if (!from_rfc3339(from->text(), &t)) throw BadInput("/from", "is neither a seq nor an RFC 3339 time");
      after = event_before(reader_, t);
    } else {
      after = std::max<std::int64_t>(0, from->integer() - 1);
    }
  }
  const auto limit = std::clamp<std::int64_t>(q.integer_or("limit", 100), 1, limits_.events);
  int count = 0;
  answer(peer, events_answer(after, topics_of(q), static_cast<int>(limit), &count));
}

void BusService::attach(const Peer& peer, const Json& q) {
  const std::string name = consumer_of(q);
  const std::vector<std::string> topics = topics_of(q);
  // "from" counts the first time only: a consumer's place is never moved by attaching again.
  const std::string from = q.has("from") && q.at("from").is_string() ? q.text("from") : "";
  if (!from.empty() && from != "start" && from != "now")
    throw BadInput("/from", "must be \"start\", \"now\" or a seq");
  const std::int64_t start = from == "now" ? -1
                             : q.has("from") && from.empty()
                                 ? std::max<std::int64_t>(0, q.integer("from") - 1)
                                 : 0;
  const TimePoint now = clock_.now();
  store_.write<Consumer>(
      [name, topics, start, now](Database& db) -> Result<Consumer> {
        return attach_consumer(db, name, topics, start < 0 ? newest_event(db) : start, now);
      },
      executor_,
      [this, peer](Result<Consumer> c) {
        bus_role.assert_here();
        if (!c) return refuse(peer, c.error());
        JsonWriter w;
        w.object().field("ok", true).field("consumer", c->name).field("acked", c->acked).end();
        answer(peer, w.take());
      });
}

bool BusService::give(const Peer& peer, const std::string& consumer, int credit, bool even_none) {
  const auto c = find_consumer(reader_, consumer);
  if (!c) {
    refuse(peer, {Errc::not_found, "attach first: there is no such consumer", "/consumer"});
    return true;
  }
  int count = 0;
  std::string json = events_answer(c->acked, c->topics, credit, &count);
  if (count == 0 && !even_none) return false;
  answer(peer, std::move(json));
  return true;
}

void BusService::fetch(const Peer& peer, const Json& q) {
  const std::string name = consumer_of(q);
  const int credit =
      static_cast<int>(std::clamp<std::int64_t>(q.integer_or("credit", 100), 1, limits_.events));
  const Millis wait(std::clamp<std::int64_t>(q.integer_or("wait_ms", 0), 0, limits_.wait.count()));
  const bool may_wait = wait.count() > 0 && waiting_.size() < limits_.waiting;
  if (!give(peer, name, credit, !may_wait)) waiting_.push_back({peer, name, credit, Steady::now() + wait});
}

void BusService::journal_grew() {
  std::deque<Waiting> still;
  for (Waiting& w : waiting_)
    if (!give(w.peer, w.consumer, w.credit, false)) still.push_back(std::move(w));
  waiting_.swap(still);
}

Millis BusService::tick() {
  const auto now = Steady::now();
  Millis next(1'000);
  std::deque<Waiting> still;
  for (Waiting& w : waiting_) {
    if (w.until <= now) {
      give(w.peer, w.consumer, w.credit, true);
      continue;
    }
    next = std::min(next, std::chrono::duration_cast<Millis>(w.until - now) + Millis(1));
    still.push_back(std::move(w));
  }
  waiting_.swap(still);
  return next;
}

void BusService::ack(const Peer& peer, const Json& q) {
  const std::string name = consumer_of(q);
  const std::int64_t seq = q.integer("seq");
  const TimePoint now = clock_.now();
  store_.write<std::int64_t>(
      [name, seq, now](Database& db) -> Result<std::int64_t> {
        const auto c = find_consumer(db, name);
        if (!c) return fail(Errc::not_found, "attach first: there is no such consumer", "/consumer");
        if (seq > newest_event(db)) return fail(Errc::bad_input, "is beyond the journal", "/seq");
        ack_consumer(db, name, seq, now);
        return std::max(seq, c->acked);
      },
      executor_,
      [this, peer](Result<std::int64_t> acked) {
        bus_role.assert_here();
        if (!acked) return refuse(peer, acked.error());
        JsonWriter w;
        w.object().field("ok", true).field("acked", *acked).end();
        answer(peer, w.take());
      });
}

void BusService::command(const Peer& peer, const Json& q) {
  if (commands_under_way_ >= limits_.commands)
    return refuse(peer, {Errc::unavailable, "too many commands under way; try again", ""});
  ++commands_under_way_;
  const CommandContext context{clock_.now(), "bus", Role::operator_};
  store_.write<std::string>([table = &commands_, name = q.text("name"), key = q.text_or("key", ""),
                             args = q.has("args") ? q.at("args") : Json::parse("{}"), context](
                                Database& db) { return run_command(db, *table, name, key, args, context); },
                            executor_,
                            [this, peer](Result<std::string> done) {
                              bus_role.assert_here();
                              --commands_under_way_;
                              if (!done) return refuse(peer, done.error());
                              JsonWriter w;
                              w.object().field("ok", true).key("answer").raw(*done).end();
                              answer(peer, w.take());
                            });
}

}  // namespace huiyin
