#include "daemon/followup/report.h"

#include "daemon/base/bytes.h"
#include "daemon/followup/views.h"
#include "daemon/followup/wilson.h"
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

class Reporting : public Questioning {
 protected:
  Figures figures(FigureQuery q = {}) {
    if (q.as_of == TimePoint{}) q.as_of = clock_.now();
    return make_figures(ledger_.db(), q, rules_->zone);
  }
  std::string report_now() { return report_json(figures(), true); }
  // Cases of a unit, each rated as told: "" is silence.
  void rate_all(const std::string& unit, const std::vector<std::string>& answers) {
    std::vector<std::string> phones;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const std::string n = std::to_string(++cases_);
      phones.push_back("1390000" + std::string(4 - n.size(), '0') + n);
      ASSERT_TRUE(command("case.closed", R"({"case_id":"G-)" + n + R"(","phone":")" + phones.back() +
                                             R"(","unit":")" + unit +
                                             R"(","town":"金麦镇","category":"CITY"})"));
    }
    pass(kDay + kHour);
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (!answers[i].empty()) says(answers[i], "11", "+86" + phones[i]);
  }
  static const Group& group(const Figures& f, const std::string& by, const std::string& key) {
    for (const Group& g : f.groups.find(by)->second)
      if (g.key == key) return g;
    throw std::runtime_error("no group " + key);
  }
  static Rate rate(const Counts& c, std::string_view name) {
    for (const Rate& r : rates_of(c))
      if (r.name == name) return r;
    throw std::runtime_error("no such rate");
  }
  int cases_ = 0;
};

