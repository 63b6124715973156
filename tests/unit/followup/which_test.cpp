// Several open questions to one number, and a carrier that does not tell which was answered.
#include "daemon/followup/decide.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

class Which : public Questioning {
 protected:
  void ask(const std::vector<std::string>& cases) {
    for (const std::string& id : cases) close_case(id);
    pass(kDay + kHour);
    ASSERT_EQ(sent_.size(), cases.size());
  }
  Json last(const std::string& type) { return Json::parse(ledger_.events(type).back().data); }
  std::string text_of(const Sent& s) {
    const auto m = find_message(ledger_.db(), s.message);
    return content_of(ledger_.db(), *ledger_.vault(), m->body_id)->text;
  }
  std::string confidence(const std::string& case_id, std::size_t answer) {
    return answers_of(ledger_.db(), of(case_id).id).at(answer).confidence;
  }
  void expect_rated(const std::string& case_id, const std::string& label) {
    EXPECT_EQ(state(case_id), FollowupState::rated) << case_id;
    EXPECT_EQ(of(case_id).label, label) << case_id;
  }
};

TEST_F(Which, IsAskedOnceAndTheAnswerCounts) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("1"), Taken::yes);
  for (const char* id : {"2026-0031", "2026-0032"}) {
    EXPECT_EQ(state(id), FollowupState::asked) << id;
    EXPECT_EQ(confidence(id, 0), "one_of_several");
  }
  EXPECT_EQ(ledger_.events("followup.clarifying").size(), 2U);
  EXPECT_EQ(last("followup.clarifying").text("confidence"), "one_of_several");
  pass(kHour);
  ASSERT_EQ(sent_.size(), 3U);
  EXPECT_EQ(sent_[2].extension, "10");
  EXPECT_NE(text_of(sent_[2]).find("0031、0032"), std::string::npos) << text_of(sent_[2]);
  EXPECT_EQ(says("0032 3", "10"), Taken::yes);
  expect_rated("2026-0032", "dissatisfied");
  EXPECT_EQ(confidence("2026-0032", 1), "named_case");
  EXPECT_EQ(last("followup.rated").text("confidence"), "named_case");
  // The other is the only open one now.
  EXPECT_EQ(says("1"), Taken::yes);
  expect_rated("2026-0031", "satisfied");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 3U);
}

TEST_F(Which, ANumberAloneIsReadWithWhatWasSaidBefore) {
  ask({"2026-0031", "2026-0032"});
  says("不满意，没人来过");
  EXPECT_EQ(says("尾号0031"), Taken::yes);
  expect_rated("2026-0031", "dissatisfied");
  EXPECT_EQ(confidence("2026-0031", 1), "named_later");
  // It was said of one case only.
  says("0032");
  EXPECT_EQ(of("2026-0032").label, "");
  EXPECT_EQ(confidence("2026-0032", 1), "named_case");
}

TEST_F(Which, BothInOneText) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("0031满意，0032不满意"), Taken::yes);
  expect_rated("2026-0031", "satisfied");
  expect_rated("2026-0032", "dissatisfied");
  EXPECT_TRUE(ledger_.events("followup.clarifying").empty());
}

TEST_F(Which, WhoNamesOneAtOnceIsNotAsked) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("００３２ 基本满意"), Taken::yes);
  expect_rated("2026-0032", "mostly");
  EXPECT_EQ(state("2026-0031"), FollowupState::asked);
  EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Which, ANameBeatsTheOnlyOpenQuestion) {
  ask({"2026-0031", "2026-0032"});
  says("0031 1");
  clock_.advance(kHour);
  says("0031 3");  // a change of mind, while the other is open
  expect_rated("2026-0031", "dissatisfied");
  EXPECT_EQ(state("2026-0032"), FollowupState::asked);
}

TEST_F(Which, WhereNameAndExtensionDifferNothingIsSure) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("0031 1", "12"), Taken::no);
  for (const char* id : {"2026-0031", "2026-0032"}) {
    EXPECT_EQ(state(id), FollowupState::asked);
    EXPECT_TRUE(answers_of(ledger_.db(), of(id).id).empty());
  }
  EXPECT_EQ(says("0032 1", "12"), Taken::yes);
  EXPECT_EQ(confidence("2026-0032", 0), "named_case");
}

