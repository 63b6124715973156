#include "tests/bench/bus_runs.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include <sys/resource.h>

#include "daemon/base/json.h"
#include "daemon/bus/bus.h"
#include "daemon/bus/bus_commands.h"
#include "daemon/bus/cloud_event.h"
#include "daemon/io/bus_socket.h"
#include "daemon/store/bus_keys.h"
#include "daemon/store/journal.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin::bench {
namespace {

using Steady = std::chrono::steady_clock;
constexpr const char* kTopic = "intake.received";
constexpr int kHighWater = 20'000;  // as the daemon's stream
constexpr std::size_t kEventBytes = 1'000;

double cpu_now() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

// Begins with the first event and ends with the last that came.
class Meter {
 public:
  void event(std::size_t bytes) {
    if (result_.events == 0) {
      began_ = Steady::now();
      cpu_ = cpu_now();
    }
    ++result_.events;
    bytes_ += bytes;
  }
  void last() { ended_ = Steady::now(), cpu_end_ = cpu_now(); }
  RunResult done(std::int64_t sent) {
    result_.lost = sent - result_.events;
    result_.seconds = std::chrono::duration<double>(ended_ - began_).count();
    result_.cpu_seconds = cpu_end_ - cpu_;
    if (result_.events > 0)
      result_.bytes_an_event = static_cast<double>(bytes_) / static_cast<double>(result_.events);
    return result_;
  }

 private:
  RunResult result_;
  std::size_t bytes_ = 0;
  Steady::time_point began_, ended_;
  double cpu_ = 0, cpu_end_ = 0;
};

struct Keys {
  CurvePair server = make_curve_pair(), client = make_curve_pair();
};

void use_client_keys(zmq::socket_t& socket, const Keys& keys) {
  socket.set(zmq::sockopt::curve_publickey, keys.client.public_key);
  socket.set(zmq::sockopt::curve_secretkey, keys.client.secret_key);
  socket.set(zmq::sockopt::curve_serverkey, keys.server.public_key);
}

// What a journal event holds so that the whole CloudEvent has about kEventBytes.
std::string event_data() {
  const std::string empty = cloud_event({1, std::string(36, 'x'), kTopic, "intake/IN-20260105-000031",
                                         from_ms(1'767'000'000'000), R"({"text_masked":""})"},
                                        "urn:huiyin:bench00", {.previous = 1});
  std::string text;
  while (empty.size() + text.size() + 3 <= kEventBytes) text += "水";
  return R"({"text_masked":")" + text + "\"}";
}

RunResult hear(zmq::socket_t& socket, std::int64_t sent) {
  Meter meter;
  std::int64_t heard = 0;
  bool ended = false;
  socket.set(zmq::sockopt::rcvtimeo, 60'000);
  while (!ended && heard < sent) {
    zmq::message_t topic, body;
    if (!socket.recv(topic) || !socket.recv(body)) throw std::runtime_error("nothing comes any more");
    if (topic.to_string_view() == "heartbeat") {
      // Everything was published: what has not come by now was dropped.
      ended = Json::parse(body.to_string_view()).at("data").integer("newest") >= sent;
      continue;
    }
    ++heard;
    meter.event(topic.size() + body.size());
    if (heard % 100 == 0 || heard == sent) meter.last();
  }
  return meter.done(sent);
}

// A bus on a ledger of its own.
class Office {
 public:
  explicit Office(Way way) {
    options_.stream = "ipc://" + ledger_.dir.path + "/stream";
    options_.service = "ipc://" + ledger_.dir.path + "/service";
    options_.instance = "bench00";
    if (way == Way::curve) {
      options_.remote_stream = "tcp://127.0.0.1:" + std::to_string(free_port());
      options_.remote_service = "tcp://127.0.0.1:" + std::to_string(free_port());
      options_.secret_key = keys.server.secret_key;
      ledger_.in([&](Database& db) {
        const BusClient client{"bench", {""}, {""}};
        return add_bus_client(db, client, keys.client.public_key, "bench", clock_.now()).has_value();
      });
    }
    ledger_.store->on_commit([this](std::int64_t) {
      const std::lock_guard lock(mutex_);
      if (bus_) bus_->journal_grew();
    });
  }
  ~Office() {
    std::unique_ptr<Bus> ending;
    {
      const std::lock_guard lock(mutex_);
      ending.swap(bus_);
    }
  }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  void start() {
    auto started = Bus::start(options_, *ledger_.store, commands_, clock_);
    if (!started) throw std::runtime_error(started.error().text());
    const std::lock_guard lock(mutex_);
    bus_ = std::move(*started);
  }
  void fill(std::int64_t events) {
    ledger_.in([&, data = event_data()](Database& db) {
      for (std::int64_t i = 0; i < events; ++i)
        append_event(db, kTopic, "intake/IN-20260105-000031", from_ms(1'767'000'000'000 + i), data);
      return true;
    });
  }
  const std::string& stream(Way way) const {
    return way == Way::ipc ? options_.stream : options_.remote_stream;
  }
  const std::string& service(Way way) const {
    return way == Way::ipc ? options_.service : options_.remote_service;
  }
  const Keys keys;

 private:
  static int free_port() {
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::pair);
    socket.bind("tcp://127.0.0.1:*");
    const std::string at = socket.get(zmq::sockopt::last_endpoint);
    return std::atoi(at.substr(at.rfind(':') + 1).c_str());
  }

  TempStore ledger_;
  SystemClock clock_;
  CommandTable commands_;
  Bus::Options options_;
  std::mutex mutex_;
  std::unique_ptr<Bus> bus_;
};

