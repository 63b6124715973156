// What may leave now becomes durable intents; what may not is told why.
#include "daemon/outbound/claim.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "daemon/store/verify.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

TEST(Claim, OneContentBecomesBatchesOfTheCarriersLimit) {
  OutboundOffice o;
  for (int i = 0; i < 7; ++i) o.queue(i);
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 3u);
  std::multiset<std::size_t> sizes;
  std::set<std::string> numbers, keys;
  for (const ClaimedBatch& b : c.batches) {
    sizes.insert(b.batch.to.size());
    keys.insert(b.batch.key);
    EXPECT_EQ(b.batch.content.template_code, "1001");
    for (const Recipient& r : b.batch.to) numbers.insert(r.e164);
  }
  EXPECT_EQ(sizes, (std::multiset<std::size_t>{1, 3, 3}));
  EXPECT_EQ(numbers.size(), 7u);
  EXPECT_EQ(keys.size(), 3u);
}

TEST(Claim, TheIntentIsInTheLedgerBeforeAnyoneHasTheBatch) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1);
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 1u);
  o.ledger.reopen();
  const auto attempt = find_attempt(o.ledger.db(), c.batches[0].attempt_id);
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->items, std::vector<std::int64_t>{m});
  EXPECT_EQ(o.state(m), MessageState::submitting);
  EXPECT_EQ(o.row(m).tries, 1);
}

TEST(Claim, NothingIsClaimedTwice) {
  OutboundOffice o;
  for (int i = 0; i < 5; ++i) o.queue(i);
  EXPECT_EQ(o.claim_now().batches.size(), 2u);
  EXPECT_TRUE(o.claim_now().batches.empty());
}

TEST(Claim, OutsideTheHoursNothingLeavesAndNothingIsLost) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1);
  EXPECT_TRUE(o.claim_now(10, kMorning + std::chrono::hours(12)).batches.empty());
  EXPECT_EQ(o.state(m), MessageState::queued);
  EXPECT_EQ(o.claim_now().batches.size(), 1u);
}

TEST(Claim, AnOptOutThatIsDurableBeforeTheClaimWins) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1), other = o.queue(2);
  o.in([&](Database& db) { return set_opt_out(db, o.row(m).person_id, "publicity", true, "sms", kMorning); });
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 1u);
  EXPECT_EQ(c.batches[0].rows[0].id, other);
  EXPECT_EQ(o.state(m), MessageState::suppressed);
  EXPECT_EQ(o.row(m).reason, "opt_out");
}

TEST(Claim, AnOptOutFromPublicityNeverBlocksACaseReply) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1, Purpose::case_reply, false);
  o.in([&](Database& db) { return set_opt_out(db, o.row(m).person_id, "publicity", true, "sms", kMorning); });
  EXPECT_EQ(o.claim_now().batches.size(), 1u);
}

TEST(Claim, PastItsNotAfterAMessageIsMissed) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1, Purpose::case_reply, false);
  EXPECT_TRUE(o.claim_now(10, kMorning + std::chrono::hours(24)).batches.empty());
  EXPECT_EQ(o.state(m), MessageState::missed);
}

TEST(Claim, APausedCampaignWaitsAndHoldsNobodyElseUp) {
  OutboundOffice o;
  const std::int64_t waits = o.queue(1);
  const std::int64_t goes = o.queue(2, Purpose::staff, false);
  o.in([&](Database& db) {
    return move_campaign(db, o.campaign, CampaignState::running, CampaignState::paused, kMorning);
  });
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 1u);
  EXPECT_EQ(c.batches[0].rows[0].id, goes);
  EXPECT_EQ(o.state(waits), MessageState::queued);
}

TEST(Claim, OneToOneGoesBeforePublicity) {
  OutboundOffice o;
  for (int i = 0; i < 9; ++i) o.queue(i);
  const std::int64_t letter = o.queue(100, Purpose::case_reply, false);
  const Claim c = o.claim_now(1);
  ASSERT_EQ(c.batches.size(), 1u);
  EXPECT_EQ(c.batches[0].rows[0].id, letter);
  EXPECT_TRUE(c.more);
}

TEST(Claim, ExtensionsAreNeverMixedInABatch) {
  OutboundOffice o;
  o.queue(1, Purpose::follow_up, false, "11");
  o.queue(2, Purpose::follow_up, false, "12");
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 2u);
  EXPECT_NE(c.batches[0].batch.extension, c.batches[1].batch.extension);
}

TEST(Claim, AnAccountSendsOnlyItsPurposes) {
  OutboundOffice o;
  o.account.purposes = {Purpose::case_reply};
  const std::int64_t m = o.queue(1);
  EXPECT_TRUE(o.claim_now().batches.empty());
  EXPECT_EQ(o.state(m), MessageState::queued);
}

