// Receipts early, late, twice, unknown, with our key or the carrier's: settled or parked, none dropped.
#include "daemon/outbound/receipts.h"

#include <gtest/gtest.h>

#include "daemon/store/verify.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

struct Receipts : ::testing::Test {
  OutboundOffice o;
  std::int64_t m = 0;
  Claim claimed;

  void SetUp() override {
    m = o.queue(1);
    claimed = o.claim_now();
  }
  const ClaimedBatch& batch() const { return claimed.batches[0]; }
  Receipt by_key(ReceiptState s, std::string code = "DELIVRD") const {
    Receipt r;
    r.batch_key = batch().batch.key;
    r.e164 = OutboundOffice::number(1);
    r.state = s;
    r.code = std::move(code);
    return r;
  }
  static Receipt by_id(std::string id, ReceiptState s = ReceiptState::delivered) {
    Receipt r;
    r.carrier_id = std::move(id);
    r.state = s;
    return r;
  }
};

TEST_F(Receipts, ByOurKeyAndTheNumber) {
  o.answer(batch(), {o.accepted("A1")});
  o.receive({by_key(ReceiptState::delivered)});
  EXPECT_EQ(o.state(m), MessageState::delivered);
}

TEST_F(Receipts, ByTheCarriersId) {
  o.answer(batch(), {o.accepted("A1")});
  o.receive({by_id("A1", ReceiptState::undelivered)});
  EXPECT_EQ(o.state(m), MessageState::undelivered);
}

TEST_F(Receipts, ByTheCarriersIdAfterARestart) {
  o.answer(batch(), {o.accepted("A1")});
  ReceiptBook fresh(*o.ledger.vault(), "inst01");
  fresh.load(o.ledger.db());
  o.in([&](Database& db) { return fresh.take(db, 1, {by_id("A1")}, kMorning), true; });
  EXPECT_EQ(o.state(m), MessageState::delivered);
}

TEST_F(Receipts, BeforeTheAnswerByOurKey) {
  o.receive({by_key(ReceiptState::delivered)});
  EXPECT_EQ(o.state(m), MessageState::delivered);
  o.answer(batch(), {o.accepted("A1")});
  EXPECT_EQ(o.state(m), MessageState::delivered);
  EXPECT_TRUE(verify(o.ledger.db()).findings.empty()) << verify(o.ledger.db()).to_json();
}

TEST_F(Receipts, BeforeTheAnswerByTheCarriersIdIsParkedUntilThen) {
  o.receive({by_id("A1")});
  EXPECT_EQ(parked_count(o.ledger.db()), 1);
  EXPECT_EQ(o.state(m), MessageState::submitting);
  o.answer(batch(), {o.accepted("A1")});
  EXPECT_EQ(o.state(m), MessageState::delivered);
  EXPECT_EQ(parked_count(o.ledger.db()), 0);
}

TEST_F(Receipts, ParkedBeforeACrashItIsAppliedWhenTheAnswerComesAfterIt) {
  o.receive({by_id("A1")});
  ReceiptBook fresh(*o.ledger.vault(), "inst01");
  fresh.load(o.ledger.db());
  o.in([&](Database& db) {
    return record_outcomes(db, batch(), {o.accepted("A1")}, o.rules, fresh, kMorning).has_value();
  });
  EXPECT_EQ(o.state(m), MessageState::delivered);
  EXPECT_EQ(parked_count(o.ledger.db()), 0);
}

TEST_F(Receipts, WhatMemoryHasForgottenIsFoundByThePerson) {
  o.answer(batch(), {o.accepted("A1")});
  ReceiptBook forgetful(*o.ledger.vault(), "inst01");  // has learnt nothing
  Receipt r = by_id("A1", ReceiptState::undelivered);
  r.e164 = OutboundOffice::number(1);
  o.in([&](Database& db) { return forgetful.take(db, 1, {r}, kMorning), true; });
  EXPECT_EQ(o.state(m), MessageState::undelivered);
  EXPECT_TRUE(forgetful.belongs_to_another(
      o.ledger.db(),
      [&] {
        MessageRow other = o.row(m);
        other.id += 1;
        other.carrier_ref.clear();
        return other;
      }(),
      "A1"));
}

