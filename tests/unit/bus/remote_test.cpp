#include <gmock/gmock.h>
#include <sys/stat.h>

#include "daemon/bus/key_book.h"
#include "tests/unit/bus/desk.h"

namespace huiyin {
namespace {

using test::Asker;
using test::Desk;
using test::held;
using test::Listener;
using test::seqs;
using testing::ElementsAre;
using testing::IsEmpty;

// Two free ports of this machine.
Bus::Options remote() {
  BusContext context;
  BusSocket a = context.open(BusKind::pub), b = context.open(BusKind::pub);
  EXPECT_TRUE(a.bind("tcp://127.0.0.1:*") && b.bind("tcp://127.0.0.1:*"));
  Bus::Options o;
  o.remote_stream = a.bound_endpoint();
  o.remote_service = b.bound_endpoint();
  return o;
}

struct Door {
  Door() : desk(options) {}
  CurvePair add(const std::string& client, const std::string& topics, const std::string& commands) {
    CurvePair pair = make_curve_pair();
    const auto added =
        desk.command("bus.key.add", R"({"client":")" + client + R"(","public_key":")" + pair.public_key +
                                        R"(","topics":)" + topics + R"(,"commands":)" + commands + "}");
    EXPECT_TRUE(added) << (added ? "" : added.error().text());
    return pair;
  }
  BusOptions with(const CurvePair& pair) const {
    BusOptions o;
    o.curve_secret = pair.secret_key;
    o.curve_public = pair.public_key;
    o.curve_server = desk.server_key();
    return o;
  }
  Asker asker(const CurvePair& pair) { return Asker(options.remote_service, with(pair)); }
  Listener listener(const CurvePair& pair, const std::vector<std::string>& topics = {""}) {
    return Listener(options.remote_stream, topics, with(pair));
  }
  const Bus::Options options = remote();
  Desk desk;
};

TEST(BusRemote, AClientWithAKeyReadsItsTopicsAndNothingElse) {
  Door door;
  const CurvePair pair = door.add("case-system", R"(["intake."])", R"(["case."])");
  Listener listener = door.listener(pair);
  listener.next("heartbeat");
  door.desk.tell("followup.rated");
  door.desk.tell("intake.received");
  Json e = listener.next("");
  while (e.text("type") == "heartbeat") e = listener.next("");
  EXPECT_EQ(e.text("type"), "intake.received");
  EXPECT_TRUE(listener.silent("followup.", 200));

  Asker asker = door.asker(pair);
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay"})")), ElementsAre(3));
  EXPECT_EQ(asker.ask(R"({"op":"replay","topics":["followup."]})").at("problem").integer("status"), 403);
  EXPECT_EQ(
      asker.ask(R"({"op":"attach","consumer":"c","topics":["followup."]})").at("problem").integer("status"),
      403);
  const auto token = asker.ask(R"({"op":"attach","consumer":"c"})").integer("token");
  EXPECT_THAT(seqs(asker.ask(held("fetch", token))), ElementsAre(3));
}

TEST(BusRemote, CommandsNeedTheirRightAndCarryTheClientsName) {
  Door door;
  const CurvePair pair = door.add("case-system", "[]", R"(["case.closed"])");
  Asker asker = door.asker(pair);
  const std::string close = R"({"op":"command","name":"case.closed","key":"k","args":{"case_id":"C-1"}})";
  EXPECT_TRUE(asker.ask(close).boolean("ok"));
  EXPECT_EQ(asker.ask(R"({"op":"command","name":"case.reopened"})").at("problem").integer("status"), 403);
  EXPECT_EQ(
      door.desk.asker().ask(R"({"op":"replay","topics":["case."]})").items("events")[0].at("data").text("by"),
      "bus:case-system");
  EXPECT_TRUE(door.desk.asker().ask(close).boolean("ok"));
  EXPECT_EQ(door.desk.closed, 2) << "keys of one client tell nothing to another";
}

TEST(BusRemote, WithoutKeysThePortsAreClosed) {
  Door door;
  BusContext context;
  BusSocket probe = context.open(BusKind::pub);
  EXPECT_TRUE(probe.bind(door.options.remote_stream)) << "nobody listens there";
}

TEST(BusRemote, AForeignKeyAndNoKeyGetNothing) {
  Door door;
  const CurvePair good = door.add("case-system", R"(["*"])", R"(["*"])");
  Listener mine = door.listener(good);
  mine.next("heartbeat");
  const CurvePair foreign = make_curve_pair();
  Listener stranger = door.listener(foreign);
  Asker strange_asker = door.asker(foreign);
  Listener plain(door.options.remote_stream);
  Asker plain_asker(door.options.remote_service);
  strange_asker.send(R"({"op":"replay"})");
  plain_asker.send(R"({"op":"replay"})");
  door.desk.tell("intake.received");
  mine.next("intake.");
  EXPECT_TRUE(stranger.silent("", 300));
  EXPECT_TRUE(plain.silent("", 100));
  EXPECT_TRUE(strange_asker.silent(100));
  EXPECT_TRUE(plain_asker.silent(100));
}

