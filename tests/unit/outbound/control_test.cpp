#include "daemon/outbound/control.h"

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/outbound/claim.h"
#include "daemon/outbound/keys.h"
#include "daemon/outbound/receipts.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/holds.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

TEST(Holds, TheFirstStaysAndAllAreCleared) {
  TestLedger ledger;
  EXPECT_FALSE(is_held(ledger.db()));
  EXPECT_TRUE(set_hold(ledger.db(), {"stop_all", from_ms(5), "token:a", "why", {3, 4}}));
  EXPECT_FALSE(set_hold(ledger.db(), {"stop_all", from_ms(9), "token:b", "", {}}));
  EXPECT_TRUE(set_hold(ledger.db(), {"restored", from_ms(7), "daemon", "", {}}));
  EXPECT_TRUE(is_held(ledger.db()));
  const auto all = holds(ledger.db());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].why, "stop_all");
  EXPECT_EQ(all[1].by, "token:a");
  EXPECT_EQ(all[1].unanswered, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(clear_holds(ledger.db()), 2);
  EXPECT_FALSE(is_held(ledger.db()));
}

class Control : public ::testing::Test {
 protected:
  Control() {
    ControlParts parts{&brake_,
                       [this](std::function<void()> halted) {
                         ++halts_;
                         halted();
                       },
                       [this] { ++wakes_; }};
    register_control_commands(commands_, parts);
  }

  Result<std::string> command(const std::string& name, const std::string& args, Role role = Role::admin) {
    Result<std::string> out = fail(Errc::internal, "not run");
    commands_.begin(name, role, [&] {
      out = ledger_.in_transaction([&](Database& db) {
        return run_command(db, commands_, name, "", Json::parse(args), {clock_.now(), "token:x", role});
      });
    });
    return out;
  }

  std::int64_t queue(std::int64_t campaign, int number) {
    return ledger_.in_transaction([&](Database& db) {
      NewMessage m;
      m.campaign_id = campaign;
      m.person_id = person_of(db, *ledger_.vault(), "+8613800000" + std::to_string(100 + number));
      m.body_id = keep_content(db, *ledger_.vault(), {"text", "s", "1", {}});
      m.purpose = campaign != 0 ? Purpose::publicity : Purpose::case_reply;
      m.lane = lane_of(m.purpose);
      m.not_before = clock_.now();
      m.not_after = clock_.now() + std::chrono::hours(24);
      MessageChanges changes(db, clock_.now());
      const auto id = changes.add(m).value();
      changes.finish("test");
      return id;
    });
  }

  std::int64_t running_campaign() {
    return ledger_.in_transaction([&](Database& db) {
      Campaign c;
      c.name = "普法";
      c.body_id = keep_content(db, *ledger_.vault(), {"text", "s", "1", {}});
      c.state = CampaignState::running;
      c.not_after = clock_.now() + std::chrono::hours(24);
      return add_campaign(db, c);
    });
  }

  Claim claim_all() {
    SendAccount account;
    account.capability.batch_limit = 2;
    account.purposes = {Purpose::case_reply, Purpose::publicity};
    SendingHours hours{TimeZone::load("Asia/Shanghai").value(), {}};
    hours.windows.fill(DayWindow::parse("00:00-24:00").value());
    return ledger_.in_transaction([&](Database& db) {
      return claim(db, {&account, &hours, ledger_.vault().get(), "abc123", 1, 1}, clock_.now()).value();
    });
  }

  TestLedger ledger_;
  ManualClock clock_{from_ms(1'772'416'800'000)};
  CommandTable commands_;
  Brake brake_;
  int halts_ = 0, wakes_ = 0;
};

TEST_F(Control, StopActsBeforeTheLedgerIsAskedAndIsRemembered) {
  bool pulled_before_queue = false;
  commands_.begin("stop.all", Role::operator_, [&] { pulled_before_queue = brake_.pulled() && halts_ == 1; });
  EXPECT_TRUE(pulled_before_queue);
  ASSERT_TRUE(command("stop.all", R"({"reason":"wrong text"})"));
  EXPECT_EQ(holds(ledger_.db()).at(0).detail, "wrong text");
  ASSERT_TRUE(command("stop.all", "{}"));
  EXPECT_EQ(holds(ledger_.db()).at(0).detail, "wrong text") << "the first reason stays";
  EXPECT_EQ(ledger_.events("outbound.stopped").size(), 1U);
}

