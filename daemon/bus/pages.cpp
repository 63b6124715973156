#include "daemon/bus/pages.h"

#include <algorithm>

#include "daemon/bus/cloud_event.h"
#include "daemon/store/consumers.h"

namespace huiyin {

Page Pages::read(const PageRequest& q) const {
  Page page;
  page.next = q.after;
  page.events = "[";
  bool full = false;
  int rows = 0;
  const auto take = [&](const Event& e) {
    ++rows;
    if (full) return;
    page.next = e.seq;
    if (!covered(e.type, q.topics)) return;
    const bool again = e.seq <= q.handed;
    if (page.count > 0) page.events += ',';
    append_cloud_event(&page.events, e, source_, {.redelivered = again});
    page.redelivered += again ? 1 : 0;
    page.last = e.seq;
    full = ++page.count == q.limit || page.events.size() >= limits_.answer_bytes;
  };
  for (int looked_at = 0; !full && !page.at_end && looked_at < limits_.looked_at; looked_at += rows) {
    const int piece = std::clamp(q.limit - page.count, 100, limits_.events);
    rows = 0;
    read_events(reader_, page.next, piece, take);
    page.at_end = !full && rows < piece;
  }
  page.events += ']';
  return page;
}

std::string Pages::again(const std::string& consumer, int limit, const Prefixes& topics, int* count) const {
  std::string list = "[";
  *count = 0;
  each_again(reader_, consumer, limit, [&](const DeadEvent& d) {
    if (!covered(d.event.type, topics)) return;
    if ((*count)++ > 0) list += ',';
    list += cloud_event(d.event, source_, {.redelivered = true});
  });
  return list + "]";
}

std::string Pages::dead(const std::string& consumer, std::int64_t after, int limit,
                        const Prefixes& topics) const {
  JsonWriter w;
  w.array();
  each_dead_event(reader_, consumer, after, limit, [&](const DeadEvent& d) {
    if (!covered(d.event.type, topics)) return;
    w.object().field("seq", d.event.seq).field("reason", d.reason).field("times", d.times);
    w.field("at", to_rfc3339(d.at)).field("again", d.state == DeadState::again);
    w.key("event").raw(cloud_event(d.event, source_, {.redelivered = true})).end();
  });
  w.end();
  return w.take();
}

void Pages::write_places(JsonWriter& w, std::int64_t next) const {
  w.field("next", next).field("newest", newest_event(reader_)).field("oldest", pruned_to(reader_) + 1);
}

}  // namespace huiyin
