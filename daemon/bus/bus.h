// Bus: the bus thread. It owns every ZeroMQ socket, tails the journal and serves requests. Nothing of the
// other threads is touched: the ledger is read with a connection of its own and changed through Store::write.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "daemon/base/mailbox.h"
#include "daemon/store/commands.h"
#include "daemon/store/store.h"

namespace huiyin {

class Bus {
 public:
  struct Options {
    std::string stream, service;  // endpoints
    std::string instance;
    Millis heartbeat{1'000};
  };
  // Binds before it returns. All arguments outlive the bus.
  static Result<std::unique_ptr<Bus>> start(const Options& options, Store& store,
                                            const CommandTable& commands, const Clock& clock);
  ~Bus();  // publishes what is committed, then stops

  void journal_grew();  // any thread
  std::string stream_endpoint() const;
  std::string service_endpoint() const;
  std::int64_t published() const { return published_.load(); }
  std::size_t queued() const { return mailbox_.size(); }

 private:
  struct Sockets;
  Bus(const Options& options, Store& store, const CommandTable& commands, const Clock& clock);
  void thread_main();

  const Options options_;
  Store& store_;
  const CommandTable& commands_;
  const Clock& clock_;
  Mailbox mailbox_;
  std::unique_ptr<Sockets> sockets_;
  std::atomic<bool> stopping_{false}, grew_{true};
  std::atomic<std::int64_t> published_{0};
  std::thread thread_;
};

}  // namespace huiyin
