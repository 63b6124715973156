#include "daemon/bus/retention.h"

#include <gmock/gmock.h>

#include "daemon/store/consumers.h"
#include "tests/unit/bus/desk.h"

namespace huiyin {
namespace {

using test::Asker;
using test::Desk;
using test::held;
using test::seqs;
using testing::ElementsAre;

constexpr Millis kDay{24 * 3'600'000};

void prune_all(Desk& desk, Retention& retention) {
  while (desk.ledger().in([&](Database& db) { return retention.prune(db, desk.clock().now()).value(); })) {
  }
}

std::int64_t events(Desk& desk) {
  return desk.ledger().reader()->integer("SELECT count(*) FROM event").value();
}

TEST(BusRetention, YoungEventsStay) {
  Desk desk;
  desk.tell("intake.received", 10);
  desk.clock().advance(kDay);
  Retention retention(2 * kDay, kDay);
  prune_all(desk, retention);
  EXPECT_EQ(events(desk), 10);
}

TEST(BusRetention, OldEventsGoInPiecesButNeverTheNewestNorWhatAnAuditNeeds) {
  Desk desk;
  desk.tell("intake.received", 12'000);
  desk.tell("access.unmasked");
  desk.tell("intake.received");
  desk.clock().advance(3 * kDay);
  Retention retention(2 * kDay, kDay);
  EXPECT_TRUE(
      desk.ledger().in([&](Database& db) { return retention.prune(db, desk.clock().now()).value(); }));
  EXPECT_EQ(events(desk), 12'002 - 5'000);
  prune_all(desk, retention);
  EXPECT_EQ(events(desk), 2);
  const Json answer = desk.asker().ask(R"({"op":"replay"})");
  EXPECT_THAT(seqs(answer), ElementsAre(12'001, 12'002));
  EXPECT_EQ(answer.integer("oldest"), 12'002);
  EXPECT_EQ(desk.tell("intake.received"), 12'003) << "a seq is never used twice";
}

TEST(BusRetention, WaitsForADurableConsumerThenTellsWhatItLost) {
  Desk desk;
  Asker asker = desk.asker();
  const auto token = asker.ask(R"({"op":"attach","consumer":"c"})").integer("token");
  desk.tell("intake.received", 10);
  asker.ask(held("ack", token, R"(,"seq":4)"));
  desk.clock().advance(3 * kDay);
  desk.tell("intake.received");
  Retention retention(2 * kDay, 5 * kDay);
  prune_all(desk, retention);
  EXPECT_EQ(events(desk), 11 - 4) << "what it has not acknowledged is held";
  desk.clock().advance(5 * kDay);
  prune_all(desk, retention);
  EXPECT_EQ(events(desk), 2);
  const Json answer = asker.ask(held("fetch", token));
  EXPECT_EQ(answer.integer("oldest"), 11);
  const auto got = answer.items("events");
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[1].text("type"), "bus.consumer.lost");
  EXPECT_EQ(got[1].at("data").integer("from"), 5);
  EXPECT_EQ(got[1].at("data").integer("to"), 10);
}

TEST(BusRetention, ADeadLetterKeepsItsOwnCopy) {
  Desk desk;
  desk.tell("intake.received", 3, R"({"n":7})");
  Asker asker = desk.asker();
  const auto token = asker.ask(R"({"op":"attach","consumer":"c"})").integer("token");
  asker.ask(held("fetch", token));
  asker.ask(held("nack", token, R"(,"seq":1,"reason":"x")"));
  asker.ask(held("ack", token, R"(,"seq":3)"));
  desk.clock().advance(3 * kDay);
  desk.tell("intake.received");
  Retention retention(kDay, kDay);
  prune_all(desk, retention);
  EXPECT_EQ(events(desk), 1);
  const Json dead = asker.ask(R"({"op":"dead","consumer":"c"})");
  EXPECT_EQ(dead.items("dead")[0].at("event").at("data").integer("n"), 7);
}

}  // namespace
}  // namespace huiyin
