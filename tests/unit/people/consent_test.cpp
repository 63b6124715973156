// Consent and objections: by purpose and channel, every word kept, one confirmation, and what can't be
// refused.
#include "daemon/store/consent.h"

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/people/consent_commands.h"
#include "daemon/people/directory.h"
#include "daemon/store/messages.h"
#include "daemon/store/persons.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

class Consent : public ::testing::Test {
 protected:
  template <typename F>
  auto in(F f) {
    return ledger_.in_transaction(f);
  }
  Consent() {
    rules_ = std::make_shared<ConsentRules>();
    rules_->vault = ledger_.vault();
    rules_->number = [](const std::string& phone) { return "+86" + phone; };
    rules_->confirm = true;
    rules_->confirmation = {"【局】已停发", "局", "", {}};
    register_consent_commands(table_, rules_);
    person_ = in([&](Database& db) { return person_of(db, *ledger_.vault(), "+8613800000001"); });
  }
  bool says(bool out, const std::string& scope, const std::string& channel = "sms",
            const std::string& source = "sms") {
    return in([&](Database& db) {
      ConsentWord w;
      w.person_id = person_;
      w.scope = scope;
      w.channel = channel;
      w.out = out;
      w.source = source;
      w.wording_sealed = ledger_.vault()->seal("别发了", "answer");
      w.at = clock_.now();
      return record_word(db, w);
    });
  }
  bool out(const char* scope, const char* channel = "sms") {
    return opted_out_of(ledger_.db(), person_, scope, channel);
  }
  Result<std::string> tell(const std::string& name, const std::string& args, Role role = Role::operator_) {
    return in([&](Database& db) {
      return run_command(db, table_, name, "", Json::parse(args), {clock_.now(), "token:li", role});
    });
  }
  std::int64_t confirm() {
    in([&](Database& db) { return confirm_opt_outs(db, *rules_, clock_.now()).value(); });
    return tally_of(ledger_.db(), 0)[MessageState::queued];
  }

  TestLedger ledger_;
  ManualClock clock_{from_ms(1'772'416'800'000)};
  std::shared_ptr<ConsentRules> rules_;
  CommandTable table_;
  std::int64_t person_ = 0;
};

TEST_F(Consent, AWordIsOfAPurposeAndAChannel) {
  EXPECT_TRUE(says(true, "publicity"));
  EXPECT_FALSE(says(true, "publicity"));
  EXPECT_TRUE(out("publicity"));
  EXPECT_FALSE(out("publicity", "voice"));
  EXPECT_FALSE(out("follow_up"));
  EXPECT_FALSE(out("case_reply"));
  says(true, "all", "all");
  EXPECT_TRUE(out("follow_up", "voice"));
  EXPECT_EQ(consent_history(ledger_.db(), person_).size(), 3u) << "a word said again is kept too";
}

TEST_F(Consent, AnOptInToAllTakesEveryRefusalBack) {
  says(true, "publicity");
  says(true, "follow_up");
  says(true, "all");
  EXPECT_TRUE(says(false, "all"));
  for (const char* scope : {"publicity", "follow_up"}) EXPECT_FALSE(out(scope)) << scope;
}

TEST_F(Consent, ClerksRecordWhatTheyHear) {
  EXPECT_TRUE(tell("consent.set", R"({"phone":"13800000001","scope":"publicity","channel":"all",
      "word":"opted_out","source":"phone","wording":"不要再打电话"})"));
  EXPECT_TRUE(out("publicity", "voice"));
  EXPECT_TRUE(opted_out(ledger_.db(), person_, "publicity"));
  const auto told = ledger_.events("consent.told");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].data.find("13800000001"), std::string::npos);
  EXPECT_EQ(told[0].data.find("不要再打电话"), std::string::npos);
  const std::string ask = R"({"phone":"13800000001"})";
  const Json clerk = Json::parse(tell("consent.show", ask).value());
  EXPECT_FALSE(clerk.items("history").at(0).has("wording"));
  const Json chief = Json::parse(tell("consent.show", ask, Role::supervisor).value());
  EXPECT_EQ(chief.items("history").at(0).text("wording"), "不要再打电话");
  EXPECT_EQ(chief.items("history").at(0).text("by"), "token:li");
}

TEST_F(Consent, ANumberNobodyHasMetMayOptOutBeforeTheFirstText) {
  EXPECT_TRUE(
      tell("consent.set", R"({"phone":"13900000009","scope":"all","word":"opted_out","source":"letter"})"));
  const auto person = known_person(ledger_.db(), *ledger_.vault(), "+8613900000009");
  ASSERT_TRUE(person);
  EXPECT_TRUE(opted_out(ledger_.db(), *person, "publicity"));
}

TEST_F(Consent, WhatTheLawDemandsCantBeRefused) {
  for (const char* scope : {"statutory_notice", "case_reply", "staff", "nothing"})
    EXPECT_THROW((void)tell("consent.set", std::string(R"({"phone":"13800000001","scope":")") + scope +
                                               R"(","word":"opted_out","source":"phone"})"),
                 BadInput)
        << scope;
  EXPECT_THROW((void)tell("consent.show", R"({"phone":"13900000001"})"), BadInput);
  EXPECT_EQ(tell("consent.show", "{}", Role::viewer).error().code, Errc::forbidden);
}

TEST_F(Consent, OneConfirmationOnly) {
  says(true, "publicity");
  says(true, "follow_up");
  EXPECT_EQ(confirm(), 1);
  says(true, "publicity");
  EXPECT_EQ(confirm(), 1) << "said again: not confirmed again";
  says(false, "all");
  says(true, "publicity");
  EXPECT_EQ(confirm(), 2) << "after an opt-in it is news";
  EXPECT_EQ(ledger_.events("consent.confirmed").size(), 2u);
  std::vector<MessageRow> rows;
  each_in_state(ledger_.db(), MessageState::queued, 0, 10, [&](const MessageRow& m) { rows.push_back(m); });
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].purpose, Purpose::case_reply) << "a refusal of publicity does not stop its confirmation";
}

TEST_F(Consent, NoConfirmationWhereItMakesNoSense) {
  says(true, "publicity", "sms", "carrier:MBBLACK");
  EXPECT_EQ(confirm(), 0) << "the carrier told us, not the person";
  says(true, "publicity");
  clock_.advance(1h);
  EXPECT_EQ(confirm(), 0) << "too late";
  says(true, "publicity");
  says(false, "publicity");
  EXPECT_EQ(confirm(), 0) << "changed their mind";
  rules_->confirm = false;
  says(true, "publicity");
  EXPECT_EQ(confirm(), 0);
  rules_->confirm = true;
  EXPECT_EQ(confirm(), 0) << "what came while it was off is not confirmed later";
}

}  // namespace
}  // namespace huiyin
