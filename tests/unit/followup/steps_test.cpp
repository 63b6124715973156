#include <map>

#include "daemon/model/segments.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

TEST_F(Questioning, TheQuestionIsOnePartWithSignatureTailAndTemplate) {
  close_case("2026-0031");
  clock_.advance(kDay);
  EXPECT_EQ(steps().asked, 1);
  const Followup f = of("2026-0031");
  EXPECT_EQ(f.state, FollowupState::asked);
  const auto linked = messages_of(ledger_.db(), f.id);
  ASSERT_EQ(linked.size(), 1U);
  EXPECT_EQ(linked[0].step, "ask");
  const MessageRow m = find_message(ledger_.db(), linked[0].message_id).value();
  EXPECT_EQ(m.purpose, Purpose::follow_up);
  EXPECT_EQ(m.lane, Lane::follow_up);
  EXPECT_EQ(m.extension, "11");
  EXPECT_EQ(m.not_after, clock_.now() + 7 * kDay);
  const Content content = content_of(ledger_.db(), *ledger_.vault(), m.body_id).value();
  EXPECT_EQ(content.text.rfind("【云溪区群工局】您反映的事项（尾号0031）", 0), 0U) << content.text;
  EXPECT_EQ(content.template_code, "1001");
  EXPECT_EQ(content.template_params, std::vector<std::string>{"0031"});
  EXPECT_EQ(count_segments_ucs2(content.text).parts, 1);
  EXPECT_EQ(Json::parse(ledger_.events("followup.asked").at(0).data).text("case_id"), "2026-0031");
}

TEST_F(Questioning, SevenDaysWithoutAnAnswer) {
  close_case("L-1");
  pass(12 * kDay);
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[0].at, at("2026-03-03T10:00:00+08:00"));
  EXPECT_EQ(sent_[1].at, at("2026-03-06T10:00:00+08:00"));
  EXPECT_EQ(state("L-1"), FollowupState::no_answer);
  EXPECT_EQ(of("L-1").ended_at, at("2026-03-10T10:00:00+08:00"));
  EXPECT_EQ(ledger_.events("followup.reminded").size(), 1U);
  EXPECT_EQ(ledger_.events("followup.no_answer").size(), 1U);
  EXPECT_EQ(says("1", "11"), Taken::no);
}

TEST_F(Questioning, NothingLeavesOutsideHours) {
  for (int i = 0; i < 48; ++i) {
    close_case("H-" + std::to_string(i), "139000000" + std::to_string(10 + i));
    clock_.advance(Millis(1'800'000));
  }
  pass(12 * kDay);
  EXPECT_EQ(sent_.size(), 96U);
  for (const Sent& s : sent_) {
    const int minute = rules_->zone.civil(s.at).minute_of_day();
    EXPECT_TRUE(minute >= 9 * 60 && minute < 20 * 60) << to_rfc3339(s.at);
  }
}

TEST_F(Questioning, AfterADowntimeStepsWaitForTheWindow) {
  close_case("D-1");
  clock_.set(at("2026-03-03T23:00:00+08:00"));
  EXPECT_EQ(steps().put_off, 1);
  EXPECT_EQ(of("D-1").due_at, at("2026-03-04T09:00:00+08:00"));
  clock_.set(at("2026-03-04T09:00:00+08:00"));
  EXPECT_EQ(steps().asked, 1);
  EXPECT_EQ(steps().asked, 0);
}

TEST_F(Questioning, ALongDowntimeEndsTheQuestionWithoutAReminder) {
  close_case("D-2");
  pass(kDay + kHour);
  clock_.advance(30 * kDay);
  EXPECT_EQ(steps().ended, 1);
  EXPECT_EQ(state("D-2"), FollowupState::no_answer);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(Questioning, DeliveryFailureIsNotNonResponse) {
  struct Case {
    const char* id;
    MessageEvent how;
    const char* reason;
  };
  const Case cases[] = {{"U-1", MessageEvent::fail, "undelivered"},
                        {"U-2", MessageEvent::expire, "expired"},
                        {"U-3", MessageEvent::reject_late, "rejected"}};
  int n = 0;
  for (const Case& c : cases) close_case(c.id, "1390000000" + std::to_string(++n));
  clock_.advance(kDay);
  ASSERT_EQ(steps().asked, 3);
  ledger_.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock_.now());
    for (const Case& c : cases) {
      MessageRow m = find_message(db, messages_of(db, of(c.id).id).at(0).message_id).value();
      changes.apply(m, MessageEvent::intend);
      m.state = MessageState::submitting;
      changes.apply(m, MessageEvent::accept);
      m.state = MessageState::accepted;
      EXPECT_TRUE(changes.apply(m, c.how));
    }
    changes.finish("test");
    return 0;
  });
  pass(8 * kDay);
  EXPECT_TRUE(sent_.empty());
  for (const Case& c : cases) {
    EXPECT_EQ(state(c.id), FollowupState::undeliverable);
    EXPECT_EQ(of(c.id).reason, c.reason);
  }
}

