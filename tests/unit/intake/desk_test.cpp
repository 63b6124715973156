#include "daemon/intake/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/store/intakes.h"
#include "daemon/store/persons.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::mo;
using test::Office;
using test::payload;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRecords = "SELECT count(*) FROM intake";

struct FakeReplies final : ReplyTaker {
  Taken take(Database&, const PersonReply& reply) override {
    seen.push_back(reply);
    return answer;
  }
  Taken answer = Taken::yes;
  std::vector<PersonReply> seen;
};

struct FakeReceipts final : ReceiptTaker {
  void take(Database&, std::int64_t, const std::vector<Receipt>& receipts, TimePoint) override {
    ++calls;
    if (failures > 0) {
      --failures;
      throw StoreError(StoreError::Kind::full, "database or disk is full");
    }
    if (broken) throw std::logic_error("a bug");
    taken += receipts.size();
  }
  int calls = 0, failures = 0;
  bool broken = false;
  std::size_t taken = 0;
};

TEST(Desk, TheSameMessagePushedAndPulledManyTimesIsOneRecord) {
  Office office;
  office.open_desk();
  for (int i = 0; i < 600; ++i)
    office.keeper->keep_pushed(office.carrier_id, "push", payload({mo("+8613800000001", "水管爆了")}),
                               office.loop, [](const Result<Kept>& kept) { EXPECT_TRUE(kept.has_value()); });
  for (int i = 0; i < 600; ++i)
    office.keeper->keep_pulled({office.carrier_id, "reply", ""}, "pull",
                               "{ \"mo\": [" + mo("13800000001", "水管爆了", 1'772'330'000'999) + "]}",
                               office.loop, [](const Result<Kept>& kept) { EXPECT_TRUE(kept.has_value()); });
  ASSERT_TRUE(office.run_until(
      [&] { return office.count("SELECT count(*) FROM raw_inbound WHERE state = 1") == 601; }));
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.count("SELECT times FROM raw_inbound WHERE kind = 'push'"), 600);
  EXPECT_EQ(times_handed_over(*office.db, office.count("SELECT raw_id FROM intake")), 1'200);
  EXPECT_EQ(times_handed_over(*office.db, 99'999), 0);
  EXPECT_EQ(office.count("SELECT times FROM inbound_key"), 601);
  EXPECT_EQ(office.events("intake.received").size(), 1u);
}

TEST(Desk, DifferentMessagesOfOnePersonAreDifferentRecords) {
  Office office;
  office.open_desk();
  office.keep(
      payload({mo("+8613800000001", "好"), mo("+8613800000001", "好", 1'772'330'001'000),
               mo("+8613800000001", "好", 1'772'330'000'000, "01"), mo("+8613800000002", "好"),
               mo("+8613800000001", "好", 0, "", "id-1"), mo("+8613800000001", "好", 0, "", "id-2")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 6);
  EXPECT_EQ(office.count("SELECT count(*) FROM person"), 2);
}

TEST(Desk, WithoutIdAndTimeEqualMessagesAreOneWithinASpanOnly) {
  Office office;
  office.open_desk();
  const std::string said = payload({mo("+8613800000001", "好", 0)});
  office.clock.advance(Millis(5 * 60'000));
  office.keep(said, "pull");
  office.clock.advance(Millis(9 * 60'000));
  office.keep(said, "pull");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  office.clock.advance(Millis(21 * 60'000));
  office.keep(said, "pull");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 2);
}

TEST(Desk, AStartReadsWhatACrashLeft) {
  Office office;
  office.keep(payload({mo("+8613800000001", "路灯坏了")}));
  EXPECT_EQ(office.count(kRecords), 0);
  office.open_desk();
  ASSERT_TRUE(office.all_read());
  office.open_desk();
  office.open_desk();
  office.keep(payload({mo("+8613800000002", "路灯坏了")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 2);
}

TEST(Desk, ARecordTellsWhoseItIsWithoutTellingTheNumber) {
  Office office;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "水管爆了,请打13900000002")}));
  ASSERT_TRUE(office.all_read());
  const auto events = office.events("intake.received");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].subject, "intake/IN-20260301-000001");
  const Json data = Json::parse(events[0].data);
  EXPECT_EQ(data.text("intake_id"), "IN-20260301-000001");
  EXPECT_EQ(data.text("channel"), "sms");
  EXPECT_EQ(data.text("direction"), "in");
  EXPECT_EQ(data.text("kind"), "text");
  EXPECT_EQ(data.text("text_masked"), "水管爆了,请打[电话1]");
  EXPECT_EQ(data.text("carrier"), "main");
  EXPECT_EQ(data.text("received_at"), "2026-03-01T02:00:00Z");
  EXPECT_EQ(data.text("said_at"), "2026-03-01T01:53:20Z");
  EXPECT_TRUE(data.text("party_ref").starts_with("p_"));
  EXPECT_EQ(data.items("suggest")[0].text("category"), "WAT");
  EXPECT_EQ(data.items("pii")[0].text("type"), "MOBILE");
  EXPECT_EQ(data.items("pii")[0].integer("n"), 1);
  EXPECT_FALSE(data.boolean("danger"));
  EXPECT_TRUE(data.at("answers").is_null());
  const std::string all = office.everything_in_the_ledger();
  EXPECT_THAT(all, HasSubstr("[电话1]"));
  EXPECT_THAT(all, Not(HasSubstr("13800000001")));
  EXPECT_THAT(all, Not(HasSubstr("13900000002")));
}

TEST(Desk, TheOriginalRestsSealed) {
  Office office;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "请打13900000002")}));
  ASSERT_TRUE(office.all_read());
  std::string sealed;
  list_intakes(*office.db, 0, 1, [&](const IntakeRow& row) { sealed = row.content_sealed; });
  const Json content = Json::parse(office.vault->unseal(sealed, "intake").value());
  EXPECT_EQ(content.text("text"), "请打13900000002");
}

TEST(Desk, DangerIsTold) {
  Office office;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "楼上着火了,有人在里面")}));
  ASSERT_TRUE(office.all_read());
  const auto events = office.events("intake.danger");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(Json::parse(events[0].data).text("intake_id"), "IN-20260301-000001");
  EXPECT_TRUE(Json::parse(office.events("intake.received")[0].data).boolean("danger"));
}