void publish_raw(zmq::socket_t& socket, std::int64_t events) {
  zmq::message_t subscription;
  (void)socket.recv(subscription);
  const std::string topic = kTopic, body(kEventBytes, 'x');
  for (std::int64_t i = 0; i < events; ++i) {
    socket.send(zmq::buffer(topic), zmq::send_flags::sndmore);
    socket.send(zmq::buffer(body), zmq::send_flags::none);
  }
}

}  // namespace

RunResult run_raw(Way way, std::int64_t events) {
  const TempDir dir;
  const Keys keys;
  zmq::context_t near, far;
  zmq::socket_t publisher(near, zmq::socket_type::xpub), subscriber(far, zmq::socket_type::sub);
  publisher.set(zmq::sockopt::sndhwm, kHighWater);
  publisher.set(zmq::sockopt::xpub_nodrop, true);
  subscriber.set(zmq::sockopt::rcvhwm, kHighWater);
  if (way == Way::curve) {
    publisher.set(zmq::sockopt::curve_server, true);
    publisher.set(zmq::sockopt::curve_secretkey, keys.server.secret_key);
    use_client_keys(subscriber, keys);
  }
  publisher.bind(way == Way::ipc ? "ipc://" + dir.path + "/raw" : "tcp://127.0.0.1:*");
  subscriber.set(zmq::sockopt::subscribe, "");
  subscriber.connect(publisher.get(zmq::sockopt::last_endpoint));
  std::thread sending([&] { publish_raw(publisher, events); });
  const RunResult result = hear(subscriber, events);
  sending.join();
  return result;
}

RunResult run_stream(Way way, std::int64_t events) {
  Office office(way);
  office.start();
  zmq::context_t far;
  zmq::socket_t subscriber(far, zmq::socket_type::sub);
  subscriber.set(zmq::sockopt::rcvhwm, kHighWater);
  subscriber.set(zmq::sockopt::rcvtimeo, 60'000);
  if (way == Way::curve) use_client_keys(subscriber, office.keys);
  subscriber.set(zmq::sockopt::subscribe, "");
  subscriber.connect(office.stream(way));
  zmq::message_t topic, body;  // the first heartbeat: the subscription has arrived
  if (!subscriber.recv(topic) || !subscriber.recv(body)) throw std::runtime_error("no heartbeat came");
  std::thread telling([&] { office.fill(events); });
  const RunResult result = hear(subscriber, events);
  telling.join();
  return result;
}

RunResult run_durable(Way way, std::int64_t events) {
  Office office(way);
  office.fill(events);
  office.start();
  BusOptions options;
  if (way == Way::curve) {
    options.curve_public = office.keys.client.public_key;
    options.curve_secret = office.keys.client.secret_key;
    options.curve_server = office.keys.server.public_key;
  }
  BusContext context;
  BusSocket socket = context.open(BusKind::dealer, options);
  if (auto connected = socket.connect(office.service(way)); !connected)
    throw std::runtime_error(connected.error().text());
  std::size_t bytes = 0;
  const auto answer = [&] {
    Frames frames;
    std::vector<bool> readable;
    while (!socket.receive(&frames))
      if (!context.wait({&socket}, -1, 60'000, &readable)) throw std::runtime_error("no answer came");
    bytes = frames.back().size();
    Json json = Json::parse(frames.back());
    if (!json.boolean("ok")) throw std::runtime_error(json.dump());
    return json;
  };
  socket.send({"a", R"({"op":"attach","consumer":"bench"})"});
  const std::string me = R"({"op":"fetch","consumer":"bench","credit":1000,"token":)" +
                         std::to_string(answer().integer("token"));
  // One page is asked for ahead: `after` says where it begins, `ack` what is done meanwhile.
  socket.send({"f", me + "}"});
  Meter meter;
  std::int64_t had = 0;
  while (had < events) {
    const Json page = answer();
    const std::int64_t next = page.integer("next");
    const auto list = page.items("events");
    if (had + static_cast<std::int64_t>(list.size()) < events)
      socket.send({"f", me + ",\"ack\":" + std::to_string(had) + ",\"after\":" + std::to_string(next) + "}"});
    if (list.empty() || list.back().text("sequence").empty()) throw std::runtime_error("an empty page");
    for (std::size_t i = 0; i < list.size(); ++i) meter.event(bytes / list.size());
    had += static_cast<std::int64_t>(list.size());
    meter.last();
  }
  socket.send({"k", me.substr(0, 6) + R"("ack","seq":)" + std::to_string(had) + me.substr(13) + "}"});
  if (answer().integer("acked") != had) throw std::runtime_error("not everything was acknowledged");
  meter.last();
  return meter.done(events);
}

}  // namespace huiyin::bench