TEST_F(Control, WhoMayNotStopTouchesNoBrake) {
  EXPECT_FALSE(command("stop.all", "{}", Role::viewer));
  EXPECT_FALSE(brake_.pulled());
  EXPECT_EQ(halts_, 0);
}

TEST_F(Control, AHeldLedgerGivesNothingToSend) {
  queue(0, 1);
  ASSERT_TRUE(command("stop.all", "{}"));
  EXPECT_TRUE(claim_all().batches.empty());
  ASSERT_TRUE(command("thaw", R"({"reason":"mended"})"));
  EXPECT_FALSE(brake_.pulled());
  EXPECT_EQ(wakes_, 1);
  EXPECT_EQ(claim_all().batches.size(), 1U);
}

TEST_F(Control, TheReportTellsWhatHadLeftAndWhatBecameOfIt) {
  const std::int64_t c = running_campaign();
  for (int i = 0; i < 5; ++i) queue(c, i);
  const Claim claimed = claim_all();
  ASSERT_EQ(claimed.batches.size(), 1U);
  const Json report = Json::parse(command("stop.all", "{}").value());
  const Json one = report.items("campaigns").at(0);
  EXPECT_EQ(one.integer("left"), 0);
  EXPECT_EQ(one.integer("unanswered"), 2);
  EXPECT_EQ(one.integer("queued"), 3);
  EXPECT_EQ(report.at("unanswered").integer("intents"), 1);
  ledger_.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock_.now());
    for (const MessageRow& m : claimed.batches[0].rows) changes.apply(m, MessageEvent::accept);
    changes.finish("answer");
    return 0;
  });
  const Json later = Json::parse(stop_report_json(ledger_.db()));
  EXPECT_EQ(later.at("unanswered").at("became").integer("accepted"), 2);
  EXPECT_EQ(later.items("campaigns").at(0).integer("left"), 2);
}

TEST_F(Control, ThawNeedsAReasonAndARoleAndSomethingToThaw) {
  EXPECT_FALSE(command("thaw", R"({"reason":"x"})")) << "nothing is held";
  ASSERT_TRUE(command("stop.all", "{}"));
  EXPECT_FALSE(command("thaw", R"({"reason":"x"})", Role::approver));
  EXPECT_THROW((void)command("thaw", "{}"), BadInput);
  EXPECT_THROW((void)command("thaw", R"({"reason":"x","queued":"both"})"), BadInput);
  EXPECT_TRUE(is_held(ledger_.db()));
  EXPECT_TRUE(brake_.pulled());
}

TEST_F(Control, ARestoredLedgersQueueNeedsADecision) {
  const std::int64_t c = running_campaign();
  for (int i = 0; i < 3; ++i) queue(c, i);
  queue(0, 9);
  ASSERT_TRUE(set_hold(ledger_.db(), {"restored", clock_.now(), "daemon", "", {}}));
  const auto refused = command("thaw", R"({"reason":"x"})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "/queued");
  const Json done = Json::parse(command("thaw", R"({"reason":"x","queued":"cancel"})").value());
  EXPECT_EQ(done.integer("cancelled"), 4);
  EXPECT_EQ(find_campaign(ledger_.db(), c)->state, CampaignState::cancelled);
  EXPECT_EQ(tally_of(ledger_.db(), 0)[MessageState::cancelled], 1);
}

TEST_F(Control, AReceiptForAnIntentOfAnotherCopyFreezes) {
  queue(0, 1);
  const Claim claimed = claim_all();
  const std::int64_t known = claimed.batches.at(0).attempt_id;
  ReceiptBook book(*ledger_.vault(), "abc123");
  book.use_brake(&brake_);
  const auto receipt = [&](const std::string& key) {
    Receipt r;
    r.batch_key = key;
    r.e164 = "+8613800000777";
    r.state = ReceiptState::delivered;
    ledger_.in_transaction([&](Database& db) {
      book.take(db, 1, {r}, clock_.now());
      return 0;
    });
  };
  receipt(batch_key("abc123", known));
  receipt(batch_key("other1", known + 5));
  receipt("no key of anybody");
  EXPECT_FALSE(is_held(ledger_.db()));
  receipt(batch_key("abc123", known + 1));
  EXPECT_TRUE(is_held(ledger_.db()));
  EXPECT_TRUE(brake_.pulled());
  skip_attempt_ids(ledger_.db(), 1'000'000, clock_.now());
  clear_holds(ledger_.db());
  receipt(batch_key("abc123", known + 1));
  EXPECT_FALSE(is_held(ledger_.db())) << "once thawed, the other copy's receipts are known to be its own";
}

}  // namespace
}  // namespace huiyin