TEST_F(Reporting, TheReportSeparatesRatersSilenceAndFailure) {
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

  const Json r = Json::parse(report_now());
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

TEST_F(Reporting, AnEmptyReportHasNoRate) {
  const Json r = Json::parse(report_now());
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

TEST_F(Reporting, SharesOfTheReachedAddUp) {
  rate_all("城管局", {"1", "2", "3", "村干部叫我回复1", "R", "", "收到", "1"});
  pass(9 * kDay);
  const Figures f = figures();
  std::int64_t sum = 0;
  for (const char* name : {"participation", "non_response", "unclear", "quarantined", "opted_out"})
    sum += rate(f.office, name).numerator;
  EXPECT_EQ(sum, f.office.reached());
  EXPECT_EQ(f.office.reached(), 8);
  std::int64_t all = 0;
  for (int o = 0; o < kOutcomes; ++o) all += f.office.of(static_cast<MatterOutcome>(o));
  EXPECT_EQ(all, f.office.total);
}

TEST_F(Reporting, FewRatersAreHidden) {
  rate_all("城管局", {"1", "1", "1", "3", "1", "1"});
  rate_all("交通局", {"1", "1", "3", "1", "1", "1", "1"});
  rate_all("水务局", {"3", "1"});
  const Figures f = figures();
  EXPECT_TRUE(group(f, "unit", "水务局").hidden);
  // Alone it could be worked out from the office's figure: the smallest of the others goes with it.
  EXPECT_TRUE(group(f, "unit", "城管局").hidden);
  EXPECT_FALSE(group(f, "unit", "交通局").hidden);
  EXPECT_FALSE(group(f, "town", "金麦镇").hidden);
  const Json r = Json::parse(report_json(f, true));
  for (const Json& g : r.at("groups").items("unit")) {
    const bool open = g.text("key") == "交通局";
    EXPECT_EQ(g.has("labels"), open);
    EXPECT_EQ(g.at("rates").at("satisfaction").is_null(), !open);
    EXPECT_FALSE(g.at("rates").at("participation").is_null());
  }
  EXPECT_FALSE(Json::parse(report_json(f, false)).has("groups"));
  EXPECT_EQ(report_csv(f).find("unit,水务局,satisfaction,satisfied+mostly of raters/1,2"), std::string::npos);
  EXPECT_NE(report_csv(f).find("unit,水务局,satisfaction,satisfied+mostly of raters/1,,,,,,yes"),
            std::string::npos);
}

TEST_F(Reporting, AFewHiddenWithEnoughRatersTogetherHideNobodyElse) {
  rate_all("甲", {"1", "1", "1"});
  rate_all("乙", {"1", "1", "1"});
  rate_all("丙", {"1", "1", "1", "3", "1"});
  const Figures f = figures();
  EXPECT_TRUE(group(f, "unit", "甲").hidden);
  EXPECT_TRUE(group(f, "unit", "乙").hidden);
  EXPECT_FALSE(group(f, "unit", "丙").hidden);
}

TEST_F(Reporting, TheSameCutIsTheSameToTheByteLater) {
  rate_all("城管局", {"1", "1", "1", "3", "1", "1", ""});
  FigureQuery q;
  q.as_of = clock_.now();
  const Figures then = figures(q);
  q.history = then.query.history;
  q.cases = then.query.cases;
  const std::string json = report_json(then, true), csv = report_csv(then), chart = report_chart_json(then);
  const std::string book = report_xlsx(then).value();
  EXPECT_EQ(book.substr(0, 2), "PK");
  // A mind changes, time goes on, cases are reopened and told of.
  clock_.advance(kHour);
  says("3", "11", "+8613900000001");
  pass(9 * kDay);
  ASSERT_TRUE(command("case.reopened", R"({"case_id":"G-2"})"));
  ASSERT_TRUE(command("case.updated", R"({"case_id":"X","step":"registered","accept_due":"2026-03-01"})"));
  EXPECT_EQ(report_json(figures(q), true), json);
  EXPECT_EQ(report_csv(figures(q)), csv);
  EXPECT_EQ(report_chart_json(figures(q)), chart);
  EXPECT_EQ(report_xlsx(figures(q)).value(), book);
  EXPECT_NE(report_json(figures(), true), json);
  FigureQuery by_time;
  by_time.as_of = q.as_of;
  EXPECT_EQ(report_json(figures(by_time), true), json);
}

TEST_F(Reporting, TheDigestIsOfWhatStandsBeforeIt) {
  rate_all("城管局", {"1", "3"});
  const std::string json = report_now();
  const std::size_t at = json.rfind(R"(,"digest":")");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(Json::parse(json).text("digest"), to_hex(sha256(json.substr(0, at) + "}")));
  EXPECT_EQ(Json::parse(json).text("digest"), report_digest(figures()));
}

TEST_F(Reporting, ReopeningNeverErasesARating) {
  rate_all("城管局", {"3"});
  ASSERT_TRUE(command("case.reopened", R"({"case_id":"G-1"})"));
  EXPECT_EQ(figures().office.dissatisfied, 1);
  ASSERT_TRUE(command("case.closed", R"({"case_id":"G-1","phone":"13900000001","unit":"城管局"})"));
  EXPECT_EQ(figures().office.dissatisfied, 1);
  EXPECT_EQ(figures().office.asked_again, 1);
  pass(10 * kDay);  // silence this time
  EXPECT_EQ(state("G-1"), FollowupState::no_answer);
  EXPECT_EQ(figures().office.dissatisfied, 1);
  EXPECT_EQ(figures().office.total, 1);
}

TEST_F(Reporting, ThePeriodIsOfTheWrittenAnswers) {
  rate_all("城管局", {"1", "1"});
  clock_.set(at("2026-04-02T10:00:00+08:00"));
  rate_all("城管局", {"3"});
  FigureQuery march;
  march.from = at("2026-03-01T00:00:00+08:00");
  march.to = at("2026-04-01T00:00:00+08:00");
  EXPECT_EQ(figures(march).office.raters(), 2);
  const Figures all = figures();
  ASSERT_EQ(all.groups.find("month")->second.size(), 2U);
  EXPECT_EQ(group(all, "month", "2026-04").counts.dissatisfied, 1);
}

TEST_F(Reporting, FlagsAndHumansAreCountedBesideTheRatings) {
  rate_all("城管局", {"满意（代我妈回复的）", "1", "收到"});
  says("哦", "11", "+8613900000003");
  ASSERT_TRUE(command("followup.decide", R"({"case_id":"G-3","label":"mostly","reason":"said so"})"));
  const Counts c = figures().office;
  EXPECT_EQ(c.raters(), 3);
  EXPECT_EQ(c.proxy, 1);
  EXPECT_EQ(c.by_human, 1);
  EXPECT_EQ(rate(c, "satisfaction_unflagged").denominator, 2);
}

TEST_F(Reporting, TheThreeRatesOfCases) {
  const auto update = [&](const std::string& id, const std::string& step, const std::string& when,
                          const std::string& more = {}) {
    ASSERT_TRUE(command("case.updated", R"({"case_id":")" + id + R"(","step":")" + step + R"(","at":")" +
                                            when + R"(","unit":"城管局")" + more + "}"));
  };
  const std::string due = R"(,"accept_due":"2026-02-10","close_due":"2026-02-28")";
  for (const char* id : {"C-1", "C-2", "C-3", "C-4", "C-5"})
    update(id, "registered", "2026-01-26T09:00:00+08:00", due);
  update("C-6", "registered", "2026-01-26T09:00:00+08:00");  // nobody told when it is due
  update("C-1", "accepted", "2026-02-10T23:59:00+08:00");    // on the last day
  update("C-1", "closed", "2026-02-27T10:00:00+08:00");
  update("C-2", "informed", "2026-02-11T00:00:00+08:00");                                  // a day late
  update("C-2", "extended", "2026-02-20T10:00:00+08:00", R"(,"close_due":"2026-04-30")");  // not due yet
  update("C-3", "accepted", "2026-02-01T10:00:00+08:00");                                  // never closed
  update("C-4", "withdrawn", "2026-02-01T10:00:00+08:00");
  update("C-5", "accepted", "2026-02-01T10:00:00+08:00");
  ASSERT_TRUE(
      command("case.answered",
              R"({"case_id":"C-5","phone":"13900000001","answered_at":"2026-02-28T20:00:00+08:00"})"));
  const Figures f = figures();
  EXPECT_EQ(rate(f.office, "timely_acceptance").numerator, 3);
  EXPECT_EQ(rate(f.office, "timely_acceptance").denominator, 4);
  EXPECT_EQ(rate(f.office, "on_time_closing").numerator, 2);
  EXPECT_EQ(rate(f.office, "on_time_closing").denominator, 3);
  EXPECT_EQ(f.cases_without_due, 1);
  EXPECT_EQ(group(f, "unit", "城管局").counts.accept_due, 4);
  FigureQuery january;
  january.to = at("2026-02-01T00:00:00+08:00");
  EXPECT_EQ(rate(figures(january).office, "timely_acceptance").denominator, 0);
  EXPECT_EQ(rate(f.office, "satisfaction").denominator, 0);
  for (const char* args :
       {R"({"case_id":"C","step":"lost"})", R"({"case_id":"C","step":"extended"})",
        R"({"case_id":"C","step":"closed","at":"2027-01-01T00:00:00Z"})",
        R"({"case_id":"C","step":"registered","accept_due":"soon"})", R"({"step":"closed"})"})
    EXPECT_THROW((void)command("case.updated", args), BadInput) << args;
}

