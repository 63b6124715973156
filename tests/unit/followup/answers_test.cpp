#include "daemon/followup/decide.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

class Answering : public Questioning {
 protected:
  // One question each, asked and delivered, an hour ago.
  void ask(const std::vector<std::string>& cases) {
    for (const std::string& id : cases) close_case(id);
    pass(kDay + kHour);
    ASSERT_EQ(sent_.size(), cases.size());
  }
  Json last(const std::string& type) { return Json::parse(ledger_.events(type).back().data); }
};

TEST_F(Answering, ACodeIsARating) {
  ask({"A-1"});
  EXPECT_EQ(says("1", "11"), Taken::yes);
  EXPECT_EQ(state("A-1"), FollowupState::rated);
  const Json rated = last("followup.rated");
  EXPECT_EQ(rated.text("case_id"), "A-1");
  EXPECT_EQ(rated.text("label"), "satisfied");
  EXPECT_EQ(rated.text("confidence"), "extension");
  EXPECT_EQ(rated.text("unit"), "城管局");
  EXPECT_FALSE(rated.boolean("changed"));
  EXPECT_FALSE(rated.items("why").empty());
  EXPECT_TRUE(ledger_.events("followup.dissatisfied").empty());
  const auto answers = answers_of(ledger_.db(), of("A-1").id);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(ledger_.vault()->unseal(answers[0].text_sealed, "answer").value(), "1");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(Answering, PlainWordsAreRead) {
  ask({"A-2"});
  EXPECT_EQ(says("基本满意，谢谢"), Taken::yes);
  EXPECT_EQ(of("A-2").label, "mostly");
  EXPECT_EQ(last("followup.rated").text("confidence"), "only_open_question");
}

TEST_F(Answering, DissatisfiedIsToldOnItsOwn) {
  ask({"A-3"});
  EXPECT_EQ(says("3，路灯还是不亮"), Taken::yes);
  EXPECT_EQ(of("A-3").label, "dissatisfied");
  ASSERT_EQ(ledger_.events("followup.dissatisfied").size(), 1U);
  EXPECT_EQ(last("followup.dissatisfied").text("party_ref"), ledger_.vault()->pseudonym(person()));
  for (const char* type : {"followup.rated", "followup.dissatisfied"})
    EXPECT_EQ(ledger_.events(type)[0].data.find("路灯"), std::string::npos);
}

TEST_F(Answering, TheExtensionTellsWhichOfSeveral) {
  ask({"B-1", "B-2"});
  EXPECT_EQ(of("B-2").extension, "12");
  EXPECT_EQ(says("3", "12"), Taken::yes);
  EXPECT_EQ(state("B-1"), FollowupState::asked);
  EXPECT_EQ(of("B-2").label, "dissatisfied");
  // Now the only open one.
  EXPECT_EQ(says("1"), Taken::yes);
  EXPECT_EQ(of("B-1").label, "satisfied");
}

// What can be asked about has its own tests (which_test.cpp); the ends of these numbers name nothing.
TEST_F(Answering, AmongSeveralNothingIsGuessed) {
  ask({"B3", "B4"});
  EXPECT_EQ(says("1"), Taken::no);
  EXPECT_EQ(says("1", "77"), Taken::no);
  for (const char* id : {"B3", "B4"}) {
    EXPECT_EQ(state(id), FollowupState::asked);
    EXPECT_TRUE(answers_of(ledger_.db(), of(id).id).empty());
  }
}

TEST_F(Answering, NobodyIsReadBeforeTheQuestion) {
  close_case("B-5");
  EXPECT_EQ(says("1"), Taken::no);
  EXPECT_EQ(says("1", "11"), Taken::no);
  EXPECT_EQ(says("1", "", "+8613900000009"), Taken::no);
  EXPECT_EQ(state("B-5"), FollowupState::waiting);
}

TEST_F(Answering, AChangeOfMindCountsTheNewestAndKeepsBoth) {
  ask({"C-1"});
  EXPECT_EQ(says("1", "11"), Taken::yes);
  clock_.advance(kHour);
  EXPECT_EQ(says("3", "11"), Taken::yes);
  EXPECT_EQ(of("C-1").label, "dissatisfied");
  EXPECT_EQ(answers_of(ledger_.db(), of("C-1").id).size(), 2U);
  ASSERT_EQ(ledger_.events("followup.rated").size(), 2U);
  EXPECT_TRUE(last("followup.rated").boolean("changed"));
  EXPECT_EQ(last("followup.rated").text("before"), "satisfied");
  EXPECT_EQ(rating_counts(ledger_.db())["dissatisfied"], 1);
  EXPECT_EQ(ledger_.events("followup.dissatisfied").size(), 1U);
}

TEST_F(Answering, TheSameRatingAgainIsKeptAndNotToldAgain) {
  ask({"C-2"});
  says("2", "11");
  clock_.advance(kHour);
  EXPECT_EQ(says("2", "11"), Taken::yes);
  EXPECT_EQ(ledger_.events("followup.rated").size(), 1U);
  EXPECT_EQ(answers_of(ledger_.db(), of("C-2").id).size(), 2U);
}

TEST_F(Answering, AfterTheStopNoMindIsChanged) {
  ask({"C-3"});
  says("1", "11");
  clock_.advance(7 * kDay);
  EXPECT_EQ(says("3", "11"), Taken::no);
  EXPECT_EQ(of("C-3").label, "satisfied");
}

TEST_F(Answering, WhatIsNoRatingAfterTheRatingIsNoAnswer) {
  ask({"C-4"});
  says("1", "11");
  EXPECT_EQ(says("你们什么时候再来？", "11"), Taken::no);
  EXPECT_EQ(of("C-4").label, "satisfied");
}

TEST_F(Answering, WhoAnswersForSomebodyElseCountsAndIsFlagged) {
  ask({"F-1"});
  EXPECT_EQ(says("满意（代我妈回复的）", "11"), Taken::yes);
  EXPECT_EQ(of("F-1").label, "satisfied");
  EXPECT_EQ(answers_of(ledger_.db(), of("F-1").id).at(0).flags, R"(["proxy"])");
  EXPECT_EQ(last("followup.rated").items("flags").at(0).text(), "proxy");
}

TEST_F(Answering, ManyCasesFromOneNumberAreFlagged) {
  ask({"F-2", "F-3", "F-4", "F-5", "F-6"});
  for (const char* extension : {"11", "12", "13", "14", "15"}) EXPECT_EQ(says("1", extension), Taken::yes);
  int flagged = 0;
  for (const char* id : {"F-2", "F-3", "F-4", "F-5", "F-6"}) {
    EXPECT_EQ(of(id).label, "satisfied");
    flagged += answers_of(ledger_.db(), of(id).id).at(0).flags == R"(["many_cases"])" ? 1 : 0;
  }
  EXPECT_EQ(flagged, 2);  // the fourth and the fifth
}

TEST_F(Answering, StaffNumbersAreFlaggedAndRestHashed) {
  EXPECT_EQ(command("staff_number.add", R"({"phone":"13800000001"})").error().code, Errc::forbidden);
  EXPECT_EQ(Json::parse(as(Role::supervisor, "staff_number.add", R"({"phone":"13800000001"})").value())
                .integer("numbers"),
            1);
  EXPECT_FALSE(Json::parse(as(Role::supervisor, "staff_number.add", R"({"phone":"13800000001"})").value())
                   .boolean("changed"));
  EXPECT_THROW((void)as(Role::supervisor, "staff_number.add", R"({"phone":"x"})"), BadInput);
  EXPECT_EQ(ledger_.events("staff_number.added").at(0).data.find("138000"), std::string::npos);
  ask({"F-7"});
  says("1", "11");
  EXPECT_EQ(answers_of(ledger_.db(), of("F-7").id).at(0).flags, R"(["staff_number"])");
  ASSERT_TRUE(as(Role::supervisor, "staff_number.remove", R"({"phone":"13800000001"})"));
  clock_.advance(kHour);
  says("2", "11");
  EXPECT_EQ(answers_of(ledger_.db(), of("F-7").id).at(1).flags, "[]");
}

TEST_F(Answering, ABareCodeIsKeptAsTheGrade) {
  ASSERT_TRUE(command("case.closed", R"({"case_id":"F-8","phone":"13800000001","survey":"five_grades"})"));
  pass(kDay + kHour);
  says("５", "11");
  EXPECT_EQ(answers_of(ledger_.db(), of("F-8").id).at(0).code, 5);
  clock_.advance(kHour);
  says("还是不满意", "11");
  EXPECT_EQ(answers_of(ledger_.db(), of("F-8").id).at(1).code, 0);
}

TEST_F(Answering, AHumanDecidesWhatWasUnclear) {
  ask({"D-1"});
  says("收到，我电话13912345678", "11");
  says("哦", "11");
  ASSERT_EQ(state("D-1"), FollowupState::unclear);
  const Json list = Json::parse(unclear_list_json(ledger_.db(), *rules_, 0, 50));
  ASSERT_EQ(list.items("items").size(), 1U);
  ASSERT_EQ(list.items("items")[0].items("answers").size(), 2U);
  const std::string shown = list.items("items")[0].items("answers")[0].text("text_masked");
  EXPECT_EQ(shown.find("13912345678"), std::string::npos) << shown;
  EXPECT_THROW((void)command("followup.decide", R"({"case_id":"D-1","label":"good","reason":"x"})"),
               BadInput);
  EXPECT_THROW((void)command("followup.decide", R"({"case_id":"D-1","label":"mostly"})"), BadInput);
  ASSERT_TRUE(
      command("followup.decide", R"({"case_id":"D-1","label":"dissatisfied","reason":"said so by phone"})"));
  EXPECT_EQ(of("D-1").label, "dissatisfied");
  EXPECT_EQ(last("followup.rated").text("confidence"), "human");
  EXPECT_EQ(ledger_.events("followup.dissatisfied").size(), 1U);
  const auto answers = answers_of(ledger_.db(), of("D-1").id);
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[2].channel, "human");
  EXPECT_EQ(answers[2].actor, "test");
  EXPECT_TRUE(Json::parse(unclear_list_json(ledger_.db(), *rules_, 0, 50)).items("items").empty());
  EXPECT_EQ(command("followup.decide", R"({"case_id":"D-1","label":"mostly","reason":"x"})").error().code,
            Errc::conflict);
}