TEST_F(Receipts, ABurstOfTheSameWordsParksEachOnce) {
  for (int i = 0; i < 10; ++i) o.receive({by_id("Z1"), by_id("Z2"), by_id("Z1", ReceiptState::undelivered)});
  EXPECT_EQ(parked_count(o.ledger.db()), 3);
  EXPECT_EQ(o.book.counters().parked, 3u);
  EXPECT_EQ(o.book.counters().repeated, 27u);
  o.in([&](Database& db) { return forget_parked(db, kMorning, 100), true; });
  EXPECT_EQ(parked_count(o.ledger.db()), 3) << "not older than the time said";
  o.in([&](Database& db) { return forget_parked(db, kMorning + Millis(1), 2), true; });
  EXPECT_EQ(parked_count(o.ledger.db()), 1);
}

TEST(KnownRefs, TheNewestAreKnownInBoundedMemory) {
  KnownRefs refs(100);
  for (std::uint64_t key = 1; key <= 1'000; ++key) {
    refs.put(key, {static_cast<std::int64_t>(key), 0});
    EXPECT_LE(refs.size(), 200u);
    for (std::uint64_t back = 0; back < 100 && back < key; back += 33)
      EXPECT_NE(refs.find(key - back), nullptr);
  }
  EXPECT_EQ(refs.find(1), nullptr);
  EXPECT_EQ(refs.find(1'000)->message, 1'000);
}

TEST_F(Receipts, TwiceCountsOnceAndTheFirstEndStays) {
  o.answer(batch(), {o.accepted("A1")});
  o.receive({by_key(ReceiptState::delivered), by_key(ReceiptState::delivered),
             by_key(ReceiptState::undelivered, "MK:0001")});
  EXPECT_EQ(o.state(m), MessageState::delivered);
  EXPECT_EQ(o.book.counters().settled, 1u);
  EXPECT_EQ(o.book.counters().repeated, 2u);
  EXPECT_EQ(tally_of(o.ledger.db(), o.campaign)[MessageState::delivered], 1);
}

TEST_F(Receipts, SettleAnUncertainMessage) {
  o.answer(batch(), {o.told(Verdict::unknown)});
  o.receive({by_key(ReceiptState::delivered)});
  EXPECT_EQ(o.state(m), MessageState::delivered);
}

TEST_F(Receipts, ALateOneAfterExpiryIsTheTruth) {
  o.answer(batch(), {o.accepted("A1")});
  o.receive({by_key(ReceiptState::expired, "EXPIRED")});
  EXPECT_EQ(o.state(m), MessageState::expired);
  o.receive({by_key(ReceiptState::delivered)});
  EXPECT_EQ(o.state(m), MessageState::delivered);
}

TEST_F(Receipts, OfSomebodyElseAreParkedAndHarmNobody) {
  o.answer(batch(), {o.accepted("A1")});
  Receipt foreign = by_key(ReceiptState::undelivered);
  foreign.batch_key = "other1-" + base36(batch().attempt_id);
  Receipt other_number = by_key(ReceiptState::undelivered);
  other_number.e164 = OutboundOffice::number(77);
  o.receive({foreign, other_number, by_id("ZZ")});
  EXPECT_EQ(o.state(m), MessageState::accepted);
  EXPECT_EQ(parked_count(o.ledger.db()), 3);
}

TEST_F(Receipts, ACarriersRecordOfAnotherMessageIsNotThisOnes) {
  const std::int64_t second = o.queue(1, Purpose::case_reply, false);  // to the same person
  o.answer(batch(), {o.accepted("A1")});
  EXPECT_TRUE(o.book.belongs_to_another(
      o.ledger.db(),
      [&] {
        MessageRow r = o.row(second);
        r.carrier_id = 1;
        return r;
      }(),
      "A1"));
  EXPECT_FALSE(o.book.belongs_to_another(o.ledger.db(), o.row(m), "A1"));
}

TEST(Keys, ThereAndBack) {
  for (const std::int64_t n : {0LL, 1LL, 35LL, 36LL, 1'295LL, 1'000'000'007LL, 1LL << 50})
    EXPECT_EQ(from_base36(base36(n)), n);
  for (const char* bad : {"", "A", "-1", "zzzzzzzzzzzzz", "1 ", "é"}) EXPECT_FALSE(from_base36(bad)) << bad;
  EXPECT_EQ(attempt_of("abc123", batch_key("abc123", 77)), 77);
  for (const char* bad : {"", "abc123", "abc123-", "abc124-1", "abc1231", "abc123-1-2"})
    EXPECT_FALSE(attempt_of("abc123", bad)) << bad;
}

}  // namespace
}  // namespace huiyin
