// The referee's counting, without a network.
#include "tests/sim/ledger.h"

#include <gtest/gtest.h>

namespace huiyin::sim {
namespace {

HandsetModel plain() {
  HandsetModel model;
  model.failed = model.silent = model.doubled = model.answers = model.opts_out = model.new_matter = 0;
  model.receipt_min_ms = model.receipt_max_ms = 1000;
  model.reply_min_ms = model.reply_max_ms = 60'000;
  return model;
}

Submission survey(const std::string& text = "请评价") {
  Submission what;
  what.account = "app";
  what.template_id = "1002";
  what.kind = Kind::survey;
  what.signature = "信访局";
  what.extend = "07";
  what.session_context = "s";
  what.text = text;
  return what;
}

class LedgerTest : public testing::Test {
 protected:
  void later(std::int64_t ms) { clock.advance(Millis(ms)); }

  ManualClock clock{SystemClock().now()};
  SimTime time{clock};
  Ledger ledger{time, Corpus::built_in(), plain()};
  const std::string ann = "+8613800000001", bob = "+8613800000002";
};

TEST_F(LedgerTest, CountsWhoGotHowMany) {
  ledger.accept(survey(), {ann, bob}, {});
  ledger.accept(survey("另一件"), {ann}, {});
  Submission publicity = survey("通知");
  publicity.kind = Kind::publicity;
  ledger.accept(publicity, {bob, bob}, {});
  const Counts counts = ledger.counts();
  EXPECT_EQ(counts.all.handed_over, 5U);
  EXPECT_EQ(counts.all.distinct_recipients, 2U);
  EXPECT_EQ(counts.all.recipients_with_more_than_one, 2U);
  const KindCounts& surveys = counts.by_kind[static_cast<std::size_t>(Kind::survey)];
  EXPECT_EQ(surveys.handed_over, 3U);
  EXPECT_EQ(surveys.distinct_recipients, 2U);
  EXPECT_EQ(surveys.recipients_with_more_than_one, 1U);
  EXPECT_EQ(counts.same_text_twice, 1U) << "bob had the notice twice; ann had two different surveys";
  ASSERT_EQ(counts.duplicates.size(), 2U);
  EXPECT_EQ(counts.duplicates[0].number, ann);
}

TEST_F(LedgerTest, ReceiptsComeWhenDueAndAreGivenOnce) {
  ledger.accept(survey(), {ann}, {});
  EXPECT_TRUE(ledger.take_receipts("app", 100, false).empty());
  EXPECT_EQ(ledger.counts().receipts.scheduled, 1U);
  later(2000);
  EXPECT_TRUE(ledger.take_receipts("another app", 100, false).empty());
  const auto receipts = ledger.take_receipts("app", 100, false);
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_TRUE(receipts[0].delivered);
  EXPECT_EQ(receipts[0].serial, serial_no(1));
  EXPECT_EQ(receipts[0].session_context, "s");
  EXPECT_TRUE(ledger.take_receipts("app", 100, false).empty());
  EXPECT_EQ(ledger.receipts_of("app", ann, {}).size(), 1U) << "by number they stay";
  EXPECT_EQ(ledger.counts().receipts.pulled, 1U);
}

TEST_F(LedgerTest, TwistsBendReceipts) {
  Twists early, lost, twice;
  early.early_receipts = lost.lost_receipts = twice.double_receipts = true;
  ledger.accept(survey(), {ann}, early);
  EXPECT_EQ(ledger.take_receipts("app", 100, false).size(), 1U) << "out before anything else happens";
  ledger.accept(survey("b"), {ann}, lost);
  ledger.accept(survey("c"), {ann}, twice);
  later(600'000);
  EXPECT_EQ(ledger.take_receipts("app", 100, true).size(), 2U);
  const Counts counts = ledger.counts();
  EXPECT_EQ(counts.never, 1U);
  EXPECT_EQ(counts.doubled, 1U);
  EXPECT_EQ(counts.receipts.made, 3U);
  EXPECT_EQ(counts.receipts.in_broken_answers, 2U);
}

TEST_F(LedgerTest, RepliesEchoTheExtensionAndComeLater) {
  HandsetModel model = plain();
  model.answers = 1;
  ledger.set_model(model);
  ledger.accept(survey(), {ann}, {});
  later(30'000);
  EXPECT_TRUE(ledger.take_inbound("app", 100, false).empty());
  later(40'000);
  const auto replies = ledger.take_inbound("app", 100, false);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].number, ann);
  EXPECT_EQ(replies[0].extend, "07");
  EXPECT_EQ(replies[0].signature, "信访局");
  EXPECT_EQ(replies[0].answers, 1U);
  EXPECT_FALSE(replies[0].label.empty());
  const auto listed = ledger.inbound_after(0, 10);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].pulled, 1);
  EXPECT_EQ(ledger.counts().replies_by_label.at(replies[0].label), 1U);
}

TEST_F(LedgerTest, UnaskedMessagesGoToWhoeverAsks) {
  ledger.add_inbound({ann, {"路灯坏了", "", ""}, "", "", ""}, 0);
  ledger.add_inbound({bob, {"施工太吵", "", ""}, "", "", "app"}, 0);
  EXPECT_EQ(ledger.take_inbound("other", 100, false).size(), 1U);
  EXPECT_EQ(ledger.take_inbound("app", 100, true).size(), 1U);
  EXPECT_EQ(ledger.counts().inbound.in_broken_answers, 1U);
  EXPECT_EQ(ledger.counts().unasked, 2U);
  EXPECT_TRUE(ledger.inbound_after(1, 10)[0].in_broken_answer);
}

TEST_F(LedgerTest, AnOptOutBarsTheSignatureOnly) {
  ledger.add_inbound({ann, {"TD", "opt_out", ""}, "", "信访局", ""}, 0);
  ledger.counts();  // makes what is due
  EXPECT_EQ(ledger.accept(survey(), {ann, bob}, {})[0].verdict, Verdict::opted_out);
  Submission other = survey();
  other.signature = "水务局";
  EXPECT_EQ(ledger.accept(other, {ann}, {})[0].verdict, Verdict::accepted);
  const Counts counts = ledger.counts();
  EXPECT_EQ(counts.all.handed_over, 2U) << "what was refused is not handed over";
  EXPECT_EQ(counts.refused_opted_out, 1U);
  EXPECT_EQ(ledger.messages_after(0, 10).size(), 2U);
  EXPECT_EQ(ledger.messages_of("app", ann, {}).size(), 2U) << "the record of sends shows refusals";
}

TEST_F(LedgerTest, ThePusherHasItsOwnPlace) {
  ledger.accept(survey(), {ann, bob}, {});
  later(2000);
  EXPECT_EQ(ledger.take_receipts("app", 100, false).size(), 2U);
  EXPECT_EQ(ledger.next_receipts_to_push(1).size(), 1U);
  ledger.push_from_now();
  EXPECT_TRUE(ledger.next_receipts_to_push(100).empty());
  EXPECT_FALSE(ledger.next_inbound_to_push());
}

TEST_F(LedgerTest, ResetForgetsEverything) {
  ledger.accept(survey(), {ann}, {});
  ledger.add_inbound({bob, {"x", "", ""}, "", "", ""}, 0);
  ledger.reset();
  later(600'000);
  const Counts counts = ledger.counts();
  EXPECT_EQ(counts.all.handed_over + counts.receipts.made + counts.inbound.made + counts.receipts.scheduled,
            0U);
  EXPECT_EQ(ledger.accept(survey(), {ann}, {})[0].seq, 1U);
}

}  // namespace
}  // namespace huiyin::sim