TEST_F(Questioning, AFailedDeliveryIsSeenWithoutWaitingForTheNextLook) {
  close_case("U-9");
  clock_.advance(kDay);
  ASSERT_EQ(steps().asked, 1);
  settle(MessageEvent::fail);
  clock_.advance(Millis(60'000));
  EXPECT_EQ(steps().ended, 0);
  const auto ended =
      ledger_.in_transaction([&](Database& db) { return end_undelivered(db, *rules_, clock_.now()); });
  EXPECT_EQ(ended.value().ended, 1);
  EXPECT_EQ(state("U-9"), FollowupState::undeliverable);
  EXPECT_EQ(of("U-9").reason, "undelivered");
}

TEST_F(Questioning, NobodyIsAskedOnADayOfDanger) {
  close_case("G-1");
  clock_.advance(kDay);
  tell_of_danger();
  EXPECT_EQ(steps().put_off, 1);
  EXPECT_EQ(of("G-1").due_at, at("2026-03-04T09:00:00+08:00"));
  pass(kDay);
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_[0].at, at("2026-03-04T09:00:00+08:00"));
}

TEST_F(Questioning, NobodyIsRemindedOrAskedBackOnADayOfDanger) {
  close_case("G-2");
  close_case("G-3", "13900000002");
  pass(kDay + kHour);
  ASSERT_EQ(sent_.size(), 2U);
  clock_.set(at("2026-03-06T09:00:00+08:00"));
  tell_of_danger();
  tell_of_danger("+8613900000002");
  EXPECT_EQ(says("收到", "11", "+8613900000002"), Taken::yes);
  EXPECT_EQ(state("G-3"), FollowupState::unclear);
  EXPECT_EQ(of("G-3").reason, "danger_day");
  pass(14 * kHour);
  EXPECT_EQ(sent_.size(), 2U);
  pass(kDay);
  ASSERT_EQ(sent_.size(), 3U);
  EXPECT_EQ(sent_[2].at, at("2026-03-07T09:00:00+08:00"));
}

TEST_F(Questioning, WhileStaffTalksNothingLeaves) {
  close_case("T-1");
  close_case("T-2");
  clock_.advance(kDay);
  ASSERT_EQ(steps().asked, 2);  // queued, not yet sent
  ASSERT_TRUE(command("followup.hold",
                      R"({"case_id":"T-1","until":"2026-03-05T12:00:00+08:00","reason":"talking"})"));
  close_case("T-3");
  pass(kDay + kHour);
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(says("收到", "11"), Taken::yes);  // read all the same
  EXPECT_EQ(of("T-1").reason, "hold");
  pass(kDay + 2 * kHour);
  EXPECT_EQ(sent_.size(), 2U);  // T-2 and T-3
  for (const Sent& s : sent_) EXPECT_GE(s.at, at("2026-03-05T12:00:00+08:00"));
  ASSERT_EQ(ledger_.events("followup.held").size(), 1U);
  EXPECT_EQ(ledger_.events("followup.held")[0].data.find("1380000"), std::string::npos);
}

TEST_F(Questioning, AReleasedHoldLetsTheQuestionsGoOn) {
  close_case("T-4");
  ASSERT_TRUE(command("followup.hold", R"({"phone":"13800000001","until":"2026-03-10T12:00:00+08:00"})"));
  pass(2 * kDay);
  EXPECT_TRUE(sent_.empty());
  EXPECT_TRUE(Json::parse(command("followup.release", R"({"case_id":"T-4"})").value()).boolean("released"));
  pass(kHour);
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_FALSE(Json::parse(command("followup.release", R"({"case_id":"T-4"})").value()).boolean("released"));
}

TEST_F(Questioning, HoldsHaveBounds) {
  close_case("T-5");
  for (const char* until : {"2026-03-01T12:00:00+08:00", "2026-04-01T12:00:00+08:00", "soon"})
    EXPECT_THROW((void)command("followup.hold", R"({"case_id":"T-5","until":")" + std::string(until) + "\"}"),
                 BadInput);
  const auto unknown = command("followup.hold", R"({"case_id":"T-9"})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::not_found);
}

TEST_F(Questioning, ASurveyMayRemindNobodyAndKeepItsOwnTimes) {
  std::string toml = rule_file("", "surveys.toml");
  const std::string mark = "[[survey]]\nname = \"standard\"\nversion = \"1\"\n";
  const std::size_t where = toml.find(mark);
  ASSERT_NE(where, std::string::npos);
  toml.replace(
      where, mark.size(),
      "[[survey]]\nname = \"standard\"\nversion = \"1\"\ndelay_hours = 48\nstop_after_days = 5\nhours = "
      "\"14:00-15:00\"\n");
  toml.replace(toml.find("remind = true"), 13, "remind = false");
  use_surveys(toml);
  close_case("S-1");
  EXPECT_EQ(of("S-1").due_at, at("2026-03-04T14:00:00+08:00"));
  pass(10 * kDay);
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(of("S-1").ended_at, at("2026-03-09T14:00:00+08:00"));
}

TEST_F(Questioning, EveryStepStandsInTheHistory) {
  close_case("Y-1");
  pass(9 * kDay);
  std::vector<std::string> steps;
  each_history(ledger_.db(), 1'000, [&](const FollowupStep& s) {
    steps.push_back(s.what);
    EXPECT_EQ(s.unit, "城管局");
    EXPECT_EQ(s.survey, "standard");
  });
  EXPECT_EQ(steps, (std::vector<std::string>{"case.closed", "followup.asked", "followup.reminded",
                                             "followup.no_answer"}));
  EXPECT_EQ(history_until(ledger_.db(), at("2026-03-03T10:00:00+08:00")), 2);
}

