#include "daemon/outbound/plan.h"

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/persons.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

constexpr const char* kPrices = R"(as_of = "2026-03-01"
[[price]]
carrier = "sms"
purpose = "publicity"
fen_per_part = 4.5
)";

SendingHours hours(std::string_view window) {
  SendingHours h{TimeZone::load("Asia/Shanghai").value(), {}};
  h.windows.fill(DayWindow::parse(window).value());
  return h;
}

TimePoint at(const char* text) {
  TimePoint t{};
  EXPECT_TRUE(from_rfc3339(text, &t));
  return t;
}

PlanTerms terms() {
  PlanTerms t{hours("08:30-12:00,14:00-20:30"), {}, Prices::parse(kPrices, "prices.toml").value(), 500};
  PlanAccount a{"sms", "tencent", {}, {Purpose::publicity}, 1};
  a.capability.batch_limit = 10;
  t.accounts.push_back(a);
  return t;
}

class Plan : public ::testing::Test {
 protected:
  std::int64_t campaign(int recipients, const std::string& text, CampaignState state = CampaignState::ready) {
    return ledger_.in_transaction([&](Database& db) {
      Campaign c;
      c.name = "普法";
      c.body_id = keep_content(db, *ledger_.vault(), {text, "局", "1", {}});
      c.state = state;
      c.created_by = "token:clerk";
      c.not_after = now_ + std::chrono::hours(72);
      c.id = add_campaign(db, c);
      MessageChanges changes(db, now_);
      for (int i = 0; i < recipients; ++i) {
        NewMessage m;
        m.campaign_id = c.id;
        m.person_id = person(i);
        m.body_id = c.body_id;
        m.purpose = Purpose::publicity;
        m.lane = Lane::publicity;
        m.not_before = now_;
        m.not_after = c.not_after;
        changes.add(m);
      }
      changes.finish("test");
      return c.id;
    });
  }
  std::int64_t person(int i) {
    return person_of(ledger_.db(), *ledger_.vault(), "+86138" + std::to_string(10'000'000 + i));
  }
  Json plan(std::int64_t id) {
    return Json::parse(plan_json(ledger_.db(), id, terms_, *ledger_.vault(), now_).value().value());
  }

  TestLedger ledger_;
  PlanTerms terms_ = terms();
  TimePoint now_ = at("2026-03-02T10:00:00+08:00");
};

TEST_F(Plan, TellsWhoIsExcludedAndByWhichRule) {
  const std::int64_t id = campaign(40, "【局】学法");
  for (int i = 0; i < 3; ++i) set_opt_out(ledger_.db(), person(i), "publicity", true, "test", now_);
  const Json p = plan(id);
  EXPECT_EQ(p.integer("audience"), 40);
  EXPECT_EQ(p.integer("sends"), 37);
  EXPECT_EQ(p.at("excluded").dump(), R"({"opt_out":3})");
}

TEST_F(Plan, CostsWhatThePartsCostAndSaysOfWhichDay) {
  std::string text = "【局】";
  while (text.size() < 71 * 3) text += "法";
  const Json p = plan(campaign(10, text));
  EXPECT_EQ(p.at("content").integer("units"), 71);
  EXPECT_EQ(p.at("content").integer("parts"), 2);
  EXPECT_EQ(p.integer("parts"), 20);
  EXPECT_EQ(p.at("cost").integer("fen"), 90);
  EXPECT_EQ(p.at("cost").text("as_of"), "2026-03-01");
  EXPECT_NE(p.at("warnings").dump().find("71st"), std::string::npos);
}

TEST_F(Plan, AnUnknownPriceIsNoZero) {
  terms_.prices =
      Prices::parse("as_of = \"2026-03-01\"\n[[price]]\ncarrier = \"other\"\nfen_per_part = 1\n", "p")
          .value();
  const Json p = plan(campaign(3, "【局】学法"));
  EXPECT_TRUE(p.at("cost").is_null());
  EXPECT_NE(p.at("warnings").dump().find("no price"), std::string::npos);
}

TEST_F(Plan, SamplesAreTenAndMasked) {
  const Json p = plan(campaign(103, "【局】学法"));
  const auto samples = p.items("samples");
  ASSERT_EQ(samples.size(), 10U);
  for (const Json& s : samples) {
    EXPECT_EQ(s.text("text"), "【局】学法");
    EXPECT_NE(s.text("to").find("****"), std::string::npos) << s.text("to");
  }
  EXPECT_EQ(plan(campaign(3, "【局】学法")).items("samples").size(), 3U);
}

