#include "daemon/status.h"

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/bus/bus_views.h"
#include "daemon/intake/intake_view.h"
#include "daemon/outbound/control.h"
#include "daemon/store/followups.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

void write_messages(JsonWriter& w, Database& db) {
  w.key("messages").object();
  for (const auto& [state, n] : tally_of_all(db)) w.field(name_of(state), n);
  w.end();
}

void write_carriers(JsonWriter& w, const StatusParts& p) ON_ROLE(net_role) {
  w.key("sending").array();
  for (const Dispatcher::Line& l : p.dispatcher->lines()) {
    w.object()
        .field("carrier", l.account)
        .field("in_flight", l.in_flight)
        .field("prepared", l.prepared)
        .field("held", l.held);
    w.field("stopped", l.stopped)
        .field("fault", l.fault)
        .field("submits", l.submits)
        .field("accepted", l.accepted);
    w.field("unknown", l.unknown).end();
  }
  w.end().key("pulls").array();
  for (const PullStatus& s : p.puller->status()) {
    w.object()
        .field("carrier", s.account)
        .field("plan", s.plan)
        .field("fault", s.fault)
        .field("failures", s.failures);
    w.field("stopped", s.stopped)
        .field("last_good", to_ms(s.last_good) == 0 ? std::string() : to_rfc3339(s.last_good))
        .end();
  }
  w.end();
}

void write_lines(JsonWriter& w, const StatusParts& p) {
  w.key("lines").array();
  for (const LinkStatus& s : p.lines) {
    w.object().field("carrier", s.account).field("links", s.links).field("up", s.up);
    w.field("stopped", s.stopped).field("fault", s.fault).end();
  }
  w.end();
}

}  // namespace

std::string status_json(const StatusParts& p) {
  JsonWriter w;
  w.object()
      .field("version", "0.1.0")
      .field("instance", p.identity->instance)
      .field("epoch", p.identity->epoch);
  w.field("office", p.settings->office.name)
      .field("now", to_rfc3339(p.clock->now()))
      .field("started", to_rfc3339(p.started));
  w.field("virtual_clock", !p.settings->clock.virtual_file.empty());
  write_messages(w, *p.reader);
  w.key("sending_held").raw(Json::parse(holds_json(*p.reader)).at("held").dump());
  w.key("intake").raw(intake_counts_json(*p.reader));
  w.key("parked_receipts").value(parked_count(*p.reader));
  w.key("inquiries_waiting").value(static_cast<std::uint64_t>(p.reconciler->waiting()));
  write_carriers(w, p);
  write_lines(w, p);
  w.key("alarms").array();
  for (const EdgeState& e : p.alarms)
    w.object().field("edge", e.id()).field("fault", mask_for_log(e.fault)).end();
  w.end();
  w.key("bus").object().field("stream", p.bus->stream_endpoint()).field("service", p.bus->service_endpoint());
  w.field("published", p.bus->published()).field("newest", p.store->newest_seq());
  w.key("consumers").raw(bus_consumers_json(*p.reader)).end();
  w.key("queues").object().field("store", static_cast<std::uint64_t>(p.store->queued()));
  w.field("net", static_cast<std::uint64_t>(p.loop->mailbox().size()))
      .field("bus", static_cast<std::uint64_t>(p.bus->queued()));
  w.field("transfers", static_cast<std::uint64_t>(p.loop->transfers())).end();
  w.field("commits", p.store->commits()).end();
  return w.take();
}

}  // namespace huiyin
