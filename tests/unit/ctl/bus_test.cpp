// The bus verbs against sockets of this test.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "daemon/base/file.h"
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

// Serves commands and the list as the daemon does; what was asked for stays in requests().
void serve_keys(test::FakeDaemon& d, const std::string& server_key) {
  d.on("POST /api/v1/commands/bus.key.add",
       R"({"client":"case-system","key_fingerprint":"0123456789ab","server_key":")" + server_key + "\"}");
  d.on("POST /api/v1/commands/bus.key.rotate",
       R"({"client":"case-system","key_fingerprint":"ba9876543210","old_until":"2026-03-02T00:00:00Z",)"
       R"("server_key":")" +
           server_key + "\"}");
  d.on("POST /api/v1/commands/bus.key.revoke", R"({"client":"case-system","revoked":true})");
  d.on("GET /api/v1/bus/clients",
       R"({"items":[{"client":"case-system","topics":["case."],"commands":["*"],"keys":[)"
       R"({"key_fingerprint":"0123456789ab","until":null}]}]})");
}

TEST(CtlBusKey, ANewClientGetsAFileOfItsOwnThatOthersCannotRead) {
  test::FakeDaemon d;
  const CurvePair server = make_curve_pair();
  serve_keys(d, server.public_key);
  const std::string file = d.folder() + "/case-system.json";
  const std::vector<std::string> add = {"bus", "key",     "add",   "case-system", "--new",
                                        file,  "--topic", "case.", "--command",   "*"};
  const test::Ran ran = d.run(add);
  EXPECT_EQ(ran.exit, 0) << ran.err;
  const Json made = Json::parse(read_file(file).value());
  EXPECT_EQ(made.text("server_key"), server.public_key);
  EXPECT_EQ(curve_public_key(made.text("secret_key")), made.text("public_key"));
  struct stat info {};
  ASSERT_EQ(stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const Json sent = Json::parse(d.requests().at(0).body);
  EXPECT_EQ(sent.text("public_key"), made.text("public_key"));
  EXPECT_EQ(sent.items("topics").at(0).text(), "case.");
  EXPECT_EQ(ran.out.find(made.text("secret_key")), std::string::npos);
  EXPECT_EQ(sent.dump().find(made.text("secret_key")), std::string::npos);

  // A file that is there stays, and the daemon is not asked.
  const std::size_t asked = d.requests().size();
  EXPECT_EQ(d.run(add).exit, 2);
  EXPECT_EQ(d.requests().size(), asked);
}

TEST(CtlBusKey, RotateRevokeAndList) {
  test::FakeDaemon d;
  const CurvePair server = make_curve_pair();
  serve_keys(d, server.public_key);
  const std::string open = make_curve_pair().public_key;
  EXPECT_EQ(d.run({"bus", "key", "rotate", "case-system", "--public-key", open, "--grace", "2h"}).exit, 0);
  EXPECT_EQ(Json::parse(d.requests().at(0).body).integer("grace_seconds"), 7200);
  EXPECT_EQ(d.run({"bus", "key", "rotate", "case-system", "--public-key", open, "--grace", "soon"}).exit, 2);
  EXPECT_EQ(d.run({"bus", "key", "add", "case-system"}).exit, 2);
  const test::Ran revoked = d.run({"bus", "key", "revoke", "case-system"});
  EXPECT_EQ(revoked.out, "client case-system is cut off\n") << revoked.err;
  const test::Ran list = d.run({"bus", "key", "list"});
  EXPECT_NE(list.out.find("case-system  case.   *         0123456789ab"), std::string::npos) << list.out;
  EXPECT_EQ(Json::parse(d.run({"--json", "bus", "key", "list"}).out).items("items").size(), 1u);
}

TEST(CtlBusKey, AClientFileIsLookedAtBeforeItIsUsed) {
  test::FakeDaemon d;
  const CurvePair mine = make_curve_pair(), server = make_curve_pair();
  const auto file = [&](const std::string& secret, const std::string& stream) {
    return d.file("client.json", R"({"public_key":")" + mine.public_key + R"(","secret_key":")" + secret +
                                     R"(","server_key":")" + server.public_key + R"(","stream":")" + stream +
                                     "\"}");
  };
  const auto why = [&](const std::string& path) { return d.run({"bus", "tail", "--client", path}).err; };
  EXPECT_NE(why(file(server.secret_key, "tcp://127.0.0.1:9")).find("does not belong"), std::string::npos);
  EXPECT_NE(why(file(mine.secret_key, "tcp://*:9")).find("--at tcp://"), std::string::npos);
  EXPECT_NE(why(d.file("odd.json", "[]")).find("is no client file"), std::string::npos);
  EXPECT_NE(d.run({"bus", "tail", "--at", "tcp://127.0.0.1:9"}).err.find("--client"), std::string::npos);
}

TEST(CtlWebhook, ASecretIsMadeHereAndNotLeftBehindWhereTheDaemonSaysNo) {
  test::FakeDaemon d;
  d.on("POST /api/v1/commands/webhook.add", R"({"name":"desk","after":4})");
  d.on("POST /api/v1/commands/webhook.rotate",
       R"({"title":"not_found","status":404,"detail":"no such webhook"})", 404);
  const std::string file = d.folder() + "/desk.secret", second = d.folder() + "/desk2.secret";
  const test::Ran added = d.run({"webhook", "add", "desk", "--url", "https://h.example/", "--topic", "case.",
                                 "--new", file, "--from", "12"});
  EXPECT_EQ(added.exit, 0) << added.err;
  const Json sent = Json::parse(d.requests().at(0).body);
  EXPECT_EQ(sent.text("secret") + "\n", read_file(file).value());
  EXPECT_EQ(sent.text("secret").size(), 6 + 44u);
  EXPECT_EQ(sent.integer("from"), 12);
  EXPECT_EQ(added.out.find(sent.text("secret")), std::string::npos);
  EXPECT_EQ(d.run({"webhook", "rotate", "desk", "--new", second}).exit, 1);
  EXPECT_FALSE(read_file(second));
  EXPECT_EQ(d.run({"webhook", "rotate", "desk"}).exit, 2);
  EXPECT_EQ(d.run({"webhook", "rotate", "desk", "--new", file}).exit, 2);  // it is there
}

TEST(CtlWebhook, ListAndLogAreTables) {
  test::FakeDaemon d;
  d.on(
      "GET /api/v1/webhooks",
      R"({"items":[{"name":"desk","url":"https://h.example","topics":["case."],"acked":3,"lag":1200,"dead":1,)"
      R"("paused":"","trying":4,"tries":2,"failures":2,"next_at":null,"old_until":null}]})");
  d.on(
      "GET /api/v1/webhooks/desk/log",
      R"({"items":[{"seq":4,"type":"case.closed","at":"2026-03-01T00:00:00Z","try":2,"status":503,"took_ms":7,)"
      R"("outcome":"failed","why":"HTTP 503"}]})");
  const test::Ran list = d.run({"webhook", "list"}), log = d.run({"webhook", "log", "desk"});
  EXPECT_NE(list.out.find("1,200"), std::string::npos) << list.out << list.err;
  EXPECT_NE(log.out.find("HTTP 503"), std::string::npos) << log.out << log.err;
}

}  // namespace
}  // namespace huiyin
