#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

TEST_F(Questioning, ClosedCaseIsAskedADayAfterTheAnswerInsideHours) {
  const Json answer = close_case("2026-0031");
  EXPECT_FALSE(answer.boolean("told_before"));
  EXPECT_EQ(answer.text("due_at"), "2026-03-03T02:00:00Z");
  EXPECT_EQ(of("2026-0031").tail, "0031");
  EXPECT_EQ(of("2026-0031").extension, "11");
  const auto events = ledger_.events("case.closed");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].subject, "case/2026-0031");
  EXPECT_EQ(Json::parse(events[0].data).text("unit"), "城管局");
  EXPECT_EQ(events[0].data.find("1380000"), std::string::npos);
}

TEST_F(Questioning, DueTimeMovesIntoTheWindow) {
  struct Case {
    const char *answered, *due;
  };
  const Case cases[] = {{"2026-03-01T20:00:00+08:00", "2026-03-03T09:00:00+08:00"},
                        {"2026-03-01T19:59:00+08:00", "2026-03-02T19:59:00+08:00"},
                        {"2026-03-02T08:30:00+08:00", "2026-03-03T09:00:00+08:00"},
                        // Long ago: as soon as may be, not in the past.
                        {"2026-02-01T08:30:00+08:00", "2026-03-02T10:00:00+08:00"}};
  int n = 0;
  for (const Case& c : cases) {
    const std::string id = "W-" + std::to_string(++n);
    const auto answer =
        command("case.answered",
                R"({"case_id":")" + id + R"(","phone":"13800000001","answered_at":")" + c.answered + R"("})");
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(Json::parse(*answer).text("due_at"), to_rfc3339(at(c.due))) << c.answered;
  }
}

TEST_F(Questioning, ACaseToldTwiceIsAskedOnce) {
  const std::int64_t id = close_case("A-1").integer("followup");
  clock_.advance(kHour);
  const Json again = close_case("A-1", "13900000002");
  EXPECT_TRUE(again.boolean("told_before"));
  EXPECT_EQ(again.integer("followup"), id);
  EXPECT_TRUE(Json::parse(command("case.answered", R"({"case_id":"A-1","phone":"13800000001"})").value())
                  .boolean("told_before"));
  EXPECT_EQ(ledger_.events("case.closed").size(), 1U);
  pass(2 * kDay);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(Questioning, ExtensionsOfAPersonDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 95; ++i) {
    const std::string id = "E-" + std::to_string(i);
    close_case(id);
    EXPECT_TRUE(seen.insert(of(id).extension).second);
  }
  EXPECT_TRUE(seen.contains("99"));
  EXPECT_TRUE(seen.contains("105"));
  close_case("other", "13900000002");
  EXPECT_EQ(of("other").extension, "11");
}

TEST_F(Questioning, APersonMayBeNamedByPseudonym) {
  close_case("P-1");
  const std::string pseudonym = ledger_.vault()->pseudonym(person());
  ASSERT_TRUE(command("case.closed", R"({"case_id":"P-2","person":")" + pseudonym + R"("})"));
  EXPECT_EQ(of("P-2").person_id, person());
  EXPECT_THROW((void)command("case.closed", R"({"case_id":"P-3","person":"p_000000000000"})"), BadInput);
}

TEST_F(Questioning, MalformedCasesNameTheField) {
  struct Case {
    const char *args, *field;
  };
  const Case cases[] = {
      {R"({"phone":"13800000001"})", "/case_id"},
      {R"({"case_id":"","phone":"13800000001"})", "/case_id"},
      {R"({"case_id":17,"phone":"13800000001"})", "/case_id"},
      {R"({"case_id":"13800000001","phone":"13800000001"})", "/case_id"},
      {R"({"case_id":"a\nb","phone":"13800000001"})", "/case_id"},
      {R"({"case_id":"A"})", "/phone"},
      {R"({"case_id":"A","phone":"12345"})", "/phone"},
      {R"({"case_id":"A","phone":"1380000"})", "/phone"},
      {R"({"case_id":"A","phone":["13800000001"]})", "/phone"},
      {R"({"case_id":"A","person":"p_zzzz"})", "/person"},
      {R"({"case_id":"A","phone":"13800000001","answered_at":"yesterday"})", "/answered_at"},
      {R"({"case_id":"A","phone":"13800000001","answered_at":"2026-03-03T10:00:00+08:00"})", "/answered_at"},
      {R"({"case_id":"A","phone":"13800000001","tail":"123456789"})", "/tail"},
      {R"({"case_id":"A","phone":"13800000001","unit":1})", "/unit"},
  };
  for (const Case& c : cases) {
    try {
      (void)command("case.closed", c.args);
      ADD_FAILURE() << c.args;
    } catch (const BadInput& e) {
      EXPECT_EQ(std::string(e.what()).rfind(c.field, 0), 0U) << c.args << ": " << e.what();
    }
  }
  EXPECT_TRUE(followup_counts(ledger_.db()).empty());
}

