// What a claim leaves back: people's hours, frequency caps, budgets, missed schedules and ramps.
#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/store/journal.h"
#include "daemon/store/person_hours.h"
#include "daemon/store/templates.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

using std::chrono::hours;

struct RulesOffice : OutboundOffice {
  Claim claim_by(const ClaimTerms& terms, TimePoint now = kMorning) {
    return in([&](Database& db) { return claim(db, terms, now).value(); });
  }
  ClaimTerms terms() { return {&account, &hours, ledger.vault().get(), "inst01", 1, 100}; }
  Campaign now_is() { return find_campaign(ledger.db(), campaign).value(); }
  std::string halted_by() {
    const std::string json = now_is().halted;
    return json.empty() ? "" : Json::parse(json).text("rule");
  }
  void change(const std::function<void(Campaign&)>& how) {
    in([&](Database& db) {
      Campaign c = find_campaign(db, campaign).value();
      how(c);
      save_terms(db, c);
      return true;
    });
  }
  static std::size_t messages_of(const Claim& c) {
    std::size_t n = 0;
    for (const ClaimedBatch& b : c.batches) n += b.rows.size();
    return n;
  }
};

TEST(Rules, APersonsHoursPutAMessageOff) {
  RulesOffice o;
  const std::int64_t m = o.queue(1), other = o.queue(2);
  o.in([&](Database& db) {
    set_person_hours(
        db, {o.row(m).person_id, "Asia/Shanghai", "18:00-20:00", kMorning, "token:a", "works shifts"});
    return true;
  });
  const Claim c = o.claim_now();
  ASSERT_EQ(RulesOffice::messages_of(c), 1u);
  EXPECT_EQ(c.batches[0].rows[0].id, other);
  const TimePoint evening = kMorning + hours(8);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, evening - hours(1))), 0u);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, evening)), 1u);
}

TEST(Rules, SafeContactHoldsDangersToo) {
  RulesOffice o;
  const std::int64_t m = o.queue(1, Purpose::case_reply, false);
  const std::int64_t never = o.queue(2, Purpose::case_reply, false);
  o.in([&](Database& db) {
    set_person_hours(db, {o.row(m).person_id, "", "18:00-20:00", kMorning, "token:a", "", true});
    set_person_hours(db, {o.row(never).person_id, "", "", kMorning, "token:a", "", true});
    return db.run("UPDATE message SET lane = 0");
  });
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now()), 0u);
  EXPECT_EQ(o.state(never), MessageState::suppressed);
  EXPECT_EQ(o.state(m), MessageState::queued);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, kMorning + hours(8))), 1u);
}

TEST(Rules, AZoneThatNobodyKnowsFailsClosed) {
  RulesOffice o;
  const std::int64_t m = o.queue(1);
  o.in([&](Database& db) {
    set_person_hours(db, {o.row(m).person_id, "Mars/Olympus", "00:00-24:00", kMorning, "token:a", ""});
    return true;
  });
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now()), 0u);
  EXPECT_EQ(o.state(m), MessageState::queued);
  o.in([&](Database& db) { return clear_person_hours(db, o.row(m).person_id); });
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, kMorning + hours(2))), 1u);
}

TEST(Rules, AYearWithoutACalendarSendsNothing) {
  RulesOffice o;
  const std::int64_t m = o.queue(1);
  o.hours.days.fill(DayRule::not_quiet);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now()), 0u);
  EXPECT_EQ(o.state(m), MessageState::queued);
}

TEST(Rules, FrequencyCapsHoldBackAcrossCampaignsAndSingleMessagesAndWithinOneClaim) {
  RulesOffice o;
  o.hours.caps = std::make_shared<const FrequencyCaps>(
      FrequencyCaps::parse("[[cap]]\nname = \"day\"\ncarrier = \"*\"\npurpose = \"*\"\nlimit = 2\nwindow = "
                           "\"1h\"\ncounts = \"rolling\"\n",
                           "caps.toml")
          .value());
  const std::int64_t one = o.queue(1, Purpose::case_reply, false),
                     two = o.queue(1, Purpose::case_reply, false);
  const std::int64_t three = o.queue(1);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now()), 2u) << "the third waits, though in the same claim";
  EXPECT_EQ(o.state(one), MessageState::submitting);
  EXPECT_EQ(o.state(two), MessageState::submitting);
  EXPECT_EQ(o.state(three), MessageState::queued);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, kMorning + std::chrono::minutes(59))), 0u);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_now(10, kMorning + hours(1))), 1u);
}

