#include "daemon/bus/bus.h"

#include <unistd.h>

#include "daemon/base/file.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"
#include "daemon/bus/remote_door.h"
#include "daemon/bus/service.h"
#include "daemon/bus/stream.h"
#include "daemon/io/system.h"
#include "daemon/store/consumers.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kEventsARound = 500;
constexpr Millis kRequestsARound{20};
constexpr Millis kLongestNap{200};

BusOptions service_options(const ServiceLimits& limits) {
  BusOptions o;
  o.send_high_water = static_cast<int>(limits.unread_answers);
  o.max_message_bytes = limits.request_bytes;
  return o;
}

// This machine's clients: the socket file's mode says who may come, and they may all that the bus can do.
std::shared_ptr<const BusClient> local_client(const std::string&) {
  static const auto all = std::make_shared<const BusClient>(BusClient{"", {""}, {""}});
  return all;
}

}  // namespace

// Made on the starting thread, then the bus thread's alone.
struct Bus::Parts {
  Parts(Bus& bus, std::unique_ptr<Database> ledger)
      : reader(std::move(ledger)),
        source("urn:huiyin:" + bus.options_.instance),
        local_stream(context.open(BusKind::pub)),
        local_service(context.open(BusKind::router, service_options(bus.options_.limits))),
        door(context, {bus.options_.remote_stream, bus.options_.remote_service, bus.options_.secret_key},
             *reader, bus.clock_, bus.options_.limits),
        stream(*reader, source, [this](const Event& e) { keys_changed |= starts_with(e.type, "bus.key."); }),
        local({bus.store_, *reader, bus.commands_, bus.clock_, bus.mailbox_, source}, local_client,
              bus.options_.limits),
        remote({bus.store_, *reader, bus.commands_, bus.clock_, bus.mailbox_, source}, door.rights(),
               bus.options_.limits) {}

  std::size_t under_way() const { return local.under_way() + remote.under_way(); }
  std::vector<BusSocket*> streams() {
    std::vector<BusSocket*> all{&local_stream};
    if (door.stream() != nullptr) all.push_back(door.stream());
    return all;
  }
  std::vector<BusSocket*> to_wait_for() {
    std::vector<BusSocket*> all{&local_service};
    door.add_sockets(&all);
    return all;
  }

  BusContext context;
  std::unique_ptr<Database> reader;
  const std::string source;
  BusSocket local_stream, local_service;
  RemoteDoor door;
  bool keys_changed = false;
  BusStream stream;
  BusService local, remote;
  Steady::time_point next_heartbeat{};
  std::string kept_place;
  bool keeping_place = false;
};

