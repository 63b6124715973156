// What is said between the intent and the first byte wins.
#include "daemon/outbound/last_look.h"

#include <gtest/gtest.h>

#include "daemon/store/journal.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

struct LastLook : ::testing::Test {
  OutboundOffice o;
  std::int64_t first = 0;
  Claim claimed;

  void SetUp() override {
    first = o.queue(1);
    o.queue(2);
    claimed = o.claim_now();
    ASSERT_EQ(claimed.batches.size(), 1u);
  }
  bool still() { return may_still_leave(o.ledger.db(), claimed.batches[0], o.hours, kMorning); }
  void opt_out(std::int64_t person) {
    o.in([&](Database& db) {
      set_opt_out(db, person, "publicity", true, "sms", kMorning);
      append_event(db, "consent.opted_out", "person/p_x", kMorning, "{}");
      return true;
    });
  }
};

TEST_F(LastLook, WhereNothingWasSaidItLeaves) {
  EXPECT_TRUE(still());
}

TEST_F(LastLook, AnOptOutSinceTheIntentKeepsTheBatch) {
  opt_out(o.row(first).person_id);
  EXPECT_FALSE(still());
}

TEST_F(LastLook, AnOptOutOfSomebodyElseDoesNot) {
  opt_out(o.row(first).person_id + 1'000);
  EXPECT_TRUE(still());
}

TEST_F(LastLook, APauseAndACancelKeepItToo) {
  o.in([&](Database& db) {
    return move_campaign(db, o.campaign, CampaignState::running, CampaignState::paused, kMorning);
  });
  EXPECT_FALSE(still());
}

TEST_F(LastLook, HoursThatClosedMeanwhileKeepIt) {
  const auto at = [&](TimePoint now) {
    return may_still_leave(o.ledger.db(), claimed.batches[0], o.hours, now);
  };
  EXPECT_TRUE(at(kMorning + std::chrono::minutes(2)));
  EXPECT_FALSE(at(kMorning + std::chrono::hours(14)));  // deep in the night
  EXPECT_FALSE(at(o.row(first).not_after));
}

TEST_F(LastLook, GivenBackItIsNotCountedAsATryAndIsJudgedAnew) {
  opt_out(o.row(first).person_id);
  Outcome not_left;
  not_left.verdict = Verdict::not_sent;
  not_left.left = false;
  not_left.wait = Millis(1);
  o.answer(claimed.batches[0], {not_left, not_left});
  EXPECT_EQ(o.row(first).tries, 0);
  o.claim_now(10, kMorning + Millis(10));
  EXPECT_EQ(o.state(first), MessageState::suppressed);
}

}  // namespace
}  // namespace huiyin