TEST(Rules, ABudgetIsACeilingAndSaysSo) {
  RulesOffice o;
  for (int i = 0; i < 10; ++i) o.queue(i);
  o.change([](Campaign& c) { c.budget_fen = 18; });  // four at 4.5 fen
  ClaimTerms terms = o.terms();
  terms.price = [](Purpose) { return std::optional<std::int64_t>(4500); };
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 4u);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 0u);
  EXPECT_EQ(o.now_is().state, CampaignState::paused);
  EXPECT_EQ(o.halted_by(), "budget");
}

TEST(Rules, ABudgetThatCoversTheForecastStopsNobodyHalfWay) {
  RulesOffice o;
  for (int i = 0; i < 10; ++i) o.queue(i);
  o.in([&](Database& db) {  // nine of one part and one of two
    CampaignFill f;
    f.campaign_id = o.campaign;
    f.most_parts = 2;
    f.total_parts = 11;
    add_campaign_fill(db, f);
    return true;
  });
  o.change([](Campaign& c) { c.budget_fen = 50; });  // eleven parts at 4.5 fen
  ClaimTerms terms = o.terms();
  terms.price = [](Purpose) { return std::optional<std::int64_t>(4500); };
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 10u);
  EXPECT_EQ(o.halted_by(), "");
}

TEST(Rules, ABudgetWithoutAPriceIsNoBudget) {
  RulesOffice o;
  o.queue(1);
  o.change([](Campaign& c) { c.budget_fen = 1000; });
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(o.terms())), 0u);
  EXPECT_EQ(o.halted_by(), "budget");
}

TEST(Rules, AMissedScheduleIsSkippedAskedAboutOrSentAsItSays) {
  for (const auto& [rule, state] : {std::pair{OnMiss::skip, CampaignState::cancelled},
                                    {OnMiss::ask, CampaignState::paused},
                                    {OnMiss::go_on, CampaignState::running}}) {
    RulesOffice o;
    o.queue(1);
    o.change([rule = rule](Campaign& c) {
      c.start_at = kMorning - hours(2);
      c.on_miss = rule;
    });
    const std::size_t left = RulesOffice::messages_of(o.claim_by(o.terms()));
    EXPECT_EQ(o.now_is().state, state);
    EXPECT_EQ(left, rule == OnMiss::go_on ? 1u : 0u);
  }
  RulesOffice on_time;
  on_time.queue(1);
  on_time.change(
      [](Campaign& c) { c.start_at = kMorning - hours(4); });  // 06:03: before the hours, which began at 8
  ClaimTerms patient = on_time.terms();
  patient.start_grace = hours(3);
  EXPECT_EQ(RulesOffice::messages_of(on_time.claim_by(patient)), 1u);
}

TEST(Rules, ARampLetsNoMoreLeaveThanItsStage) {
  RulesOffice o;
  for (int i = 0; i < 60; ++i) o.queue(i);
  RampRules ramp;
  ramp.stages = {7, 20};
  ramp.above = 50;
  o.in([&](Database& db) {
    save_ramp(db, o.campaign, RampState{}.json());
    return true;
  });
  ClaimTerms terms = o.terms();
  terms.ramp = &ramp;
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 7u);
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 0u);
  RampState second;
  second.stage = 1;
  o.in([&](Database& db) {
    save_ramp(db, o.campaign, second.json());
    return true;
  });
  EXPECT_EQ(RulesOffice::messages_of(o.claim_by(terms)), 13u);
}

TEST(Rules, AnOptOutWinsOutsideTheHoursToo) {
  RulesOffice o;
  const std::int64_t m = o.queue(1);
  o.in([&](Database& db) { return set_opt_out(db, o.row(m).person_id, "publicity", true, "sms", kMorning); });
  Gate gate(o.ledger.db(), o.hours, kMorning + hours(14));
  EXPECT_EQ(gate.judge(o.row(m)).rule, "opt_out");
}

}  // namespace
}  // namespace huiyin
