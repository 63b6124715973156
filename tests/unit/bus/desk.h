// A bus on a ledger of its own, in a folder of its own, and clients that talk to it as a case system would.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/bus/bus.h"
#include "daemon/io/bus_socket.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin::test {

// A DEALER on the service: one request at a time, or many before the answers are read.
class Asker {
 public:
  explicit Asker(const std::string& endpoint, const BusOptions& options = {});
  Json ask(const std::string& json);  // fails the test when no answer comes
  void send(const std::string& json, const std::string& id = "1");
  Json answer(std::string* id = nullptr);
  bool silent(int ms);  // no answer comes within this time
  bool send_frames(const Frames& frames) { return socket_.send(frames); }

 private:
  BusContext context_;
  BusSocket socket_;
};

// A SUB on the stream.
class Listener {
 public:
  explicit Listener(const std::string& endpoint, const std::vector<std::string>& topics = {""},
                    const BusOptions& options = {});
  // The next event whose type begins so; other events are passed over. Null JSON after ten seconds.
  Json next(const std::string& type);
  bool silent(const std::string& type, int ms);

 private:
  BusContext context_;
  BusSocket socket_;
};

class Desk {
 public:
  explicit Desk(Bus::Options options = {});
  ~Desk() { stop(); }  // before its members go: the store still tells of commits
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  void start();  // the bus anew: as after a restart of the daemon
  void stop();
  // n events of this type in one transaction; the newest seq.
  std::int64_t tell(const std::string& type, int n = 1, const std::string& data = "{}");
  Result<std::string> command(const std::string& name, const std::string& args);
  Asker asker() { return Asker(bus_->service_endpoint()); }
  Listener listener(const std::vector<std::string>& topics = {""}) {
    return Listener(bus_->stream_endpoint(), topics);
  }
  TempStore& ledger() { return ledger_; }
  ManualClock& clock() { return clock_; }
  Bus& bus() { return *bus_; }
  const std::string& server_key() const { return server_.public_key; }
  std::atomic<bool> ahead{false};  // stop.all was heeded before the ledger's queue
  int closed = 0;                  // how often the command case.closed really ran

 private:
  TempStore ledger_;
  ManualClock clock_{from_ms(1'767'000'000'000)};
  CommandTable commands_;
  CurvePair server_ = make_curve_pair();
  Bus::Options options_;
  std::mutex mutex_;  // the store tells the bus of commits
  std::unique_ptr<Bus> bus_;
};

std::vector<std::int64_t> seqs(const Json& answer, const char* list = "events");
// {"op":op,"consumer":"c","token":token, more}
std::string held(const std::string& op, std::int64_t token, const std::string& more = "");

}  // namespace huiyin::test
