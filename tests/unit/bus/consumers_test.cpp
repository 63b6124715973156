#include "daemon/store/consumers.h"

#include <gmock/gmock.h>

#include "tests/unit/bus/desk.h"

namespace huiyin {
namespace {

using test::Asker;
using test::Desk;
using test::held;
using test::seqs;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAttach = R"({"op":"attach","consumer":"c"})";

std::int64_t attach(Asker& asker, const std::string& request = kAttach) {
  const Json answer = asker.ask(request);
  EXPECT_TRUE(answer.boolean("ok")) << answer.dump();
  return answer.boolean("ok") ? answer.integer("token") : -1;
}

std::int64_t status(const Json& answer) {
  EXPECT_FALSE(answer.boolean("ok")) << answer.dump();
  return answer.boolean("ok") ? 0 : answer.at("problem").integer("status");
}

std::vector<bool> redelivered(const Json& answer) {
  std::vector<bool> out;
  for (const Json& e : answer.items("events")) out.push_back(e.boolean_or("redelivered", false));
  return out;
}

TEST(BusConsumer, GoesOnBehindWhatItAcknowledged) {
  Desk desk;
  desk.tell("intake.received", 5);
  Asker asker = desk.asker();
  const auto token = attach(asker);
  EXPECT_THAT(seqs(asker.ask(held("fetch", token, R"(,"credit":2)"))), ElementsAre(1, 2));
  EXPECT_EQ(asker.ask(held("ack", token, R"(,"seq":2)")).integer("acked"), 2);
  EXPECT_THAT(seqs(asker.ask(held("fetch", token))), ElementsAre(3, 4, 5));
  const Json last = asker.ask(held("fetch", token, R"(,"ack":5)"));
  EXPECT_THAT(seqs(last), IsEmpty());
  EXPECT_EQ(find_consumer(*desk.ledger().reader(), "c")->acked, 5);
}

TEST(BusConsumer, WhatComesAgainIsMarkedAlsoAfterARestart) {
  Desk desk;
  desk.tell("intake.received", 3);
  Asker asker = desk.asker();
  auto token = attach(asker);
  EXPECT_THAT(redelivered(asker.ask(held("fetch", token, R"(,"credit":2)"))), ElementsAre(false, false));
  EXPECT_THAT(redelivered(asker.ask(held("fetch", token))), ElementsAre(true, true, false));
  desk.start();
  Asker after = desk.asker();
  EXPECT_THAT(redelivered(after.ask(held("fetch", token))), ElementsAre(true, true, true));
  desk.tell("intake.received");
  EXPECT_THAT(redelivered(after.ask(held("fetch", token))), ElementsAre(true, true, true, false));
}

TEST(BusConsumer, ReadingAheadNeedsNoAcknowledgement) {
  Desk desk;
  desk.tell("intake.received", 4);
  Asker asker = desk.asker();
  const auto token = attach(asker);
  EXPECT_THAT(seqs(asker.ask(held("fetch", token, R"(,"credit":2)"))), ElementsAre(1, 2));
  const Json ahead = asker.ask(held("fetch", token, R"(,"credit":2,"after":2)"));
  EXPECT_THAT(seqs(ahead), ElementsAre(3, 4));
  EXPECT_THAT(redelivered(ahead), ElementsAre(false, false));
}

TEST(BusConsumer, ANewProcessTakesOverAndTheOldIsFencedOut) {
  Desk desk;
  Asker old_process = desk.asker(), new_process = desk.asker();
  const auto old_token = attach(old_process);
  old_process.send(held("fetch", old_token, R"(,"wait_ms":20000)"));
  const auto new_token = attach(new_process);
  EXPECT_GT(new_token, old_token);
  EXPECT_EQ(status(old_process.answer()), 409) << "its wait ends at once";
  desk.tell("intake.received");
  EXPECT_EQ(status(old_process.ask(held("fetch", old_token))), 409);
  EXPECT_EQ(status(old_process.ask(held("ack", old_token, R"(,"seq":1)"))), 409);
  EXPECT_EQ(status(old_process.ask(held("nack", old_token, R"(,"seq":1,"reason":"x")"))), 409);
  EXPECT_THAT(seqs(new_process.ask(held("fetch", new_token))), ElementsAre(1));
}

TEST(BusConsumer, ARequestToAttachThatIsMadeAgainDoesNotFenceOutItsOwnFirst) {
  Desk desk;
  desk.tell("intake.received", 1);
  Asker asker = desk.asker(), other = desk.asker();
  asker.send(kAttach, "a");
  asker.send(kAttach, "a");  // as a client does that has waited too long
  const auto token = asker.answer().integer("token");
  asker.send(kAttach, "a");
  // Two or three answers to "a", all with the same token.
  const auto answer_to = [&](const std::string& wanted) {
    std::string id;
    Json answer = asker.answer(&id);
    for (; id == "a" && wanted != "a"; answer = asker.answer(&id)) EXPECT_EQ(answer.integer("token"), token);
    return answer;
  };
  EXPECT_EQ(answer_to("a").integer("token"), token);
  asker.send(held("fetch", token), "f");
  EXPECT_THAT(seqs(answer_to("f")), ElementsAre(1));
  EXPECT_EQ(attach(other), token + 1);
  asker.send(kAttach, "b");  // a new one takes over as ever
  EXPECT_EQ(answer_to("b").integer("token"), token + 2);
}

TEST(BusConsumer, AStandbyWaitsUntilTheHolderIsGone) {
  Bus::Options options;
  options.limits.holder_silent = Millis(300);
  Desk desk(options);
  Asker holder = desk.asker(), standby = desk.asker();
  attach(holder);
  const std::string polite = R"({"op":"attach","consumer":"c","takeover":false})";
  EXPECT_EQ(status(standby.ask(polite)), 409);
  EXPECT_TRUE(standby.silent(400));
  EXPECT_EQ(attach(standby, polite), 2);
}

TEST(BusConsumer, AWaitingFetchIsAnsweredByTheNextMatchingEvent) {
  Desk desk;
  Asker asker = desk.asker();
  const auto token = attach(asker, R"({"op":"attach","consumer":"c","topics":["case."]})");
  asker.send(held("fetch", token, R"(,"wait_ms":20000)"));
  desk.tell("intake.received", 3);
  EXPECT_TRUE(asker.silent(150));
  desk.tell("case.closed");
  const Json answer = asker.answer();
  EXPECT_THAT(seqs(answer), ElementsAre(4));
  EXPECT_EQ(answer.integer("next"), 4);
}

TEST(BusConsumer, AWaitThatEndsSaysHowFarItLooked) {
  Desk desk;
  desk.tell("intake.received", 3);
  Asker asker = desk.asker();
  const auto token = attach(asker, R"({"op":"attach","consumer":"c","topics":["case."]})");
  const Json answer = asker.ask(held("fetch", token, R"(,"wait_ms":100)"));
  EXPECT_THAT(seqs(answer), IsEmpty());
  EXPECT_EQ(answer.integer("next"), 3);
}

TEST(BusConsumer, ANarrowConsumerIsFoundItsEventBehindManyOthers) {
  Bus::Options options;
  options.limits.looked_at = 100;
  Desk desk(options);
  desk.tell("message.states", 1'000);
  desk.tell("case.closed");
  Asker asker = desk.asker();
  const auto token = attach(asker, R"({"op":"attach","consumer":"c","topics":["case."]})");
  EXPECT_THAT(seqs(asker.ask(held("fetch", token, R"(,"wait_ms":20000)"))), ElementsAre(1001));
}

TEST(BusConsumer, OfTwoWaitsTheOlderEndsWithNothing) {
  Desk desk;
  Asker asker = desk.asker();
  const auto token = attach(asker);
  asker.send(held("fetch", token, R"(,"wait_ms":20000)"), "older");
  asker.send(held("fetch", token, R"(,"wait_ms":20000)"), "newer");
  std::string id;
  EXPECT_THAT(seqs(asker.answer(&id)), IsEmpty());
  EXPECT_EQ(id, "older");
  desk.tell("intake.received");
  EXPECT_THAT(seqs(asker.answer(&id)), ElementsAre(1));
  EXPECT_EQ(id, "newer");
}

TEST(BusConsumer, AnEventPutAsideComesBackWhenItIsRequeuedAndGoesWhenSettled) {
  Desk desk;
  desk.tell("intake.received", 3, R"({"n":1})");
  Asker asker = desk.asker();
  const auto token = attach(asker);
  asker.ask(held("fetch", token));
  EXPECT_EQ(asker.ask(held("nack", token, R"(,"seq":2,"reason":"no such town")")).integer("dead"), 1);
  asker.ask(held("ack", token, R"(,"seq":3)"));
  const Json dead = asker.ask(R"({"op":"dead","consumer":"c"})");
  ASSERT_EQ(dead.items("dead").size(), 1u);
  EXPECT_EQ(dead.items("dead")[0].text("reason"), "no such town");
  EXPECT_EQ(dead.items("dead")[0].at("event").at("data").integer("n"), 1);
  EXPECT_FALSE(asker.ask(held("fetch", token)).has("again"));
  asker.send(held("fetch", token, R"(,"wait_ms":20000)"));
  ASSERT_TRUE(desk.command("bus.dead.requeue", R"({"consumer":"c","seq":2})"));
  const Json answer = asker.answer();
  EXPECT_THAT(seqs(answer, "again"), ElementsAre(2));
  EXPECT_TRUE(answer.items("again")[0].boolean("redelivered"));
  EXPECT_EQ(asker.ask(held("nack", token, R"(,"seq":2,"reason":"still not")")).integer("dead"), 1);
  EXPECT_EQ(asker.ask(R"({"op":"dead","consumer":"c"})").items("dead")[0].integer("times"), 2);
  ASSERT_TRUE(desk.command("bus.dead.requeue", R"({"consumer":"c","seq":2})"));
  EXPECT_TRUE(asker.ask(held("settle", token, R"(,"seq":2)")).boolean("settled"));
  EXPECT_TRUE(asker.ask(R"({"op":"dead","consumer":"c"})").items("dead").empty());
  EXPECT_FALSE(desk.command("bus.dead.discard", R"({"consumer":"c","seq":2,"reason":"x"})"));
}

TEST(BusConsumer, OnlyWhatWasGivenCanBePutAside) {
  Desk desk;
  desk.tell("intake.received", 3);
  Asker asker = desk.asker();
  const auto token = attach(asker);
  asker.ask(held("fetch", token, R"(,"credit":1)"));
  EXPECT_EQ(status(asker.ask(held("nack", token, R"(,"seq":2,"reason":"x")"))), 404);
  EXPECT_EQ(status(asker.ask(held("nack", token, R"(,"seq":1,"reason":" ")"))), 400);
}

TEST(BusConsumer, DeadLettersAndConsumersAreBounded) {
  Bus::Options options;
  options.limits.dead_letters = 1;
  options.limits.consumers = 1;
  Desk desk(options);
  desk.tell("intake.received", 2);
  Asker asker = desk.asker();
  const auto token = attach(asker);
  asker.ask(held("fetch", token));
  EXPECT_TRUE(asker.ask(held("nack", token, R"(,"seq":1,"reason":"x")")).boolean("ok"));
  EXPECT_EQ(status(asker.ask(held("nack", token, R"(,"seq":2,"reason":"x")"))), 503);
  EXPECT_EQ(status(asker.ask(R"({"op":"attach","consumer":"d"})")), 503);
}

TEST(BusConsumer, BeginsWhereItSaysTheFirstTimeOnly) {
  Desk desk;
  desk.tell("intake.received", 5);
  Asker asker = desk.asker();
  EXPECT_EQ(asker.ask(R"({"op":"attach","consumer":"now","from":"now"})").integer("acked"), 5);
  EXPECT_EQ(asker.ask(R"({"op":"attach","consumer":"c","from":3})").integer("acked"), 2);
  EXPECT_EQ(asker.ask(R"({"op":"attach","consumer":"c","from":1})").integer("acked"), 2);
  EXPECT_EQ(status(asker.ask(R"({"op":"attach","consumer":"c","from":"later"})")), 400);
}

TEST(BusConsumer, AckNeverGoesBackNorBeyondTheJournal) {
  Desk desk;
  desk.tell("intake.received", 5);
  Asker asker = desk.asker();
  const auto token = attach(asker);
  EXPECT_EQ(asker.ask(held("ack", token, R"(,"seq":4)")).integer("acked"), 4);
  EXPECT_EQ(asker.ask(held("ack", token, R"(,"seq":1)")).integer("acked"), 4);
  EXPECT_EQ(status(asker.ask(held("ack", token, R"(,"seq":6)"))), 400);
  EXPECT_EQ(status(asker.ask(held("fetch", token, R"(,"ack":6)"))), 400);
}

TEST(BusConsumer, RemovedItIsGone) {
  Desk desk;
  Asker asker = desk.asker();
  const auto token = attach(asker);
  ASSERT_TRUE(desk.command("bus.consumer.remove", R"({"consumer":"c"})"));
  EXPECT_EQ(status(asker.ask(held("fetch", token))), 404);
  EXPECT_FALSE(desk.command("bus.consumer.remove", R"({"consumer":"c"})"));
}

}  // namespace
}  // namespace huiyin