TEST_F(Questioning, AQuestionThatNeverLeftIsUndeliverable) {
  close_case("Q-1");
  pass(10 * kDay, false);
  EXPECT_EQ(state("Q-1"), FollowupState::undeliverable);
  EXPECT_EQ(messages_of(ledger_.db(), of("Q-1").id).size(), 1U);
  EXPECT_EQ(tally_of(ledger_.db(), 0)[MessageState::queued], 0);
}

TEST_F(Questioning, WhoOptedOutIsNotAsked) {
  close_case("O-1");
  set_opt_out(ledger_.db(), person(), "follow_up", true, "test", clock_.now());
  pass(2 * kDay);
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(state("O-1"), FollowupState::opted_out);
  EXPECT_FALSE(of("O-1").asked_at);
}

TEST_F(Questioning, WhoOptedOutIsNotReminded) {
  close_case("O-2");
  pass(kDay + kHour);
  ASSERT_EQ(sent_.size(), 1U);
  set_opt_out(ledger_.db(), person(), "all", true, "test", clock_.now());
  pass(8 * kDay);
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(state("O-2"), FollowupState::opted_out);
}

TEST_F(Questioning, AStepThatWasNotCommittedIsTakenAgainOnce) {
  close_case("C-1");
  clock_.advance(kDay);
  ledger_.db().run("BEGIN");
  ASSERT_EQ(take_due_steps(ledger_.db(), *rules_, clock_.now()).value().asked, 1);
  ledger_.reopen();
  EXPECT_EQ(state("C-1"), FollowupState::waiting);
  EXPECT_TRUE(ledger_.events("followup.asked").empty());
  EXPECT_EQ(steps().asked, 1);
  EXPECT_EQ(steps().asked, 0);
  EXPECT_EQ(messages_of(ledger_.db(), of("C-1").id).size(), 1U);
}

TEST_F(Questioning, DueStepsAreTakenInPieces) {
  for (int i = 0; i < 25; ++i) close_case("M-" + std::to_string(i), "139000000" + std::to_string(10 + i));
  clock_.advance(kDay);
  int calls = 0;
  std::int64_t asked = 0;
  for (bool more = true; more; ++calls) {
    const StepCount n =
        ledger_.in_transaction([&](Database& db) { return take_due_steps(db, *rules_, clock_.now(), 10); })
            .value();
    asked += n.asked;
    more = n.more;
  }
  EXPECT_EQ(asked, 25);
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace huiyin