TEST_F(Questioning, ReopenedWithdrawsTheOpenQuestionAndItsQueuedText) {
  close_case("R-1");
  clock_.advance(kDay);
  EXPECT_EQ(steps().asked, 1);
  const Json answer = Json::parse(command("case.reopened", R"({"case_id":"R-1"})").value());
  EXPECT_TRUE(answer.boolean("withdrawn"));
  EXPECT_EQ(state("R-1"), FollowupState::withdrawn);
  EXPECT_EQ(tally_of(ledger_.db(), 0)[MessageState::cancelled], 1);
  EXPECT_EQ(says("1", "11"), Taken::no);
  EXPECT_FALSE(Json::parse(command("case.reopened", R"({"case_id":"R-1"})").value()).boolean("withdrawn"));
  const auto unknown = command("case.reopened", R"({"case_id":"R-9"})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::not_found);
}

TEST_F(Questioning, ClosedAgainAfterReopeningIsAskedAnew) {
  close_case("R-2");
  ASSERT_TRUE(command("case.reopened", R"({"case_id":"R-2"})"));
  pass(3 * kDay);
  EXPECT_TRUE(sent_.empty());
  const Json again = close_case("R-2");
  EXPECT_FALSE(again.boolean("told_before"));
  EXPECT_EQ(state("R-2"), FollowupState::waiting);
  pass(2 * kDay);
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(says("1"), Taken::yes);
  EXPECT_EQ(state("R-2"), FollowupState::rated);
}

TEST_F(Questioning, ARatedCaseThatWasReopenedIsAskedAgainAndKeepsItsRating) {
  close_case("R-3");
  pass(kDay + kHour);
  EXPECT_EQ(says("3"), Taken::yes);
  const Json reopened =
      Json::parse(command("case.reopened", R"({"case_id":"R-3","reason":"rework"})").value());
  EXPECT_FALSE(reopened.boolean("withdrawn"));
  EXPECT_EQ(reopened.text("state"), "rated");
  EXPECT_EQ(of("R-3").label, "dissatisfied");
  clock_.advance(kDay);
  EXPECT_FALSE(close_case("R-3").boolean("told_before"));
  EXPECT_EQ(of("R-3").round, 2);
  EXPECT_TRUE(close_case("R-3").boolean("told_before"));
  pass(kDay + kHour);
  EXPECT_EQ(says("1"), Taken::yes);
  EXPECT_EQ(of("R-3").label, "satisfied");
  EXPECT_EQ(answers_of(ledger_.db(), of("R-3").id).size(), 2U);
}

TEST_F(Questioning, ACaseMayNameItsSurvey) {
  ASSERT_TRUE(command("case.closed", R"({"case_id":"V-1","phone":"13800000001","survey":"five_grades"})"));
  EXPECT_EQ(of("V-1").survey, "five_grades");
  EXPECT_THROW((void)command("case.closed", R"({"case_id":"V-2","phone":"13800000001","survey":"none"})"),
               BadInput);
  pass(kDay + kHour);
  const Content asked =
      content_of(ledger_.db(), *ledger_.vault(), find_message(ledger_.db(), sent_.at(0).message)->body_id)
          .value();
  EXPECT_NE(asked.text.find("5非常不满意"), std::string::npos);
  EXPECT_EQ(says("4"), Taken::yes);
  EXPECT_EQ(of("V-1").label, "dissatisfied");
}

}  // namespace
}  // namespace huiyin