TEST_F(Answering, NotRatedIsADecisionToo) {
  ask({"D-2"});
  says("收到", "11");
  says("哦", "11");
  ASSERT_TRUE(command("followup.decide", R"({"case_id":"D-2","label":"not_rated","reason":"a greeting"})"));
  EXPECT_EQ(state("D-2"), FollowupState::unclear);
  EXPECT_EQ(of("D-2").reason, "not_rated");
  EXPECT_TRUE(Json::parse(unclear_list_json(ledger_.db(), *rules_, 0, 50)).items("items").empty());
}

TEST_F(Answering, NobodyTurnsACoercedAnswerIntoARating) {
  ask({"D-3"});
  says("村干部叫我回复1", "11");
  EXPECT_EQ(command("followup.decide", R"({"case_id":"D-3","label":"satisfied","reason":"x"})").error().code,
            Errc::conflict);
  ASSERT_TRUE(command("followup.decide", R"({"case_id":"D-3","label":"not_rated","reason":"x"})"));
  EXPECT_EQ(of("D-3").reason, "coercion");
}

TEST_F(Answering, AnOlderAnswerThatComesLateDoesNotCount) {
  ask({"C-5"});
  const TimePoint now = clock_.now();
  says("3", "11");
  clock_.set(now - kHour / 2);  // when the person wrote it
  EXPECT_EQ(says("1", "11"), Taken::yes);
  clock_.set(now);
  EXPECT_EQ(of("C-5").label, "dissatisfied");
  EXPECT_EQ(answers_of(ledger_.db(), of("C-5").id).size(), 2U);
}