TEST_F(Which, TheSecondTimeAHumanIsAsked) {
  ask({"2026-0031", "2026-0032"});
  says("1");
  pass(kHour);
  EXPECT_EQ(says("1"), Taken::yes);
  for (const char* id : {"2026-0031", "2026-0032"}) {
    EXPECT_EQ(state(id), FollowupState::unclear) << id;
    EXPECT_EQ(of(id).reason, "not_attributed");
    EXPECT_EQ(answers_of(ledger_.db(), of(id).id).size(), 2U);
  }
  EXPECT_TRUE(rating_counts(ledger_.db()).empty());
  EXPECT_EQ(Json::parse(unclear_list_json(ledger_.db(), *rules_, 0, 50)).items("items").size(), 2U);
  // The person may still say it.
  EXPECT_EQ(says("0031 2"), Taken::yes);
  expect_rated("2026-0031", "mostly");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 3U);
}

TEST_F(Which, SilenceAfterItIsNoRatingAndNoSilence) {
  ask({"2026-0031", "2026-0032"});
  says("1");
  pass(9 * kDay);
  EXPECT_EQ(sent_.size(), 3U);  // nobody is reminded too
  for (const char* id : {"2026-0031", "2026-0032"}) {
    EXPECT_EQ(state(id), FollowupState::unclear) << id;
    EXPECT_EQ(of(id).reason, "not_attributed");
  }
}

TEST_F(Which, NobodyIsAskedWhatCanNotBeAnswered) {
  ask({"2025-0031", "2026-0031"});  // the same ends
  EXPECT_EQ(says("1"), Taken::no);
  pass(kHour);
  EXPECT_EQ(sent_.size(), 2U);
  EXPECT_TRUE(answers_of(ledger_.db(), of("2025-0031").id).empty());
}

TEST_F(Which, SoManyCasesThatTheirNamesFitNoTextAreAHumans) {
  ask({"2026-0031", "2026-0032", "2026-0033", "2026-0034", "2026-0035"});
  EXPECT_EQ(says("1"), Taken::no);
}

TEST_F(Which, WithoutItsTemplateNobodyIsAsked) {
  SurveyTimes times;
  times.window = DayWindow::parse("09:00-20:00").value();
  own_->surveys =
      Surveys::load(rule_file("", "surveys.toml"), "surveys.toml", rules_->signature, times).value();
  ASSERT_TRUE(own_->surveys.set_templates({"1001", "1002", "1003", "", ""}));
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("1"), Taken::no);
}

TEST_F(Which, DangerAndNewMattersGoToAHumanAtOnce) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("我要反映新问题：小区门口垃圾没人清理，臭得很"), Taken::no);
  tell_of_danger();
  EXPECT_EQ(says("1"), Taken::no);
  pass(kHour);
  EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Which, AnOptOutNeedsNoCase) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("R"), Taken::yes);
  for (const char* id : {"2026-0031", "2026-0032"}) EXPECT_EQ(state(id), FollowupState::opted_out);
  EXPECT_EQ(confidence("2026-0032", 0), "any_question");
}

TEST_F(Which, PressureIsKeptWithTheCaseThatIsNamed) {
  ask({"2026-0031", "2026-0032"});
  EXPECT_EQ(says("村干部叫我回复1"), Taken::yes);
  EXPECT_EQ(state("2026-0031"), FollowupState::asked);
  EXPECT_EQ(says("0031 1"), Taken::yes);
  EXPECT_EQ(state("2026-0031"), FollowupState::unclear);
  EXPECT_EQ(of("2026-0031").reason, "coercion");
  EXPECT_EQ(says("0032 2"), Taken::yes);
  expect_rated("2026-0032", "mostly");
}

TEST_F(Which, NobodyDecidesARatingWherePressureMayHaveBeen) {
  ask({"2026-0031", "2026-0032"});
  says("村干部叫我回复1");
  says("1");
  ASSERT_EQ(state("2026-0031"), FollowupState::unclear);
  for (const char* id : {"2026-0031", "2026-0032"})
    EXPECT_EQ(command("followup.decide",
                      R"({"case_id":")" + std::string(id) + R"(","label":"satisfied","reason":"x"})")
                  .error()
                  .code,
              Errc::conflict);
}

TEST_F(Which, AnUnclearAnswerBeforeLeavesTheOtherItsOwnClarification) {
  ask({"2026-0031"});
  says("收到");  // asked back about the only one
  pass(kHour);
  close_case("2026-0032");
  pass(kDay + kHour);
  ASSERT_EQ(sent_.size(), 3U);
  EXPECT_EQ(says("1"), Taken::yes);
  pass(kHour);
  ASSERT_EQ(sent_.size(), 4U);
  EXPECT_EQ(followup_of_message(ledger_.db(), sent_[3].message), of("2026-0032").id);
  EXPECT_EQ(says("0031 1"), Taken::yes);
  expect_rated("2026-0031", "satisfied");
}

}  // namespace
}  // namespace huiyin
