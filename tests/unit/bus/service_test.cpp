#include <gmock/gmock.h>

#include "tests/unit/bus/desk.h"

namespace huiyin {
namespace {

using test::Asker;
using test::Desk;
using test::seqs;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string detail(const Json& answer) {
  EXPECT_FALSE(answer.boolean("ok"));
  return answer.at("problem").text("detail");
}

TEST(BusService, ReplayGivesPagesFromASeqOrATime) {
  Desk desk;
  desk.tell("intake.received", 3);
  desk.clock().advance(Millis(60'000));
  desk.tell("case.closed", 2);
  Asker asker = desk.asker();
  const Json all = asker.ask(R"({"op":"replay"})");
  EXPECT_THAT(seqs(all), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(all.integer("next"), 5);
  EXPECT_EQ(all.integer("newest"), 5);
  EXPECT_EQ(all.integer("oldest"), 1);
  EXPECT_FALSE(all.items("events")[0].has("redelivered"));
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay","from":2,"limit":2})")), ElementsAre(2, 3));
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay","topics":["case."]})")), ElementsAre(4, 5));
  const std::string time = to_rfc3339(desk.clock().now());
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay","from":")" + time + "\"}")), ElementsAre(4, 5));
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay","from":"2001-01-01T00:00:00Z"})")),
              ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(seqs(asker.ask(R"({"op":"replay","from":"2101-01-01T00:00:00Z"})")), IsEmpty());
}

TEST(BusService, AReplayLooksAtABoundedPieceAndSaysHowFarItCame) {
  Bus::Options options;
  options.limits.looked_at = 100;
  Desk desk(options);
  desk.tell("message.states", 250);
  desk.tell("intake.received", 1);
  Asker asker = desk.asker();
  std::int64_t from = 1;
  std::vector<std::int64_t> got;
  int rounds = 0;
  for (; got.empty() && rounds < 10; ++rounds) {
    const Json page =
        asker.ask(R"({"op":"replay","topics":["intake."],"from":)" + std::to_string(from) + "}");
    got = seqs(page);
    from = page.integer("next") + 1;
  }
  EXPECT_THAT(got, ElementsAre(251));
  EXPECT_EQ(rounds, 3);
}

TEST(BusService, AnAnswerIsBoundedInBytes) {
  Bus::Options options;
  options.limits.answer_bytes = 2'000;
  Desk desk(options);
  desk.tell("intake.received", 20, R"({"text":")" + std::string(900, 'x') + "\"}");
  Asker asker = desk.asker();
  const Json page = asker.ask(R"({"op":"replay","limit":20})");
  EXPECT_EQ(page.items("events").size(), 2u);
  EXPECT_EQ(page.integer("next"), 2);
}

TEST(BusService, MalformedRequestsAreToldWhatIsWrong) {
  Desk desk;
  Asker asker = desk.asker();
  EXPECT_THAT(detail(asker.ask("not json")), HasSubstr("is not JSON"));
  EXPECT_THAT(detail(asker.ask("[]")), HasSubstr("is not an object"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"shutdown"})")), HasSubstr("/op must be"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"replay","from":"yesterday"})")), HasSubstr("/from is neither"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"replay","topics":"intake."})")), HasSubstr("/topics is not a list"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"replay","topics":["a b"]})")), HasSubstr("/topics/0"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"attach","consumer":"a/b"})")), HasSubstr("/consumer must be"));
  EXPECT_THAT(detail(asker.ask(R"({"op":"fetch","consumer":"c"})")), HasSubstr("/token is missing"));
  const Json problem = asker.ask(R"({"op":"ack","consumer":"c","token":1,"seq":-1})").at("problem");
  EXPECT_EQ(problem.integer("status"), 400);
  EXPECT_EQ(problem.text("field"), "/seq");
  EXPECT_EQ(problem.text("type"), "urn:huiyin:error:bad_input");
}

TEST(BusService, WrongFramesAreNotAnsweredAndHurtNobody) {
  Desk desk;
  Asker bad = desk.asker(), good = desk.asker();
  EXPECT_TRUE(bad.send_frames({"only one"}));
  EXPECT_TRUE(bad.send_frames({"1", "2", "3", "4"}));
  EXPECT_TRUE(bad.send_frames({std::string(257, 'i'), R"({"op":"replay"})"}));
  EXPECT_TRUE(bad.silent(200));
  EXPECT_TRUE(good.ask(R"({"op":"replay"})").boolean("ok"));
  EXPECT_TRUE(bad.ask(R"({"op":"replay"})").boolean("ok"));
}

TEST(BusService, TheFrameOfAReqSocketIsUnderstood) {
  Desk desk;
  BusContext context;
  BusSocket dealer = context.open(BusKind::dealer);
  ASSERT_TRUE(dealer.connect(desk.bus().service_endpoint()));
  ASSERT_TRUE(dealer.send({"", "id-1", R"({"op":"replay"})"}));
  Frames frames;
  std::vector<bool> readable;
  while (!dealer.receive(&frames)) ASSERT_TRUE(context.wait({&dealer}, -1, 20'000, &readable));
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0], "");
  EXPECT_EQ(frames[1], "id-1");
}

