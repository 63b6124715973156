#include "daemon/followup/dissatisfied.h"

#include "daemon/followup/command_args.h"
#include "daemon/followup/working_days.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

class Worklist : public Questioning {
 protected:
  // Rated dissatisfied on Tuesday, 2026-03-03, at 11:00.
  void rate(const std::string& id = "A-1") {
    close_case(id);
    pass(kDay + kHour);
    ASSERT_EQ(says("3，没人来过"), Taken::yes);
  }
  Json list(bool done = false) {
    return Json::parse(dissatisfied_list_json(ledger_.db(), *rules_, clock_.now(), done, 0, 50));
  }
  Json item() { return list().items("items").at(0); }
  Result<std::string> take(const std::string& unit) {
    return command("dissatisfied.take", R"({"item":1,"unit":")" + unit + R"("})");
  }
  Result<std::string> contacted(bool reached) {
    return command("dissatisfied.contacted",
                   std::string(R"({"item":1,"how":"phone","note":"张三丰 13912345678","reached":)") +
                       (reached ? "true}" : "false}"));
  }
  Result<std::string> done(const std::string& outcome) {
    return as(Role::supervisor, "dissatisfied.done",
              R"({"item":1,"note":"现场看过，重新派工","outcome":")" + outcome + R"("})");
  }
};

TEST_F(Worklist, ARatingOpensAnItemWithItsClockAndTheReviewDates) {
  rate();
  const Json event = Json::parse(ledger_.events("followup.dissatisfied").at(0).data);
  EXPECT_EQ(event.text("contact_by"), to_rfc3339(at("2026-03-06T00:00:00+08:00")));
  EXPECT_EQ(event.text("not_by_unit"), "城管局");
  EXPECT_EQ(event.at("review").text("ask_by"), "2026-04-01");
  EXPECT_FALSE(event.at("review").boolean("provisional"));
  EXPECT_NE(event.at("review").text("text").find("2026-04-01前"), std::string::npos);
  EXPECT_EQ(item().text("case_id"), "A-1");
  EXPECT_EQ(item().text("state"), "open");
  EXPECT_FALSE(item().boolean("overdue"));
}

TEST_F(Worklist, WorkedThroughToDone) {
  rate();
  EXPECT_EQ(contacted(true).error().code, Errc::conflict);  // nobody has taken it
  ASSERT_TRUE(take("群众工作局督查室"));
  EXPECT_EQ(done("explained").error().code, Errc::conflict);  // nobody has spoken with the person
  ASSERT_TRUE(contacted(false));
  ASSERT_TRUE(contacted(true));
  EXPECT_EQ(item().text("state"), "spoken");
  EXPECT_EQ(command("dissatisfied.done", R"({"item":1,"note":"x","outcome":"explained"})").error().code,
            Errc::forbidden);
  ASSERT_TRUE(done("explained"));
  EXPECT_TRUE(list().items("items").empty());
  EXPECT_EQ(list(true).items("items").at(0).text("outcome"), "explained");
  EXPECT_EQ(done("explained").error().code, Errc::conflict);
  EXPECT_TRUE(ledger_.events("case.reopen_requested").empty());
  std::vector<std::string> reasons;
  each_history(ledger_.db(), 1'000, [&](const FollowupStep& s) {
    if (s.what == "dissatisfied.contacted" || s.what == "dissatisfied.done") reasons.push_back(s.reason);
  });
  EXPECT_EQ(reasons, (std::vector<std::string>{"in_time", "explained"}));
}

TEST_F(Worklist, NeverTheHandlingUnit) {
  rate();
  for (const char* unit : {"城管局", " 城管局 ", "城管局执法大队"})
    EXPECT_EQ(take(unit).error().code, Errc::conflict) << unit;
  EXPECT_THROW((void)take(""), BadInput);
  EXPECT_EQ(item().text("state"), "open");
  EXPECT_TRUE(take("信访督查室"));
  EXPECT_FALSE(is_of_handling_unit("督查室", ""));
}