TEST_F(Reporting, NamesThatASpreadsheetWouldComputeAreText) {
  rate_all("=1+1,\\\"x\\\"", {"1"});
  const std::string csv = report_csv(figures());
  EXPECT_NE(csv.find("unit,\"'=1+1,\"\"x\"\"\","), std::string::npos) << csv.substr(0, 3'000);
}

TEST_F(Reporting, ChartsHaveASeriesForEachRate) {
  rate_all("城管局", {"1", "1", "1", "3", "1", "1", ""});
  const Json chart = Json::parse(report_chart_json(figures()));
  const Json month = chart.at("month");
  EXPECT_EQ(month.items("keys").at(0).text(), "2026-03");
  EXPECT_EQ(month.at("series").items("satisfaction").at(0).integer("numerator"), 5);
  EXPECT_EQ(month.at("series").members().size(), rates_of({}).size());
}

TEST_F(Reporting, WhoMayNotSeeRatingsSeesNone) {
  rate_all("城管局", {"3"});
  EXPECT_EQ(followup_list_json(ledger_.db(), 0, 10, false).find("dissatisfied"), std::string::npos);
  EXPECT_EQ(followup_json(ledger_.db(), "G-1", false).value().find("dissatisfied"), std::string::npos);
  EXPECT_NE(followup_json(ledger_.db(), "G-1", true).value().find("dissatisfied"), std::string::npos);
}

}  // namespace
}  // namespace huiyin
