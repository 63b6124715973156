// The bus verbs against sockets of this test.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/io/bus_socket.h"
#include "tests/unit/ctl/run_ctl.h"

namespace huiyin {
namespace {

std::string event(int seq, const std::string& type = "intake.received") {
  const std::string digits = std::to_string(seq);
  return R"({"specversion":"1.0","id":"e)" + digits + R"(","type":")" + type +
         R"(","subject":"intake/IN-1","time":"2026-03-01T00:00:00Z","sequence":")" +
         std::string(16 - digits.size(), '0') + digits + R"(","data":{"newest":)" + digits + "}}";
}

// Serves the folder's bus endpoints until it goes.
class FakeBus {
 public:
  FakeBus(const std::string& folder, std::function<void(BusSocket& stream, BusSocket& service)> step)
      : thread_([this, folder, step = std::move(step)] {
          BusContext context;
          BusSocket stream = context.open(BusKind::pub), service = context.open(BusKind::router);
          EXPECT_TRUE(stream.bind("ipc://" + folder + "/stream"));
          EXPECT_TRUE(service.bind("ipc://" + folder + "/service"));
          while (!stop_) {
            std::vector<bool> readable;
            context.wait({&service}, -1, 10, &readable);
            step(stream, service);
          }
        }) {}
  ~FakeBus() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST(CtlBus, TailFiltersTopicsAndTellsOfGaps) {
  test::FakeDaemon d;
  int next = 1;
  const FakeBus bus(d.folder(), [&](BusSocket& stream, BusSocket&) {
    const std::string topic = next % 2 == 0 ? "message.states" : "intake.received";
    if (next % 10 != 4) stream.send({topic, event(next, topic)});  // every tenth is lost
    ++next;
  });
  const test::Ran ran = d.run({"bus", "tail", "--topic", "intake.", "--count", "15"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 15);
  EXPECT_EQ(ran.out.find("message.states"), std::string::npos);
  EXPECT_NE(ran.err.find("missed 1 event(s)"), std::string::npos) << ran.err;
}

// As the daemon's service answers a replay over events 1 to 12.
std::string replayed(const Json& q) {
  const std::int64_t from = q.integer("from"), limit = std::min<std::int64_t>(q.integer("limit"), 5);
  const std::int64_t last = std::min<std::int64_t>(12, from + limit - 1);
  JsonWriter w;
  w.object().field("ok", true).key("events").array();
  for (std::int64_t seq = from; seq <= last; ++seq) w.raw(event(static_cast<int>(seq)));
  return w.end().field("next", last).field("newest", 12).end().take();
}

TEST(CtlBus, ReplayGoesOnToTheNewestOrAsFarAsAsked) {
  test::FakeDaemon d;
  const FakeBus bus(d.folder(), [](BusSocket&, BusSocket& service) {
    Frames f;
    while (service.receive(&f)) {
      service.send({f[0], "of an older request", "{}"});
      service.send({f[0], f[1], replayed(Json::parse(f[2]))});
    }
  });
  const auto lines = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"bus", "replay", "--json"});
    const test::Ran ran = d.run(more);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    return std::count(ran.out.begin(), ran.out.end(), '\n');
  };
  EXPECT_EQ(lines({"--from", "1"}), 12);
  EXPECT_EQ(lines({"--from", "3", "--to", "9"}), 7);
  EXPECT_EQ(lines({"--from", "1", "--limit", "6"}), 6);
  EXPECT_EQ(lines({"--from", "13"}), 0);
}

TEST(CtlBus, ARefusedReplayIsToldInTheBusOwnWords) {
  test::FakeDaemon d;
  const FakeBus bus(d.folder(), [](BusSocket&, BusSocket& service) {
    Frames f;
    while (service.receive(&f))
      service.send({f[0], f[1],
                    R"({"ok":false,"problem":{"title":"bad_input","status":400,"detail":"/from is odd"}})"});
  });
  const test::Ran ran = d.run({"bus", "replay", "--from", "yesterday"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.err.find("/from is odd"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace huiyin
