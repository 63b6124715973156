#include "daemon/bus/stream.h"

#include "daemon/base/metrics.h"
#include "daemon/bus/cloud_event.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {

BusStream::BusStream(BusSocket& socket, Database& reader, std::string source)
    : socket_(socket), reader_(reader), source_(std::move(source)) {
  const std::string kept = meta(reader_, "bus.published");
  published_ = kept.empty() ? 0 : std::stoll(kept);
}

bool BusStream::publish(int limit) {
  static Counter& published =
      counter("huiyin_bus_events_published_total", "Journal events sent on the bus stream");
  int n = 0;
  published_ = read_events(reader_, published_, limit, [&](const Event& e) {
    socket_.send({e.type, cloud_event(e, source_)});
    ++n;
  });
  published.add(n);
  return n == limit;
}

void BusStream::heartbeat(TimePoint now) {
  socket_.send({"heartbeat", heartbeat_event(published_, now, source_)});
}

}  // namespace huiyin
