// Bus: the bus thread. It owns every ZeroMQ socket, tails the journal and serves requests. Nothing of the
// other threads is touched: the ledger is read with a connection of its own and changed through Store::write.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "daemon/base/mailbox.h"
#include "daemon/base/thread_role.h"
#include "daemon/bus/limits.h"
#include "daemon/store/commands.h"
#include "daemon/store/store.h"

namespace huiyin {

class Bus {
 public:
  struct Options {
    std::string stream, service;  // endpoints, ipc://
    std::string instance;
    Millis heartbeat{1'000};
    std::string remote_stream, remote_service;  // tcp://; both empty: none
    std::string secret_key;                     // of this server, for those; see server_key()
    ServiceLimits limits{};
  };
  // Binds before it returns. All arguments outlive the bus.
  static Result<std::unique_ptr<Bus>> start(const Options& options, Store& store,
                                            const CommandTable& commands, const Clock& clock);
  ~Bus();  // publishes what is committed, then stops

  void journal_grew();  // any thread
  std::string stream_endpoint() const { return stream_endpoint_; }
  std::string service_endpoint() const { return service_endpoint_; }
  std::int64_t published() const { return published_.load(); }
  std::size_t queued() const { return mailbox_.size(); }

 private:
  struct Parts;
  Bus(const Options& options, Store& store, const CommandTable& commands, const Clock& clock);
  Result<void> bind();
  void thread_main();
  bool publish() ON_ROLE(bus_role);
  void beat() ON_ROLE(bus_role);
  void keep_place() ON_ROLE(bus_role);
  void tell_metrics() ON_ROLE(bus_role);

  const Options options_;
  Store& store_;
  const CommandTable& commands_;
  const Clock& clock_;
  Mailbox mailbox_;
  std::unique_ptr<Parts> parts_;
  std::string stream_endpoint_, service_endpoint_;
  std::atomic<bool> stopping_{false}, grew_{true};
  std::atomic<std::int64_t> published_{0};
  std::thread thread_;
};

// The server's CURVE key of this file, made with mode 0600 where there is none.
struct ServerKey {
  std::string public_key, secret_key;
};
Result<ServerKey> server_key(const std::string& file);

}  // namespace huiyin