TEST_F(Answering, UnclearIsAskedBackOnceThenHanded) {
  ask({"U-1"});
  EXPECT_EQ(says("收到"), Taken::yes);
  EXPECT_EQ(state("U-1"), FollowupState::asked);
  pass(kHour);
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[1].extension, "11");
  EXPECT_EQ(ledger_.events("followup.clarifying").size(), 1U);
  EXPECT_EQ(says("哦"), Taken::yes);
  EXPECT_EQ(state("U-1"), FollowupState::unclear);
  EXPECT_EQ(last("followup.unclear").text("reason"), "not_clarified");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Answering, AClearAnswerAfterTheClarificationCounts) {
  ask({"U-2"});
  says("收到");
  pass(kHour);
  EXPECT_EQ(says("2"), Taken::yes);
  EXPECT_EQ(of("U-2").label, "mostly");
}

TEST_F(Answering, AClearAnswerAfterUnclearCounts) {
  ask({"U-3"});
  says("收到", "11");
  says("哦", "11");
  ASSERT_EQ(state("U-3"), FollowupState::unclear);
  EXPECT_EQ(says("1", "11"), Taken::yes);
  EXPECT_EQ(state("U-3"), FollowupState::rated);
  EXPECT_EQ(of("U-3").reason, "");
}

