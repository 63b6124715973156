#include "daemon/bus/stream.h"

#include "daemon/base/json.h"
#include "daemon/base/metrics.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {

BusStream::BusStream(Database& reader, std::string source, std::function<void(const Event&)> seen)
    : reader_(reader), source_(std::move(source)), seen_(std::move(seen)) {
  const std::string kept = meta(reader_, kPlaceKey);
  if (kept.empty()) return;
  const Json place = Json::parse(kept);
  if (place.is_number()) {  // of a version that did not keep the topics
    published_ = place.integer();
    newest_ = newest_by_type(reader_, published_);
    return;
  }
  published_ = place.integer("newest");
  for (const auto& [type, seq] : place.at("topics").members()) newest_[type] = seq.integer();
}

std::string BusStream::place() const {
  JsonWriter w;
  w.object().field("newest", published_).key("topics").object();
  for (const auto& [type, seq] : newest_) w.field(type, seq);
  w.end().end();
  return w.take();
}

bool BusStream::publish(const std::vector<BusSocket*>& sockets, int limit) {
  static Counter& published =
      counter("huiyin_bus_events_published_total", "Journal events sent on the bus stream");
  int n = 0;
  published_ = read_events(reader_, published_, limit, [&](const Event& e) {
    std::int64_t& newest = newest_[e.type];
    frames_[0] = e.type;
    frames_[1].clear();
    append_cloud_event(&frames_[1], e, source_, {.previous = newest});
    send(sockets, frames_);
    newest = e.seq;
    ++n;
    if (seen_) seen_(e);
  });
  published.add(n);
  return n == limit;
}

void BusStream::heartbeat(const std::vector<BusSocket*>& sockets, TimePoint now) {
  send(sockets, {"heartbeat", heartbeat_event(published_, newest_, now, source_)});
}

void BusStream::send(const std::vector<BusSocket*>& sockets, const Frames& frames) {
  static Counter& dropped = counter("huiyin_bus_events_dropped_total",
                                    "Events and heartbeats that a live subscriber was too slow for");
  for (BusSocket* s : sockets)
    if (!s->send(frames)) dropped.add();
}

}  // namespace huiyin