TEST_F(Plan, ChangesNothing) {
  const std::int64_t id = campaign(5, "【局】学法");
  const auto before = newest_event(ledger_.db());
  ledger_.db().run("PRAGMA query_only = 1");
  EXPECT_EQ(plan(id).text("plan").size(), 64U);
  EXPECT_EQ(plan(id).text("plan"), plan(id).text("plan"));
  EXPECT_EQ(newest_event(ledger_.db()), before);
}

TEST_F(Plan, IsRefusedWhileTheListIsRead) {
  const std::int64_t id = campaign(1, "x", CampaignState::importing);
  EXPECT_EQ(plan_json(ledger_.db(), id, terms_, *ledger_.vault(), now_).error().code, Errc::conflict);
  EXPECT_FALSE(plan_json(ledger_.db(), 999, terms_, *ledger_.vault(), now_).value());
}

TEST_F(Plan, SaysThatNoAccountMayCarryIt) {
  terms_.accounts[0].purposes = {Purpose::staff};
  const Json p = plan(campaign(1, "x"));
  EXPECT_NE(p.at("warnings").dump().find("no account"), std::string::npos);
  EXPECT_EQ(p.integer("unsent_by_not_after"), 1);
  EXPECT_TRUE(p.at("finishes_at").is_null());
}

TEST(PlanFinish, GoesOnOverTheBreakAndTheNight) {
  const SendingHours h = hours("08:30-12:00,14:00-20:30");
  const TimePoint start = at("2026-03-02T11:59:00+08:00"), deadline = at("2026-03-09T00:00:00+08:00");
  Finish f = finish_of(120, 1, Purpose::publicity, h, start, deadline);
  EXPECT_EQ(f.first, start);
  EXPECT_EQ(to_rfc3339(f.last), to_rfc3339(at("2026-03-02T14:01:00+08:00")));
  EXPECT_EQ(f.unsent, 0);
  f = finish_of(60 + 6 * 3600 + 1800 + 30, 1, Purpose::publicity, h, start, deadline);
  EXPECT_EQ(to_rfc3339(f.last), to_rfc3339(at("2026-03-03T08:30:30+08:00")));
}

TEST(PlanFinish, TellsWhatTheDeadlineCutsOff) {
  const SendingHours h = hours("00:00-24:00");
  const TimePoint start = at("2026-03-02T10:00:00+08:00");
  const Finish f = finish_of(1000, 1, Purpose::publicity, h, start, start + Millis(600'000));
  EXPECT_EQ(f.unsent, 400);
  EXPECT_EQ(finish_of(5, 0, Purpose::publicity, h, start, start + Millis(1)).unsent, 5);
}

TEST(PricesFile, TheFirstEntryThatFitsDecides) {
  const Prices p = Prices::parse(R"(as_of = "2026-01-01"
[[price]]
carrier = "main"
purpose = "publicity"
fen_per_part = 3
[[price]]
carrier = "tencent"
fen_per_part = 4.25
)",
                                 "p")
                       .value();
  EXPECT_EQ(p.part("main", "tencent", Purpose::publicity), 3000);
  EXPECT_EQ(p.part("main", "tencent", Purpose::staff), 4250);
  EXPECT_EQ(p.part("main", "aliyun", Purpose::staff), std::nullopt);
}

TEST(PricesFile, FaultsAreNamedWithTheirPlace) {
  for (const char* bad :
       {"", "as_of = \"2026-13-01\"\nprice = []", "as_of = \"2026-01-01\"\n[[price]]\ncarrier = \"*\"",
        "as_of = \"2026-01-01\"\n[[price]]\ncarrier = \"*\"\nfen_per_part = -1",
        "as_of = \"2026-01-01\"\n[[price]]\ncarrier = \"*\"\nfen_per_part = 1\ncurrency = \"x\"",
        "as_of = \"2026-01-01\"\n[[price]]\ncarrier = \"*\"\nfen_per_part = 1\npurpose = \"spam\""}) {
    const auto p = Prices::parse(bad, "prices.toml");
    ASSERT_FALSE(p) << bad;
    EXPECT_NE(p.error().text().find("prices.toml"), std::string::npos) << p.error().text();
  }
}

}  // namespace
}  // namespace huiyin
