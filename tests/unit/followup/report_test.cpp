#include "daemon/followup/report.h"

#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

// Against R: binom::binom.wilson, rounded to four places.
TEST(Wilson, KnownIntervals) {
  struct Case {
    std::int64_t hits, n;
    double low, high;
  };
  const Case cases[] = {
      {0, 10, 0.0, 0.2775}, {10, 10, 0.7225, 1.0}, {5, 10, 0.2366, 0.7634}, {81, 263, 0.2553, 0.3662}};
  for (const Case& c : cases) {
    const Interval i = wilson95(c.hits, c.n);
    EXPECT_NEAR(i.low, c.low, 5e-5) << c.hits;
    EXPECT_NEAR(i.high, c.high, 5e-5) << c.hits;
  }
  EXPECT_EQ(wilson95(0, 0).low, 0.0);
  EXPECT_EQ(wilson95(0, 0).high, 1.0);
}

TEST_F(Questioning, TheReportSeparatesRatersSilenceAndFailure) {
  const std::vector<std::string> answers = {"1", "1", "2", "3", "村干部叫我回复1", "R", "", ""};
  for (std::size_t i = 0; i < answers.size(); ++i)
    close_case("T-" + std::to_string(i), "1390000000" + std::to_string(i));
  close_case("T-lost", "13700000001");
  pass(kDay, false);
  ledger_.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock_.now());
    MessageRow m = find_message(db, messages_of(db, of("T-lost").id).at(0).message_id).value();
    changes.apply(m, MessageEvent::suppress, {.reason = "test"});
    changes.finish("test");
    return 0;
  });
  pass(kHour);
  close_case("T-later", "13700000002");
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (!answers[i].empty()) says(answers[i], "11", "+861390000000" + std::to_string(i));
  clock_.set(at("2026-03-06T12:00:00+08:00"));
  command("case.reopened", R"({"case_id":"T-later"})").value();
  pass(8 * kDay);

  const Json r = Json::parse(followup_report_json(ledger_.db(), clock_.now()));
  EXPECT_EQ(r.integer("total"), 10);
  std::int64_t sum = 0;
  for (const auto& [name, n] : r.at("states").members()) sum += n.integer();
  EXPECT_EQ(sum, 10);
  EXPECT_EQ(r.integer("raters"), 4);
  EXPECT_EQ(r.at("labels").integer("satisfied"), 2);
  EXPECT_EQ(r.integer("quarantined"), 1);
  EXPECT_EQ(r.at("states").integer("no_answer"), 2);
  EXPECT_EQ(r.at("states").integer("undeliverable"), 1);
  EXPECT_EQ(r.at("states").integer("withdrawn"), 1);
  const Json satisfaction = r.at("rates").at("satisfaction");
  EXPECT_EQ(satisfaction.integer("numerator"), 3);
  EXPECT_EQ(satisfaction.integer("denominator"), 4);
  EXPECT_DOUBLE_EQ(satisfaction.number("value"), 0.75);
  EXPECT_FALSE(satisfaction.text("rule").empty());
  EXPECT_EQ(r.at("rates").at("participation").integer("denominator"), 8);
  EXPECT_EQ(r.at("rates").at("non_response").integer("numerator"), 2);
  EXPECT_EQ(r.at("rates").at("undelivered").integer("numerator"), 1);
}

TEST_F(Questioning, AnEmptyReportHasNoRate) {
  const Json r = Json::parse(followup_report_json(ledger_.db(), clock_.now()));
  EXPECT_TRUE(r.at("rates").at("satisfaction").at("value").is_null());
}

TEST_F(Questioning, ListsHaveCasesAndNoNumbers) {
  for (int i = 0; i < 5; ++i) close_case("V-" + std::to_string(i), "1390000000" + std::to_string(i));
  const std::string first = followup_list_json(ledger_.db(), 0, 3);
  EXPECT_EQ(first.find("139000"), std::string::npos);
  const Json page = Json::parse(first);
  ASSERT_EQ(page.items("items").size(), 3U);
  EXPECT_EQ(page.items("items")[0].text("case_id"), "V-4");
  const Json rest = Json::parse(followup_list_json(ledger_.db(), page.integer("next"), 3));
  EXPECT_EQ(rest.items("items").size(), 2U);
  EXPECT_TRUE(rest.at("next").is_null());
  pass(kDay + kHour);
  says("3", "11", "+8613900000000");
  const Json one = Json::parse(followup_json(ledger_.db(), "V-0").value());
  EXPECT_EQ(one.text("label"), "dissatisfied");
  EXPECT_EQ(one.items("answers").size(), 1U);
  EXPECT_FALSE(followup_json(ledger_.db(), "V-9"));
}

}  // namespace
}  // namespace huiyin
