// Ties the watch over edges to what knows their states, and tells of its alarms: journal, log, metric,
// status.
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/daemon_parts.h"
#include "daemon/store/journal.h"
#include "daemon/store/webhooks.h"

namespace huiyin {
namespace {

constexpr Millis kLookEvery{2'000};

void tell_change(Database& db, const EdgeWatch::Change& c, TimePoint now) {
  JsonWriter w;
  w.object().field("kind", c.edge.kind).field("name", c.edge.name);
  w.field("fault", mask_for_log(c.edge.fault)).field("seconds", c.lasted.count() / 1000).end();
  append_event(db, c.alarm ? "edge.broken" : "edge.mended", "edge/" + c.edge.id(), now, w.take());
}

}  // namespace

std::vector<EdgeState> Daemon::Parts::edge_states() const {
  std::vector<EdgeState> out;
  for (const Dispatcher::Line& l : dispatcher->lines())
    out.push_back({"send", l.account, l.failing || l.stopped, l.trouble});
  for (const PullStatus& s : puller->status())
    out.push_back({"pull", s.account + " " + s.plan, s.failures > 0 || s.stopped, s.fault});
  for (const LinkStatus& s : link_status())
    out.push_back({"link", s.account, s.stopped || s.up == 0, s.fault});
  for (const Webhook& w : list_webhooks(*reader))
    out.push_back({"webhook", w.name, w.failures > 0 || !w.paused.empty(), w.paused});
  return out;
}

void Daemon::Parts::watch_edges() {
  loop.every(kLookEvery, [this] {
    net_role.assert_here();
    const std::vector<EdgeState> edges = edge_states();
    edge_watch.set(settings.alarm.after);
    const auto changes = edge_watch.look(edges, std::chrono::steady_clock::now());
    gauge("huiyin_edges", "Carriers' interfaces, pulls, links and webhooks this office is tied to")
        .set(static_cast<double>(edges.size()));
    gauge("huiyin_edges_alarmed", "Those that have been broken for longer than alarm.after")
        .set(static_cast<double>(edge_watch.alarms().size()));
    for (const EdgeWatch::Change& c : changes) {
      if (c.alarm)
        log_error("edge.broken", c.edge.fault.empty() ? "no answer" : c.edge.fault,
                  {{"edge", c.edge.id()}, {"seconds", c.lasted.count() / 1000}});
      else
        log_info("edge.mended", "it works again",
                 {{"edge", c.edge.id()}, {"seconds", c.lasted.count() / 1000}});
      store->write<bool>(
          [c, now = clock->now()](Database& db) -> Result<bool> {
            tell_change(db, c, now);
            return true;
          },
          loop,
          [](const Result<bool>& told) {
            if (!told) log_error("edge.untold", told.error().text());
          });
    }
  });
}

}  // namespace huiyin