TEST(Outcomes, EachVerdictLeadsToItsState) {
  OutboundOffice o;
  const std::int64_t a = o.queue(1), b = o.queue(2), c = o.queue(3);
  const Claim claimed = o.claim_now();
  o.answer(claimed.batches[0],
           {o.accepted("A1"), o.told(Verdict::refused, "blacklist"), o.told(Verdict::unknown, "reset")});
  EXPECT_EQ(o.state(a), MessageState::accepted);
  EXPECT_EQ(o.row(a).carrier_ref, "A1");
  EXPECT_EQ(o.state(b), MessageState::rejected);
  EXPECT_EQ(o.row(b).reason, "blacklist");
  EXPECT_EQ(o.state(c), MessageState::uncertain);
  EXPECT_TRUE(verify(o.ledger.db()).findings.empty()) << verify(o.ledger.db()).to_json();
}

TEST(Outcomes, NotSentIsTriedAgainLaterAndNotForEver) {
  OutboundOffice o;
  o.rules.max_tries = 3;
  const std::int64_t m = o.queue(1);
  TimePoint now = kMorning;
  for (int i = 0; i < 3; ++i) {
    const Claim c = o.claim_now(10, now);
    ASSERT_EQ(c.batches.size(), 1u) << "try " << i;
    o.answer(c.batches[0], {o.told(Verdict::not_sent, "busy")}, now);
    EXPECT_TRUE(o.claim_now(10, now).batches.empty()) << "not before its back-off";
    now += std::chrono::minutes(30);
  }
  EXPECT_EQ(o.state(m), MessageState::rejected);
  EXPECT_NE(o.row(m).reason.find("busy"), std::string::npos);
}

TEST(Claim, ABatchRefusedAsAWholeIsTriedInSmallerOnes) {
  OutboundOffice o;
  o.account.capability.batch_limit = 64;
  const std::int64_t bad = o.queue(1);
  std::vector<std::int64_t> good;
  for (int i = 2; i <= 64; ++i) good.push_back(o.queue(i));
  TimePoint now = kMorning;
  int requests = 0;
  while (o.state(bad) == MessageState::queued) {
    ASSERT_LT(requests, 30);
    const Claim c = o.claim_now(100, now);
    for (const ClaimedBatch& b : c.batches) {
      ++requests;
      std::vector<Outcome> told;
      const bool has_bad =
          std::any_of(b.rows.begin(), b.rows.end(), [&](const MessageRow& m) { return m.id == bad; });
      for (const MessageRow& m : b.rows) {
        if (!has_bad)
          told.push_back(o.accepted("A" + std::to_string(m.id)));
        else if (b.rows.size() == 1)
          told.push_back(o.told(Verdict::refused, "bad number"));
        else
          told.push_back(o.told(Verdict::not_sent, "bad number"));
        if (told.back().verdict == Verdict::not_sent) told.back().hold = Hold::number;
      }
      o.answer(b, told, now);
    }
    now += std::chrono::minutes(10);
  }
  EXPECT_EQ(o.state(bad), MessageState::rejected);
  for (const std::int64_t m : good) EXPECT_EQ(o.state(m), MessageState::accepted);
}

TEST(Outcomes, AnAccountThatCantSendUsesUpNoTries) {
  OutboundOffice o;
  o.rules.max_tries = 3;
  const std::int64_t m = o.queue(1);
  TimePoint now = kMorning;
  for (int i = 0; i < 10; ++i) {
    const Claim c = o.claim_now(10, now);
    ASSERT_EQ(c.batches.size(), 1u) << "try " << i;
    Outcome down = o.told(Verdict::not_sent, "connection refused");
    down.hold = Hold::account;
    o.answer(c.batches[0], {down}, now);
    now += std::chrono::minutes(10);
  }
  EXPECT_EQ(o.state(m), MessageState::queued);
  EXPECT_EQ(o.row(m).tries, 0);
}

TEST(Outcomes, ACarriersBlacklistIsAnOptOut) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1);
  const Claim c = o.claim_now();
  Outcome refused = o.told(Verdict::refused, "InBlacklist");
  refused.opted_out = true;
  o.answer(c.batches[0], {refused});
  EXPECT_TRUE(opted_out(o.ledger.db(), o.row(m).person_id, "publicity"));
}

TEST(Restart, OpenIntentsBecomeUncertainOnce) {
  OutboundOffice o;
  const std::int64_t a = o.queue(1), b = o.queue(2);
  o.claim_now();
  const auto close = [&] {
    return o.in([](Database& db) { return close_open_attempts(db, kMorning).value(); });
  };
  EXPECT_EQ(close(), 2);
  EXPECT_EQ(close(), 0);
  EXPECT_EQ(o.state(a), MessageState::uncertain);
  EXPECT_EQ(o.state(b), MessageState::uncertain);
  EXPECT_TRUE(o.claim_now().batches.empty()) << "never silently resent";
  EXPECT_TRUE(verify(o.ledger.db()).findings.empty());
}

}  // namespace
}  // namespace huiyin
