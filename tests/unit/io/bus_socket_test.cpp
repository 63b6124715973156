#include "daemon/io/bus_socket.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "daemon/base/mailbox.h"
#include "tests/unit/io/temporary_folder.h"

namespace huiyin {
namespace {

constexpr int kLong = 30'000;  // milliseconds; no test waits this long when all is well

// The next message of the socket, or none within kLong.
Frames next(BusContext& context, BusSocket& socket) {
  Frames frames;
  std::vector<bool> readable;
  while (!socket.receive(&frames))
    if (!context.wait({&socket}, -1, kLong, &readable)) return {};
  return frames;
}

// A subscription reaches its publisher some time later: publish until it is heard.
void join(BusContext& context, BusSocket& pub, BusSocket& sub) {
  sub.subscribe("hello");
  std::vector<bool> readable;
  while (!context.wait({&sub}, -1, 1, &readable)) EXPECT_TRUE(pub.send({"hello"}));
  Frames frames;
  while (context.wait({&sub}, -1, 50, &readable)) sub.receive(&frames);
}

TEST(BusSocket, PublishedTopicsReachTheirSubscribers) {
  BusContext context;
  BusSocket pub = context.open(BusKind::pub), sub = context.open(BusKind::sub);
  ASSERT_TRUE(pub.bind("tcp://127.0.0.1:*"));
  ASSERT_TRUE(sub.connect(pub.bound_endpoint()));
  sub.subscribe("intake.");
  join(context, pub, sub);
  EXPECT_TRUE(pub.send({"followup.rated", "not for us"}));
  EXPECT_TRUE(pub.send({"intake.received", std::string("a\0b", 3)}));
  EXPECT_EQ(next(context, sub), (Frames{"intake.received", std::string("a\0b", 3)}));
}

TEST(BusSocket, RouterAnswersItsDealersByName) {
  BusContext context;
  BusSocket router = context.open(BusKind::router), a = context.open(BusKind::dealer),
            b = context.open(BusKind::dealer);
  ASSERT_TRUE(router.bind("tcp://127.0.0.1:*"));
  ASSERT_TRUE(a.connect(router.bound_endpoint()));
  ASSERT_TRUE(b.connect(router.bound_endpoint()));
  EXPECT_TRUE(a.send({"1", "from a"}));
  EXPECT_TRUE(b.send({"1", "from b"}));
  for (int i = 0; i < 2; ++i) {
    Frames request = next(context, router);
    ASSERT_EQ(request.size(), 3u);
    EXPECT_TRUE(router.send({request[0], request[1], "answer to " + request[2]}));
  }
  EXPECT_EQ(next(context, a), (Frames{"1", "answer to from a"}));
  EXPECT_EQ(next(context, b), (Frames{"1", "answer to from b"}));
}

TEST(BusSocket, RouterRefusesAnUnknownPeer) {
  BusContext context;
  BusSocket router = context.open(BusKind::router);
  ASSERT_TRUE(router.bind("tcp://127.0.0.1:*"));
  EXPECT_FALSE(router.send({"nobody", "x"}));
}

TEST(BusSocket, SendIsRefusedAtTheHighWaterMark) {
  BusContext context;
  BusOptions options;
  options.send_high_water = 5;
  options.linger_ms = 0;
  BusSocket dealer = context.open(BusKind::dealer, options);
  ASSERT_TRUE(dealer.connect("ipc:///nonexistent/huiyin-test"));  // nobody ever takes anything
  int queued = 0;
  while (queued < 100 && dealer.send({"x"})) ++queued;
  EXPECT_EQ(queued, 5);
}

TEST(BusSocket, TooBigAMessageClosesItsConnectionOnly) {
  BusContext context;
  BusOptions options;
  options.max_message_bytes = 1000;
  BusSocket router = context.open(BusKind::router, options);
  ASSERT_TRUE(router.bind("tcp://127.0.0.1:*"));
  BusSocket big = context.open(BusKind::dealer), good = context.open(BusKind::dealer);
  ASSERT_TRUE(big.connect(router.bound_endpoint()));
  ASSERT_TRUE(good.connect(router.bound_endpoint()));
  EXPECT_TRUE(big.send({std::string(1001, 'x')}));
  EXPECT_TRUE(good.send({std::string(1000, 'g')}));
  const Frames got = next(context, router);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[1].front(), 'g');
}

TEST(BusSocket, ManyFramesAreDroppedAndTheNextMessageIsHeard) {
  BusContext context;
  BusSocket router = context.open(BusKind::router), dealer = context.open(BusKind::dealer);
  ASSERT_TRUE(router.bind("tcp://127.0.0.1:*"));
  ASSERT_TRUE(dealer.connect(router.bound_endpoint()));
  EXPECT_TRUE(dealer.send(Frames(1000, "x")));
  EXPECT_TRUE(dealer.send({"good"}));
  const Frames got = next(context, router);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[1], "good");
}

TEST(BusSocket, SocketFileIsForItsOwnerOnly) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/bus";
  BusContext context;
  BusSocket pub = context.open(BusKind::pub);
  ASSERT_TRUE(pub.bind("ipc://" + path));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  BusOptions shared;
  shared.ipc_mode = 0660;
  BusSocket service = context.open(BusKind::router, shared);
  ASSERT_TRUE(service.bind("ipc://" + path + "-service"));
  ASSERT_EQ(::stat((path + "-service").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0660u);
  BusSocket sub = context.open(BusKind::sub);
  ASSERT_TRUE(sub.connect("ipc://" + path));
  join(context, pub, sub);
}

TEST(BusSocket, BindNeverRemovesAFileThatIsNoSocket) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/ledger.db";
  std::ofstream(path) << "precious";
  BusContext context;
  BusSocket pub = context.open(BusKind::pub);
  const Result<void> bound = pub.bind("ipc://" + path);
  ASSERT_FALSE(bound.has_value());
  EXPECT_NE(bound.error().text().find(path), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
}

TEST(BusSocket, BadEndpointsAreErrorsThatNameThem) {
  BusContext context;
  BusSocket pub = context.open(BusKind::pub), sub = context.open(BusKind::sub);
  EXPECT_EQ(pub.bind("nonsense").error().where, "nonsense");
  EXPECT_EQ(pub.bind("ipc:///no/such/folder/bus").error().where, "ipc:///no/such/folder/bus");
  EXPECT_FALSE(sub.connect("tcp://").has_value());
  BusSocket first = context.open(BusKind::pub), second = context.open(BusKind::pub);
  ASSERT_TRUE(first.bind("tcp://127.0.0.1:*"));
  EXPECT_FALSE(second.bind(first.bound_endpoint()).has_value());
}

TEST(BusSocket, WaitWakesForTheMailboxToo) {
  BusContext context;
  BusSocket router = context.open(BusKind::router);
  ASSERT_TRUE(router.bind("tcp://127.0.0.1:*"));
  Mailbox mailbox("test", 10);
  std::vector<bool> readable;
  EXPECT_FALSE(context.wait({&router}, mailbox.fd(), 1, &readable));
  mailbox.post([] {});
  EXPECT_TRUE(context.wait({&router}, mailbox.fd(), kLong, &readable));
  EXPECT_EQ(readable, std::vector<bool>{false});
}

}  // namespace
}  // namespace huiyin