TEST_F(Answering, NobodyWhoWasAskedBackIsRemindedToo) {
  ask({"U-4"});
  says("收到");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 2U);
  EXPECT_EQ(state("U-4"), FollowupState::unclear);
  EXPECT_EQ(last("followup.unclear").text("reason"), "not_clarified");
}

TEST_F(Answering, OptingOutEndsAllQuestionsOfThePerson) {
  ask({"O-1", "O-2"});
  close_case("O-3");
  EXPECT_EQ(says("R", "12"), Taken::yes);
  for (const char* id : {"O-1", "O-2", "O-3"}) EXPECT_EQ(state(id), FollowupState::opted_out) << id;
  EXPECT_TRUE(opted_out(ledger_.db(), person(), "follow_up"));
  EXPECT_TRUE(opted_out(ledger_.db(), person(), "publicity"));
  EXPECT_FALSE(opted_out(ledger_.db(), person(), "case_reply"));
  EXPECT_EQ(ledger_.events("consent.opted_out").size(), 1U);
  EXPECT_EQ(ledger_.events("followup.opted_out").size(), 3U);
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Answering, ANewMatterBecomesARecordToo) {
  ask({"N-1"});
  EXPECT_EQ(says("1，另外我家门口的下水道堵了，请派人处理"), Taken::yes_and_new_matter);
  EXPECT_EQ(of("N-1").label, "satisfied");
}

TEST_F(Answering, ANewMatterAloneLeavesTheQuestionOpen) {
  ask({"N-2"});
  EXPECT_EQ(says("我要反映新问题：小区门口垃圾没人清理，臭得很"), Taken::yes_and_new_matter);
  EXPECT_EQ(state("N-2"), FollowupState::asked);
  EXPECT_EQ(says("1"), Taken::yes);
  EXPECT_EQ(of("N-2").label, "satisfied");
}

TEST_F(Answering, ACoercedRatingIsNeverCounted) {
  ask({"K-1"});
  EXPECT_EQ(says("村干部叫我回复1", "11"), Taken::yes);
  EXPECT_EQ(state("K-1"), FollowupState::unclear);
  EXPECT_EQ(of("K-1").reason, "coercion");
  ASSERT_EQ(ledger_.events("followup.quarantined").size(), 1U);
  clock_.advance(kHour);
  EXPECT_EQ(says("1", "11"), Taken::yes);
  EXPECT_EQ(state("K-1"), FollowupState::unclear);
  EXPECT_TRUE(rating_counts(ledger_.db()).empty());
  EXPECT_TRUE(ledger_.events("followup.rated").empty());
  EXPECT_EQ(answers_of(ledger_.db(), of("K-1").id).size(), 2U);
}

TEST_F(Answering, WordOfCoercionTakesBackTheRatingBefore) {
  ask({"K-2"});
  says("1", "11");
  clock_.advance(kHour);
  EXPECT_EQ(says("村干部叫我回复1", "11"), Taken::yes);
  EXPECT_EQ(state("K-2"), FollowupState::unclear);
  EXPECT_EQ(last("followup.quarantined").text("before"), "satisfied");
  EXPECT_TRUE(rating_counts(ledger_.db()).empty());
}

TEST_F(Answering, AnAnswerToAQuestionThatSeemedUndeliveredCounts) {
  close_case("X-1");
  clock_.advance(kDay);
  steps();
  settle(MessageEvent::expire);
  pass(kDay);
  ASSERT_EQ(state("X-1"), FollowupState::undeliverable);
  EXPECT_EQ(says("1", "11"), Taken::yes);
  EXPECT_EQ(state("X-1"), FollowupState::rated);
}

TEST_F(Answering, AnAnswerWithdrawsTheQueuedReminder) {
  ask({"W-1"});
  clock_.set(at("2026-03-06T10:00:00+08:00"));
  ASSERT_EQ(steps().reminded, 1);
  EXPECT_EQ(says("1", "11"), Taken::yes);
  EXPECT_EQ(tally_of(ledger_.db(), 0)[MessageState::queued], 0);
  EXPECT_EQ(tally_of(ledger_.db(), 0)[MessageState::cancelled], 1);
}

}  // namespace
}  // namespace huiyin