TEST(BusService, ATooLargeRequestClosesItsConnectionOnly) {
  Desk desk;
  Asker big = desk.asker(), good = desk.asker();
  big.send_frames({"1", std::string(2 * 1024 * 1024, 'x')});
  EXPECT_TRUE(big.silent(200));
  EXPECT_TRUE(good.ask(R"({"op":"replay"})").boolean("ok"));
}

TEST(BusService, RequestsASecondAreBoundedForEachClient) {
  Bus::Options options;
  options.limits.requests_a_second = 50;
  Desk desk(options);
  Asker hasty = desk.asker(), calm = desk.asker();
  int refused = 0;
  for (int i = 0; i < 200; ++i) hasty.send(R"({"op":"replay"})");
  for (int i = 0; i < 200; ++i) refused += hasty.answer().boolean("ok") ? 0 : 1;
  EXPECT_GT(refused, 50);
  EXPECT_LT(refused, 200);
  EXPECT_TRUE(calm.ask(R"({"op":"replay"})").boolean("ok"));
}

TEST(BusService, AClientThatDoesNotReadLosesItsAnswersAndTheOthersNothing) {
  Bus::Options options;
  options.limits.held_answers = 50;
  options.limits.held_for = Millis(300);
  Desk desk(options);
  desk.tell("intake.received", 50, R"({"text":")" + std::string(900, 'x') + "\"}");
  BusOptions narrow;
  narrow.receive_high_water = 1;
  Asker silent(desk.bus().service_endpoint(), narrow), good = desk.asker();
  constexpr int kRequests = 300;
  for (int i = 0; i < kRequests; ++i) silent.send(R"({"op":"replay","limit":50})");
  // Both are served in turn: then all of the silent one's requests were answered.
  for (int i = 0; i < kRequests; ++i) EXPECT_TRUE(good.ask(R"({"op":"replay","limit":1})").boolean("ok"));
  EXPECT_TRUE(good.silent(500));
  int got = 0;
  while (!silent.silent(1'000)) ++got;
  EXPECT_GT(got, 0);
  EXPECT_LT(got, kRequests);
  // It is heard again once it reads.
  EXPECT_TRUE(silent.ask(R"({"op":"replay","limit":1})").boolean("ok"));
}

TEST(BusService, CommandsAreDurableAndARepeatReturnsTheFirstAnswer) {
  Desk desk;
  Asker asker = desk.asker();
  const std::string request = R"({"op":"command","name":"case.closed","key":"k1","args":{"case_id":"C-1"}})";
  const Json first = asker.ask(request), again = asker.ask(request);
  ASSERT_TRUE(first.boolean("ok"));
  EXPECT_EQ(first.at("answer").dump(), again.at("answer").dump());
  EXPECT_EQ(desk.closed, 1);
  desk.start();
  EXPECT_EQ(desk.asker().ask(request).at("answer").dump(), first.at("answer").dump());
  const Json other =
      asker.ask(R"({"op":"command","name":"case.closed","key":"k1","args":{"case_id":"C-2"}})");
  EXPECT_EQ(other.at("problem").integer("status"), 409);
  EXPECT_EQ(desk.closed, 1);
}

TEST(BusService, WhatMustNotWaitRunsAheadOfTheLedger) {
  Desk desk;
  const Json answer = desk.asker().ask(R"({"op":"command","name":"stop.all","args":{}})");
  EXPECT_TRUE(answer.at("answer").boolean("ahead"));
}

TEST(BusService, CommandsNameTheirField) {
  Desk desk;
  Asker asker = desk.asker();
  const Json missing = asker.ask(R"({"op":"command","name":"case.closed","args":{}})");
  EXPECT_EQ(missing.at("problem").text("field"), "/case_id");
  const Json no_list = asker.ask(R"({"op":"command","name":"case.closed","args":[]})");
  EXPECT_THAT(detail(no_list), HasSubstr("must be a JSON object"));
  EXPECT_EQ(asker.ask(R"({"op":"command","name":"no.such"})").at("problem").integer("status"), 404);
  const Json key = asker.ask(R"({"op":"command","name":"bus.key.revoke","args":{"client":"x"}})");
  EXPECT_EQ(key.at("problem").integer("status"), 403) << "keys are for administrators";
}

TEST(BusService, ManyCommandsBeforeAnAnswerIsReadAllComeBack) {
  Desk desk;
  Asker asker = desk.asker();
  constexpr int kCommands = 500;
  for (int i = 0; i < kCommands; ++i)
    asker.send(R"({"op":"command","name":"case.closed","args":{"case_id":"C-)" + std::to_string(i) + "\"}}",
               std::to_string(i));
  for (int i = 0; i < kCommands; ++i) {
    std::string id;
    EXPECT_TRUE(asker.answer(&id).boolean("ok"));
    EXPECT_EQ(id, std::to_string(i)) << "answers keep their order";
  }
}

}  // namespace
}  // namespace huiyin
