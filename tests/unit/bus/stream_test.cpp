#include "daemon/bus/stream.h"

#include <gmock/gmock.h>

#include "daemon/bus/topics.h"
#include "tests/unit/bus/desk.h"

namespace huiyin {
namespace {

using test::Desk;
using test::Listener;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Topics, PrefixesCoverAndNarrow) {
  EXPECT_TRUE(covered("intake.received", {"intake."}));
  EXPECT_TRUE(covered("intake.received", {""}));
  EXPECT_FALSE(covered("intake.received", {"followup.", "intake.r.x"}));
  EXPECT_FALSE(covered("intake.received", {}));
  EXPECT_THAT(narrowed({""}, {"intake.", "case."}), ElementsAre("intake.", "case."));
  EXPECT_THAT(narrowed({"intake.received"}, {"intake."}), ElementsAre("intake.received"));
  EXPECT_THAT(narrowed({"followup."}, {"intake."}), IsEmpty());
  EXPECT_THAT(narrowed({"in", "intake."}, {"intake."}), ElementsAre("intake."));
}

TEST(BusStream, PublishesTheJournalInItsOrderAsCloudEvents) {
  Desk desk;
  Listener listener = desk.listener();
  listener.next("heartbeat");  // the subscription has arrived
  desk.tell("intake.received", 3, R"({"intake_id":"IN-1"})");
  for (int i = 1; i <= 3; ++i) {
    const Json e = listener.next("intake.");
    EXPECT_EQ(std::stoll(e.text("sequence")), i);
    EXPECT_EQ(e.text("sequence").size(), 16u);
    EXPECT_EQ(e.text("specversion"), "1.0");
    EXPECT_EQ(e.text("type"), "intake.received");
    EXPECT_EQ(e.text("source"), "urn:huiyin:test");
    EXPECT_EQ(e.text("subject"), "case/" + std::to_string(i - 1));
    EXPECT_EQ(e.at("data").text("intake_id"), "IN-1");
    EXPECT_EQ(e.text("id").size(), 36u);
  }
}

TEST(BusStream, TellsTheEventBeforeOfTheSameTypeAndTheNewestOfEach) {
  Desk desk;
  Listener listener = desk.listener();
  listener.next("heartbeat");
  desk.tell("intake.received");
  desk.tell("case.closed");
  desk.tell("intake.received");
  EXPECT_EQ(listener.next("intake.").text("previousoftype"), "0000000000000000");
  EXPECT_EQ(listener.next("intake.").text("previousoftype"), "0000000000000001");
  Json beat = listener.next("heartbeat");
  while (beat.at("data").integer("newest") < 3) beat = listener.next("heartbeat");
  EXPECT_EQ(beat.at("data").at("topics").integer("intake.received"), 3);
  EXPECT_EQ(beat.at("data").at("topics").integer("case.closed"), 2);
}

TEST(BusStream, OnlyWantedTopicsCome) {
  Desk desk;
  Listener listener = desk.listener({"case.", "heartbeat"});
  listener.next("heartbeat");
  desk.tell("intake.received");
  desk.tell("case.closed");
  EXPECT_EQ(listener.next("").text("type").substr(0, 5), "case.");
}

TEST(BusStream, AfterARestartItGoesOnWhereItStood) {
  Desk desk;
  desk.tell("intake.received", 5);
  desk.stop();
  // A fresh place in the ledger: nothing of the first five is published again.
  EXPECT_EQ(
      Json::parse(
          desk.ledger().reader()->text("SELECT value FROM meta WHERE key = 'bus.published'").value_or("{}"))
          .integer("newest"),
      5);
  desk.tell("intake.received", 2);
  desk.start();
  Listener listener = desk.listener();
  listener.next("heartbeat");
  desk.tell("intake.received");
  const Json e = listener.next("intake.");
  EXPECT_GE(std::stoll(e.text("sequence")), 6);
  EXPECT_EQ(std::stoll(e.text("previousoftype")), std::stoll(e.text("sequence")) - 1)
      << "also the chain of types goes on";
}

TEST(BusStream, APlaceOfTheVersionBeforeIsUnderstood) {
  Desk desk;
  desk.tell("intake.received", 4);
  desk.stop();
  desk.ledger().in(
      [](Database& db) { return db.run("UPDATE meta SET value = '3' WHERE key = 'bus.published'"); });
  const auto reader = desk.ledger().reader();
  BusStream stream(*reader, "urn:huiyin:test");
  EXPECT_EQ(stream.published(), 3);
  EXPECT_EQ(Json::parse(stream.place()).at("topics").integer("intake.received"), 3);
}

TEST(BusStream, ManyEventsComeWholeAndOnce) {
  Desk desk;
  Listener listener = desk.listener();
  listener.next("heartbeat");
  constexpr int kBatches = 10, kEach = 500;
  for (int i = 0; i < kBatches; ++i) desk.tell("message.states", kEach);
  for (int i = 1; i <= kBatches * kEach; ++i)
    ASSERT_EQ(std::stoll(listener.next("message.").text("sequence")), i);
}

}  // namespace
}  // namespace huiyin
