// The ledger of costs: prices of their time, groups, and how it agrees with what carriers state.
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/truth/cost_report.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

const TimePoint kNoon = from_ms(1'772'337'600'000);  // 2026-03-01 12:00 in Shanghai

class Costs : public ::testing::Test {
 protected:
  Costs() {
    carrier_ = ledger_.in_transaction([](Database& db) {
      return db.insert("INSERT INTO carrier (name) VALUES ('main') RETURNING id", {});
    });
    register_cost_commands(table_);
  }
  void prices(const std::string& fen, const std::string& as_of, TimePoint from,
              const std::string& carrier = "*") {
    ledger_.in_transaction([&](Database& db) {
      return keep_price_table(db, as_of,
                              "as_of = \"" + as_of + "\"\n[[price]]\ncarrier = \"" + carrier +
                                  "\"\npurpose = \"*\"\nfen_per_part = " + fen + "\n",
                              from);
    });
  }
  void took(TimePoint at, std::int64_t campaign, int parts, std::int64_t messages) {
    ledger_.in_transaction([&](Database& db) {
      add_cost(db, {to_ms(at) / 3'600'000, carrier_, campaign, Purpose::publicity, parts, messages});
      return true;
    });
  }
  std::map<std::string, CostLine> lines(CostQuery::By by) {
    return cost_lines(ledger_.db(), {TimePoint{}, kNoon + 10'000h, std::nullopt, by}, terms_).value();
  }
  Result<std::string> state(const std::string& args) {
    return ledger_.command(table_, "cost.stated", args, kNoon);
  }
  Json reconcile() {
    return Json::parse(reconciliation_json(ledger_.db(), "2026-01-01", "2027-01-01", terms_).value());
  }

  TestLedger ledger_;
  CommandTable table_;
  std::int64_t carrier_ = 0;
  const CostTerms terms_{TimeZone::load("Asia/Shanghai").value(), [](const std::string&) { return "sim"; }};
};

TEST_F(Costs, EachHourAtThePricesOfItsTime) {
  prices("4.5", "2026-01-01", kNoon - 240h);
  prices("5", "2026-03-02", kNoon + 12h);
  took(kNoon, 7, 2, 3);         // 6 parts at 4.5
  took(kNoon + 24h, 7, 1, 10);  // 10 parts at 5
  const auto days = lines(CostQuery::By::day);
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days.at("2026-03-01").milli_fen, 27'000);
  EXPECT_EQ(days.at("2026-03-01").prices_as_of, "2026-01-01");
  EXPECT_EQ(days.at("2026-03-02").milli_fen, 50'000);
  const auto campaign = lines(CostQuery::By::campaign);
  EXPECT_EQ(campaign.at("7").prices_as_of, "2026-01-01, 2026-03-02");
  EXPECT_EQ(Json::parse(cost_json(campaign)).at("total").integer("fen"), 77);
}

TEST_F(Costs, TheDayIsTheOffices) {
  prices("1", "2026-01-01", kNoon);
  took(kNoon + 13h, 1, 1, 1);  // 01:00 of the next day in Shanghai, the same day in UTC
  EXPECT_EQ(lines(CostQuery::By::day).begin()->first, "2026-03-02");
}

TEST_F(Costs, AnUnknownPriceIsNeverToldAsZero) {
  prices("4.5", "2026-01-01", kNoon - 1h, "another");
  took(kNoon, 1, 2, 5);
  const auto l = lines(CostQuery::By::carrier).at("main");
  EXPECT_EQ(l.milli_fen, 0);
  EXPECT_EQ(l.unpriced_parts, 10);
  EXPECT_NE(cost_csv(lines(CostQuery::By::carrier)).find("main,5,10,0,10,"), std::string::npos);
}

TEST_F(Costs, RoundedOnceAtTheEnd) {
  prices("4.5", "2026-01-01", kNoon - 1h);
  for (int i = 0; i < 3; ++i) took(kNoon + i * 24h, 1, 1, 1);
  EXPECT_EQ(Json::parse(cost_json(lines(CostQuery::By::day))).at("total").integer("fen"), 14)
      << "13.5 fen, not three times 5";
}

TEST_F(Costs, CarriersStatementsAreComparedDayByDay) {
  prices("5", "2026-01-01", kNoon - 1h);
  took(kNoon, 1, 2, 100);
  ASSERT_TRUE(state(R"({"carrier":"main","days":[{"day":"2026-03-01","parts":200,"fen":1000}]})"));
  EXPECT_TRUE(reconcile().boolean("agrees"));
  ASSERT_TRUE(state(
      R"({"carrier":"main","days":[{"day":"2026-03-01","parts":203},{"day":"2026-03-02","messages":1}]})"));
  const Json j = reconcile();
  EXPECT_FALSE(j.boolean("agrees"));
  ASSERT_EQ(j.items("days").size(), 2u);
  EXPECT_EQ(j.items("days")[0].at("difference").integer("parts"), 3);
  EXPECT_TRUE(j.items("days")[0].at("difference").at("messages").is_null());
  EXPECT_EQ(j.items("days")[1].at("difference").integer("messages"), 1) << "we sent nothing on that day";
  EXPECT_EQ(ledger_.events("cost.stated").size(), 2u);
}

TEST_F(Costs, StatementsNameTheirFaults) {
  EXPECT_EQ(state(R"({"carrier":"nobody","days":[{"day":"2026-03-01","parts":1}]})").error().code,
            Errc::not_found);
  EXPECT_THROW((void)state(R"({"carrier":"main","days":[]})"), BadInput);
  EXPECT_THROW((void)state(R"({"carrier":"main","days":[{"day":"2026-02-30","parts":1}]})"), BadInput);
  EXPECT_THROW((void)state(R"({"carrier":"main","days":[{"day":"2026-02-03"}]})"), BadInput);
  EXPECT_THROW((void)state(R"({"carrier":"main","days":[{"day":"2026-02-03","parts":-1}]})"), BadInput);
}

}  // namespace
}  // namespace huiyin
