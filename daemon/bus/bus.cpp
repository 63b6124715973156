#include "daemon/bus/bus.h"

#include "daemon/base/log.h"
#include "daemon/bus/service.h"
#include "daemon/bus/stream.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {
using Steady = std::chrono::steady_clock;
constexpr int kEventsARound = 2'000;
constexpr int kRequestsARound = 200;
}  // namespace

struct Bus::Sockets {
  BusContext context;
  BusSocket stream, service;
  std::unique_ptr<Database> reader;
  Sockets() : stream(context.open(BusKind::pub)), service(context.open(BusKind::router)) {}
};

Bus::Bus(const Options& options, Store& store, const CommandTable& commands, const Clock& clock)
    : options_(options), store_(store), commands_(commands), clock_(clock), mailbox_("bus", 10'000) {}

Result<std::unique_ptr<Bus>> Bus::start(const Options& options, Store& store, const CommandTable& commands,
                                        const Clock& clock) {
  std::unique_ptr<Bus> bus(new Bus(options, store, commands, clock));
  bus->sockets_ = std::make_unique<Sockets>();
  if (auto bound = bus->sockets_->stream.bind(options.stream); !bound)
    return tl::unexpected<Error>(bound.error());
  if (auto bound = bus->sockets_->service.bind(options.service); !bound)
    return tl::unexpected<Error>(bound.error());
  auto reader = store.reader();
  if (!reader) return tl::unexpected<Error>(reader.error());
  bus->sockets_->reader = std::move(*reader);
  bus->thread_ = std::thread([raw = bus.get()] { raw->thread_main(); });
  return bus;
}

Bus::~Bus() {
  stopping_ = true;
  mailbox_.post_always([] {});
  if (thread_.joinable()) thread_.join();
}

void Bus::journal_grew() {
  if (!grew_.exchange(true)) mailbox_.post_always([] {});
}

std::string Bus::stream_endpoint() const {
  return sockets_->stream.bound_endpoint();
}
std::string Bus::service_endpoint() const {
  return sockets_->service.bound_endpoint();
}

void Bus::thread_main() {
  bus_role.assert_here();
  const std::string source = "urn:huiyin:" + options_.instance;
  BusStream stream(sockets_->stream, *sockets_->reader, source);
  BusService service(sockets_->service, store_, *sockets_->reader, commands_, clock_, mailbox_, source);
  auto next_heartbeat = Steady::now();
  std::int64_t kept = stream.published();
  bool busy = true;
  std::vector<bool> readable;
  while (!stopping_ || busy) {
    const Millis next = service.tick();
    sockets_->context.wait({&sockets_->service}, mailbox_.fd(),
                           busy ? 0 : static_cast<int>(std::min<std::int64_t>(next.count(), 200)), &readable);
    mailbox_.run();
    busy = service.serve(kRequestsARound);
    if (grew_.exchange(false)) {
      try {
        if (stream.publish(kEventsARound)) grew_ = true;
        service.journal_grew();
      } catch (const StoreError& e) {
        log_error("bus.read.failed", e.what(), {});
        grew_ = true;
      }
      busy = busy || grew_;
    }
    published_ = stream.published();
    if (Steady::now() >= next_heartbeat) {
      stream.heartbeat(clock_.now());
      next_heartbeat = Steady::now() + options_.heartbeat;
      if (kept != stream.published()) {  // once a heartbeat: a restart repeats at most what was sent since
        kept = stream.published();
        store_.write<std::int64_t>(
            [kept](Database& db) -> Result<std::int64_t> {
              set_meta(db, "bus.published", std::to_string(kept));
              return kept;
            },
            mailbox_, [](const Result<std::int64_t>&) {});
      }
    }
  }
}

}  // namespace huiyin