TEST(Desk, ARequestToStopIsACommandAndNoRecord) {
  Office office;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "退订")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 0);
  const std::int64_t person = office.count("SELECT id FROM person");
  EXPECT_TRUE(opted_out(*office.db, person, "publicity"));
  EXPECT_TRUE(opted_out(*office.db, person, "follow_up"));
  EXPECT_FALSE(opted_out(*office.db, person, "case_reply"));
  const auto events = office.events("consent.opted_out");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].subject, "person/" + office.vault->pseudonym(person));
}

TEST(Desk, ARequestToStopWithAMatterIsBoth) {
  Office office;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "退订,水管还是坏的")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.events("consent.opted_out").size(), 1u);
}

TEST(Desk, AnAnswerGoesToItsQuestionFirst) {
  Office office;
  FakeReplies replies;
  office.takers.replies = &replies;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "退订", 1'772'330'000'000, "07")}));
  ASSERT_TRUE(office.all_read());
  ASSERT_EQ(replies.seen.size(), 1u);
  EXPECT_EQ(replies.seen[0].extension, "07");
  EXPECT_EQ(replies.seen[0].opt_out, "optout.test");
  EXPECT_EQ(replies.seen[0].person_id, office.count("SELECT id FROM person"));
  EXPECT_EQ(office.vault->unseal(replies.seen[0].text_sealed, "answer").value(), "退订");
  EXPECT_EQ(office.count(kRecords), 0);
  EXPECT_EQ(office.events("consent.opted_out").size(), 0u);
}

TEST(Desk, AnAnswerWithANewMatterIsARecordToo) {
  Office office;
  FakeReplies replies;
  replies.answer = Taken::yes_and_new_matter;
  office.takers.replies = &replies;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "1,另外路灯坏了")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
}