TEST_F(Worklist, NotesRestSealedAndAreShownMaskedToWhoMaySeeThem) {
  rate();
  ASSERT_TRUE(take("督查室"));
  ASSERT_TRUE(contacted(true));
  for (const char* type : {"dissatisfied.taken", "dissatisfied.contacted"})
    EXPECT_EQ(ledger_.events(type).at(0).data.find("13912345678"), std::string::npos);
  const std::string shown = dissatisfied_json(ledger_.db(), *rules_, clock_.now(), 1, true).value();
  EXPECT_EQ(shown.find("13912345678"), std::string::npos);
  EXPECT_NE(shown.find("note_masked"), std::string::npos);
  EXPECT_EQ(dissatisfied_json(ledger_.db(), *rules_, clock_.now(), 1, false).value().find("note_masked"),
            std::string::npos);
  EXPECT_FALSE(dissatisfied_json(ledger_.db(), *rules_, clock_.now(), 2, true));
}

TEST_F(Worklist, OverdueIsToldOnce) {
  rate();
  clock_.set(at("2026-03-05T23:59:59+08:00"));
  const auto tell = [&] {
    return ledger_.in_transaction(
        [&](Database& db) { return tell_overdue(db, *rules_, clock_.now()).value(); });
  };
  tell();
  EXPECT_TRUE(ledger_.events("dissatisfied.overdue").empty());
  clock_.set(at("2026-03-06T00:00:00+08:00"));
  tell();
  tell();
  EXPECT_EQ(ledger_.events("dissatisfied.overdue").size(), 1U);
  EXPECT_TRUE(item().boolean("overdue"));
}

TEST_F(Worklist, UnreachableNeedsThreeTriesOnTwoDays) {
  rate();
  ASSERT_TRUE(take("督查室"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(contacted(false));
  EXPECT_EQ(done("unreachable").error().code, Errc::conflict);
  clock_.advance(kDay);
  ASSERT_TRUE(contacted(false));
  EXPECT_TRUE(done("unreachable"));
}

TEST_F(Worklist, ReopenedAsksTheCaseSystem) {
  rate();
  ASSERT_TRUE(take("督查室"));
  ASSERT_TRUE(contacted(true));
  ASSERT_TRUE(done("reopened"));
  ASSERT_EQ(ledger_.events("case.reopen_requested").size(), 1U);
  EXPECT_EQ(ledger_.events("case.reopen_requested")[0].subject, "case/A-1");
}

TEST_F(Worklist, OneItemUntilItIsDone) {
  rate();
  clock_.advance(kHour);
  says("1", "11");
  clock_.advance(kHour);
  says("3", "11");
  EXPECT_EQ(ledger_.events("followup.dissatisfied").size(), 2U);
  EXPECT_EQ(list().items("items").size(), 1U);
}

TEST_F(Worklist, AcknowledgedWhereTheSurveySaysSo) {
  std::string toml = rule_file("", "surveys.toml");
  const std::string no = "acknowledge_dissatisfied = false";
  toml.replace(toml.find(no), no.size(), "acknowledge_dissatisfied = true");
  use_surveys(toml);
  rate();
  std::vector<MessageRow> queued;
  each_queued(ledger_.db(), 0, Lane::one_to_one, clock_.now(), 10,
              [&](const MessageRow& m) { queued.push_back(m); });
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued[0].purpose, Purpose::case_reply);
}

TEST_F(Questioning, WorkingDaysKnowTheHolidays) {
  struct Case {
    const char *start, *last;
    int n;
    bool provisional;
  };
  const Case cases[] = {
      {"2026-03-05T23:59:00+08:00", "2026-03-09", 2, false},  // over a weekend
      {"2026-09-30T10:00:00+08:00", "2026-10-09", 2, false},  // National Day: 1 to 7 October
      {"2027-06-03T10:00:00+08:00", "2027-06-07", 2, true},   // a year without a calendar
  };
  for (const Case& c : cases) {
    const LastDay last = working_days_after(*rules_, at(c.start), c.n);
    EXPECT_EQ(day_text(last.day), c.last) << c.start;
    EXPECT_EQ(last.provisional, c.provisional) << c.start;
    EXPECT_EQ(last.end, begin_of(*rules_, last.day + std::chrono::days(1)));
  }
  // The 30th day falls into the holidays: the first working day after them.
  EXPECT_EQ(day_text(days_after(*rules_, at("2026-09-02T10:00:00+08:00"), 30).day), "2026-10-08");
}

}  // namespace
}  // namespace huiyin