TEST(BusRemote, ARevokedKeyIsCutOffAndTheOthersComeBack) {
  Door door;
  const CurvePair bad = door.add("old-system", R"(["*"])", "[]"),
                  good = door.add("new-system", R"(["*"])", "[]");
  Listener revoked = door.listener(bad), stays = door.listener(good);
  revoked.next("heartbeat");
  stays.next("heartbeat");
  ASSERT_TRUE(door.desk.command("bus.key.revoke", R"({"client":"old-system"})"));
  // The event that tells of it may still reach both; then the sockets are opened anew.
  while (!revoked.silent("", 400)) {
  }
  stays.next("heartbeat");
  door.desk.tell("intake.received");
  stays.next("intake.");
  EXPECT_TRUE(revoked.silent("", 300));
  EXPECT_TRUE(door.asker(good).ask(R"({"op":"replay"})").boolean("ok"));
}

TEST(BusRemote, DuringARotationBothKeysAreGoodThenOnlyTheNew) {
  Door door;
  const CurvePair old_pair = door.add("case-system", R"(["*"])", "[]"), new_pair = make_curve_pair();
  ASSERT_TRUE(door.desk.command(
      "bus.key.rotate",
      R"({"client":"case-system","grace_seconds":60,"public_key":")" + new_pair.public_key + "\"}"));
  EXPECT_TRUE(door.asker(old_pair).ask(R"({"op":"replay"})").boolean("ok"));
  EXPECT_TRUE(door.asker(new_pair).ask(R"({"op":"replay"})").boolean("ok"));
  Listener with_old = door.listener(old_pair);
  with_old.next("heartbeat");
  door.desk.clock().advance(Millis(61'000));
  while (!with_old.silent("", 400)) {
  }
  Asker late = door.asker(old_pair);
  late.send(R"({"op":"replay"})");
  EXPECT_TRUE(late.silent(300));
  EXPECT_TRUE(door.asker(new_pair).ask(R"({"op":"replay"})").boolean("ok"));
}

TEST(BusRemote, AConsumerBelongsToTheClientThatMadeIt) {
  Door door;
  const CurvePair a = door.add("a", R"(["*"])", "[]"), b = door.add("b", R"(["*"])", "[]");
  Asker of_a = door.asker(a), of_b = door.asker(b), here = door.desk.asker();
  const auto token = of_a.ask(R"({"op":"attach","consumer":"c"})").integer("token");
  EXPECT_EQ(of_b.ask(R"({"op":"attach","consumer":"c"})").at("problem").integer("status"), 403);
  EXPECT_EQ(of_b.ask(held("ack", token, R"(,"seq":1)")).at("problem").integer("status"), 403);
  EXPECT_EQ(of_b.ask(R"({"op":"dead","consumer":"c"})").at("problem").integer("status"), 404);
  EXPECT_EQ(here.ask(R"({"op":"attach","consumer":"c"})").at("problem").integer("status"), 403);
}

TEST(BusRemote, BadKeysAndRightsAreRefusedByName) {
  Door door;
  const auto refused = [&](const std::string& args) {
    const auto done = door.desk.command("bus.key.add", args);
    return done ? std::string("accepted") : done.error().text();
  };
  const std::string key = make_curve_pair().public_key;
  EXPECT_THAT(refused(R"({"client":"a b","public_key":")" + key + R"(","topics":[],"commands":[]})"),
              testing::HasSubstr("/client must be"));
  EXPECT_THAT(refused(R"({"client":"a","public_key":"short","topics":[],"commands":[]})"),
              testing::HasSubstr("/public_key is no CURVE key"));
  EXPECT_THAT(refused(R"({"client":"a","public_key":")" + key + R"("})"),
              testing::HasSubstr("/topics is missing"));
  EXPECT_THAT(refused(R"({"client":"a","public_key":")" + key + R"(","topics":[""],"commands":[]})"),
              testing::HasSubstr("/topics/0 is no prefix"));
  door.add("a", "[]", "[]");
  EXPECT_THAT(refused(R"({"client":"a","public_key":")" + key + R"(","topics":[],"commands":[]})"),
              testing::HasSubstr("there is such a client"));
}

TEST(BusServerKey, IsMadeOnceAndOnlyItsOwnerReadsIt) {
  const TempDir dir;
  const std::string file = dir.path + "/bus.key";
  const auto made = server_key(file), again = server_key(file);
  ASSERT_TRUE(made && again);
  EXPECT_EQ(made->public_key, again->public_key);
  EXPECT_EQ(made->secret_key, again->secret_key);
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  std::ofstream(file) << "rubbish";
  EXPECT_FALSE(server_key(file));
}

}  // namespace
}  // namespace huiyin