TEST(Desk, DangerInAnAnswerIsNeverSwallowed) {
  Office office;
  FakeReplies replies;
  office.takers.replies = &replies;
  office.open_desk();
  office.keep(payload({mo("+8613800000001", "3,家里着火了")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.events("intake.danger").size(), 1u);
}

TEST(Desk, AMachineIsRecordedAndNeverAnswered) {
  Office office;
  FakeReplies replies;
  office.takers.replies = &replies;
  office.open_desk();
  office.keep(payload({mo("10086", "尊敬的客户,退订回T"), mo("106901234567", "验证码", 5'000)}));
  ASSERT_TRUE(office.all_read());
  EXPECT_TRUE(replies.seen.empty());
  EXPECT_EQ(office.events("consent.opted_out").size(), 0u);
  EXPECT_EQ(office.count("SELECT count(*) FROM intake WHERE reading LIKE '%\"kind\":\"service\"%'"), 2);
}

// ---- Dead letters and failures

TEST(Desk, WhatCannotBeReadIsADeadLetterAndStopsNothing) {
  Office office;
  office.open_desk();
  office.keep("<html>502 13800000001</html>", "pull");
  office.keep("bug", "pull");
  office.keep(payload({mo("+8613800000001", "好")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.count("SELECT count(*) FROM raw_inbound WHERE state = 2"), 2);
  const auto events = office.events("intake.dead_letter");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].subject, "raw/1");
  EXPECT_THAT(Json::parse(events[0].data).text("reason"), HasSubstr("is not JSON"));
  for (const Event& e : events) EXPECT_THAT(e.data, Not(HasSubstr("13800000001")));
}

TEST(Desk, OddItemsOfAGoodPayloadKeepItInSightAndCostNobodyElse) {
  Office office;
  office.open_desk();
  office.keep(R"({"mo":[)" + mo("+8613800000001", "好") + R"(],"odd":["item 1: /text is missing"]})");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.count("SELECT count(*) FROM raw_inbound WHERE state = 2"), 1);
  const auto again = office.store->write_now<bool>(
      [](Database& db) -> Result<bool> { return move_raw(db, 1, RawState::dead, RawState::unread, {}); });
  EXPECT_TRUE(*again);
  ASSERT_TRUE(office.run_until([&] { return office.events("intake.dead_letter").size() == 2; }));
  EXPECT_EQ(office.count(kRecords), 1);
}

TEST(Desk, APayloadOfAnAccountThatIsGoneIsADeadLetter) {
  Office office;
  office.open_desk();
  const std::int64_t other = *office.store->write_now<std::int64_t>(
      [](Database& db) -> Result<std::int64_t> { return carrier_number(db, "former"); });
  office.carrier_id = other;
  office.keep(payload({mo("+8613800000001", "好")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(Json::parse(office.events("intake.dead_letter").at(0).data).text("carrier"), "former");
}

TEST(Desk, AFullDiskIsWaitedFor) {
  Office office;
  FakeReceipts receipts;
  receipts.failures = 3;
  office.takers.receipts = &receipts;
  office.open_desk();
  office.keep(R"({"dlr":["a","b"],"mo":[)" + mo("+8613800000001", "好") + "]}");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(receipts.calls, 4);
  EXPECT_EQ(receipts.taken, 2u);
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.count("SELECT times FROM inbound_key"), 1);
  EXPECT_EQ(office.events("intake.dead_letter").size(), 0u);
}

TEST(Desk, APayloadThatAlwaysFailsAloneIsBuriedAndLeavesNothingHalfDone) {
  Office office;
  FakeReceipts receipts;
  receipts.failures = 1'000'000;
  office.takers.receipts = &receipts;
  office.open_desk();
  office.keep(R"({"dlr":["a"],"mo":[)" + mo("+8613800000001", "好") + "]}");
  office.keep(payload({mo("+8613800000002", "好")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(receipts.calls, office.desk_options().most_tries);
  EXPECT_EQ(office.count("SELECT state FROM raw_inbound WHERE id = 1"), 2);
  EXPECT_EQ(office.count(kRecords), 1);
}

TEST(Desk, ABugInApplyingBuriesAtOnce) {
  Office office;
  FakeReceipts receipts;
  receipts.broken = true;
  office.takers.receipts = &receipts;
  office.open_desk();
  office.keep(R"({"dlr":["a"]})");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(receipts.calls, 1);
  EXPECT_EQ(office.count("SELECT state FROM raw_inbound WHERE id = 1"), 2);
}

TEST(Desk, StopTellsWhenNothingIsBeingApplied) {
  Office office;
  Desk& desk = office.open_desk();
  office.keep(payload({mo("+8613800000001", "好")}));
  bool drained = false;
  desk.stop([&] { drained = true; });
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  const std::int64_t before = office.count(kRecords);
  office.keep(payload({mo("+8613800000002", "好")}));
  EXPECT_EQ(office.count(kRecords), before);
  EXPECT_EQ(office.count("SELECT count(*) FROM raw_inbound WHERE state = 0"), 2 - before);
}

}  // namespace
}  // namespace huiyin
