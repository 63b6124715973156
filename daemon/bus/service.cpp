#include "daemon/bus/service.h"

#include <algorithm>
#include <map>

#include "daemon/base/bad_input.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;

void count_refused(const char* why) {
  counter("huiyin_bus_requests_refused_total", "Requests that the bus service did not look at",
          {{"reason", why}})
      .add();
}

void time_command(Steady::time_point began) {
  static Histogram& seconds =
      histogram("huiyin_bus_command_seconds", "From a command's arrival to its durable answer",
                {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5});
  seconds.observe(std::chrono::duration<double>(Steady::now() - began).count());
}

}  // namespace

BusService::BusService(const Parts& parts, Rights rights, ServiceLimits limits)
    : limits_(limits),
      table_(parts.commands),
      executor_(parts.executor),
      rights_(std::move(rights)),
      answers_(limits_),
      writes_(parts.store, parts.executor, parts.clock),
      pages_(parts.reader, parts.source, limits_),
      consumers_(pages_, answers_, writes_, limits_),
      rates_(limits.requests_a_second) {}

void BusService::use(BusSocket* socket) {
  socket_ = socket;
  answers_.use(socket);
  consumers_.forget_waits();
}

bool BusService::serve(Millis at_most) {
  const auto until = Steady::now() + at_most;
  Frames frames;
  std::string user;
  while (socket_ != nullptr) {
    if (!socket_->receive(&frames, &user)) return false;
    take(std::move(frames), user);
    if (Steady::now() >= until) return true;
  }
  return false;
}

void BusService::take(Frames frames, const std::string& user) {
  const std::size_t id = frames.size() > 1 && frames[1].empty() ? 2 : 1;
  if (frames.size() != id + 2 || frames[id].size() > 256) return count_refused("frames");
  const bool too_many = !rates_.take(user.empty() ? frames.front() : user);
  const Peer peer{Frames(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(id) + 1),
                  rights_(user)};
  if (too_many) {
    count_refused("rate");
    return answers_.refuse(peer, {Errc::unavailable, "too many requests; try again in a second", ""});
  }
  if (peer.client == nullptr)
    return answers_.refuse(peer, {Errc::forbidden, "this client's key was revoked", ""});
  try {
    handle(peer, frames[id + 1]);
  } catch (const BadInput& e) {
    answers_.refuse(peer, {Errc::bad_input, e.what(), ""});
  } catch (const StoreError& e) {
    answers_.refuse(peer, {Errc::storage, e.what(), ""});
  }
}

void BusService::handle(const Peer& peer, const std::string& request) {
  using Op = void (DurableConsumers::*)(const Peer&, const Json&);
  static const std::map<std::string, Op, std::less<>> consumer_ops = {
      {"attach", &DurableConsumers::attach}, {"fetch", &DurableConsumers::fetch},
      {"ack", &DurableConsumers::ack},       {"nack", &DurableConsumers::nack},
      {"settle", &DurableConsumers::settle}, {"dead", &DurableConsumers::dead}};
  const Json q = Json::parse(request);
  const std::string op = q.text("op");
  if (op == "replay") return replay(peer, q);
  if (writes_.under_way() >= limits_.writes)
    return answers_.refuse(peer, {Errc::unavailable, "too much is under way; try again", ""});
  if (op == "command") return command(peer, q);
  const auto found = consumer_ops.find(op);
  if (found == consumer_ops.end())
    throw BadInput("/op", "must be replay, attach, fetch, ack, nack, settle, dead or command");
  (consumers_.*found->second)(peer, q);
}

void BusService::replay(const Peer& peer, const Json& q) {
  static Counter& replayed = counter("huiyin_bus_events_replayed_total", "Events given by replay");
  PageRequest wanted;
  if (const auto from = q.find("from")) {
    if (from->is_string()) {
      TimePoint t;
      if (!from_rfc3339(from->text(), &t)) throw BadInput("/from", "is neither a seq nor an RFC 3339 time");
      wanted.after = event_before(pages_.reader(), t);
    } else {
      wanted.after = std::max<std::int64_t>(0, from->integer() - 1);
    }
  }
  wanted.topics = narrowed(topics_at(q), peer.client->topics);
  if (wanted.topics.empty())
    return answers_.refuse(peer, {Errc::forbidden, "none of these may be read by this client", "/topics"});
  wanted.limit = static_cast<int>(std::clamp<std::int64_t>(q.integer_or("limit", 100), 1, limits_.events));
  const Page page = pages_.read(wanted);
  replayed.add(page.count);
  JsonWriter w;
  w.object().field("ok", true).key("events").raw(page.events);
  pages_.write_places(w, page.next);
  answers_.send(peer, w.end().take());
}

void BusService::command(const Peer& peer, const Json& q) {
  const std::string name = q.text("name");
  std::string key = q.text_or("key", "");
  if (!covered(name, peer.client->commands))
    return answers_.refuse(peer, {Errc::forbidden, "may not be given by this client", "/name"});
  // Parsed anew, so that paths in errors begin at the arguments, as in the API.
  const Json args = Json::parse(q.has("args") ? q.at("args").dump() : "{}");
  const std::string& client = peer.client->name;
  const CommandContext context{writes_.now(), client.empty() ? "bus" : "bus:" + client, Role::operator_};
  if (!client.empty() && !key.empty()) key = client + ":" + key;  // one client's keys tell nothing to another
  const auto run = [this, peer, name, key, args, context, began = Steady::now()] {
    writes_.add<std::string>(
        [table = &table_, name, key, args, context](Database& db) {
          return run_command(db, *table, name, key, args, context);
        },
        [this, peer, began](Result<std::string> done) {
          bus_role.assert_here();
          fault_point("command.durable");
          time_command(began);
          if (!done) return answers_.refuse(peer, done.error());
          JsonWriter w;
          answers_.send(peer, w.object().field("ok", true).key("answer").raw(*done).end().take());
        });
  };
  const Command* known = table_.find(name);
  if (known == nullptr || !known->ahead) return run();
  table_.begin(name, context.role, [this, run] { executor_.post_always(run); });
}

Millis BusService::tick() {
  answers_.flush();
  const Millis next = consumers_.tick();
  return answers_.held() > 0 ? std::min(next, Millis(5)) : next;
}

}  // namespace huiyin