Bus::Bus(const Options& options, Store& store, const CommandTable& commands, const Clock& clock)
    : options_(options), store_(store), commands_(commands), clock_(clock), mailbox_("bus", 10'000) {}

Result<std::unique_ptr<Bus>> Bus::start(const Options& options, Store& store, const CommandTable& commands,
                                        const Clock& clock) {
  std::unique_ptr<Bus> bus(new Bus(options, store, commands, clock));
  auto reader = store.reader();
  if (!reader) return tl::unexpected<Error>(reader.error());
  bus->parts_ = std::make_unique<Parts>(*bus, std::move(*reader));
  if (auto bound = bus->bind(); !bound) return tl::unexpected<Error>(bound.error());
  bus->thread_ = std::thread([raw = bus.get()] { raw->thread_main(); });
  return bus;
}

Result<void> Bus::bind() {
  if (auto bound = parts_->local_stream.bind(options_.stream); !bound) return bound;
  if (auto bound = parts_->local_service.bind(options_.service); !bound) return bound;
  stream_endpoint_ = parts_->local_stream.bound_endpoint();
  service_endpoint_ = parts_->local_service.bound_endpoint();
  if (parts_->door.configured() && list_bus_keys(*parts_->reader).empty())
    log_warn("bus.remote.closed", "no client has a key: nobody may come by tcp (bus.key.add)");
  return {};
}

Bus::~Bus() {
  grew_ = true;  // the ledger may have committed what it has not told of yet
  stopping_ = true;
  mailbox_.post_always([] {});
  if (thread_.joinable()) thread_.join();
}

void Bus::journal_grew() {
  if (!grew_.exchange(true)) mailbox_.post_always([] {});
}

// Ends when everything committed is published and every answer of the ledger has come.
void Bus::thread_main() {
  bus_role.assert_here();
  Parts& p = *parts_;
  p.local.use(&p.local_service);
  bool busy = true, last_place_kept = false;
  std::vector<bool> readable;
  while (!stopping_ || busy || p.under_way() > 0 || p.keeping_place || !last_place_kept) {
    const Millis next = std::min({p.local.tick(), p.remote.tick(), p.door.tick(p.remote), kLongestNap});
    p.context.wait(p.to_wait_for(), mailbox_.fd(), busy ? 0 : static_cast<int>(next.count()), &readable);
    mailbox_.run();
    busy = p.local.serve(stopping_ ? Millis(0) : kRequestsARound);
    busy = p.remote.serve(stopping_ ? Millis(0) : kRequestsARound) || busy;
    if (stopping_) busy = false;
    busy = publish() || busy;
    if (std::exchange(p.keys_changed, false)) p.door.keys_changed();
    if (Steady::now() >= p.next_heartbeat) beat();
    if (!stopping_ || busy || p.keeping_place) continue;  // the last place is written after the one under way
    keep_place();
    last_place_kept = true;
  }
}

// True when there is more to publish now.
bool Bus::publish() {
  Parts& p = *parts_;
  if (!grew_.exchange(false)) return false;
  try {
    if (p.stream.publish(p.streams(), kEventsARound)) grew_ = true;
    p.local.journal_grew();
    p.remote.journal_grew();
  } catch (const StoreError& e) {
    log_error("bus.read.failed", e.what());
    if (!stopping_) grew_ = true;
  }
  published_ = p.stream.published();
  return grew_;
}

void Bus::beat() {
  parts_->next_heartbeat = Steady::now() + options_.heartbeat;
  parts_->stream.heartbeat(parts_->streams(), clock_.now());
  keep_place();
  tell_metrics();
}

// Once a heartbeat: a restart repeats at most what was sent since.
void Bus::keep_place() {
  Parts& p = *parts_;
  std::string place = p.stream.place();
  if (p.keeping_place || place == p.kept_place) return;
  p.keeping_place = true;
  store_.write<bool>(
      [place](Database& db) -> Result<bool> {
        set_meta(db, BusStream::kPlaceKey, place);
        return true;
      },
      mailbox_,
      [this, place](const Result<bool>& kept) {
        bus_role.assert_here();
        parts_->keeping_place = false;
        if (kept) parts_->kept_place = place;
      });
}

void Bus::tell_metrics() {
  static Gauge& replays =
      gauge("huiyin_bus_replays_in_flight", "Pages and answers of the bus service that have not left yet");
  static Gauge& waiting = gauge("huiyin_bus_fetches_waiting", "Durable consumers that wait for news");
  const Parts& p = *parts_;
  replays.set(static_cast<double>(p.local.replays() + p.remote.replays()));
  waiting.set(static_cast<double>(p.local.waiting() + p.remote.waiting()));
  try {
    const std::int64_t newest = newest_event(*p.reader);
    for (const Consumer& c : list_consumers(*p.reader))
      gauge("huiyin_bus_consumer_lag_events", "Events that a durable consumer has not acknowledged",
            {{"consumer", c.name}})
          .set(static_cast<double>(newest - c.acked));
  } catch (const StoreError& e) {
    log_error("bus.read.failed", e.what());
  }
}

Result<ServerKey> server_key(const std::string& file) {
  if (::access(file.c_str(), F_OK) != 0) {
    const CurvePair made = make_curve_pair();
    if (auto written = write_file_durably(file, made.secret_key + "\n", 0600); !written)
      return tl::unexpected<Error>(written.error());
    return ServerKey{made.public_key, made.secret_key};
  }
  const auto text = read_file(file);
  if (!text) return tl::unexpected<Error>(text.error());
  const std::string secret(trim(*text));
  const std::string open = curve_public_key(secret);
  if (open.empty()) return fail(Errc::bad_input, "holds no CURVE secret key", file);
  return ServerKey{open, secret};
}

}  // namespace huiyin
