// What of a template may leave, by which account, until when; and whom publicity spares.
#include <gtest/gtest.h>

#include "daemon/store/audience.h"
#include "daemon/store/templates.h"
#include "daemon/store/votes.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

using std::chrono::hours;

struct TemplateOffice : OutboundOffice {
  TemplateOffice() {
    in([&](Database& db) {
      TemplateRow t;
      t.name = "law";
      t.fields = "[]";
      t.valid_from = kMorning - std::chrono::hours(1);
      t.valid_until = kMorning + std::chrono::hours(5);
      t.variants["zh"] = "你好";
      add_template(db, &t);
      law = t.id;
      body = keep_content(db, *ledger.vault(), {"【局】你好", "局", "", {"x"}, law, "zh"});
      db.run("UPDATE campaign SET body_id = $1", {body});
      set_campaign_text(db, campaign, law, "zh", body);
      return true;
    });
  }
  void say(CarrierApproval state, const std::string& code, const std::string& who = "main") {
    in([&](Database& db) {
      set_template_carrier(db, law, {"zh", who, state, code, "", kMorning, "token:a"});
      return true;
    });
  }
  std::int64_t law = 0;
};

TEST(TemplatesLeave, ByTheCodeOfTheAccountThatCarriesThem) {
  TemplateOffice o;
  const std::int64_t m = o.queue(1);
  for (const auto state : {CarrierApproval::draft, CarrierApproval::submitted, CarrierApproval::rejected,
                           CarrierApproval::provincially_pending}) {
    o.say(state, "old");
    EXPECT_TRUE(o.claim_now().batches.empty()) << name_of(state);
    EXPECT_EQ(o.state(m), MessageState::queued);
  }
  o.say(CarrierApproval::approved, "mine");
  o.say(CarrierApproval::approved, "theirs", "other");
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 1u);
  EXPECT_EQ(c.batches[0].batch.content.template_code, "mine");
  EXPECT_EQ(c.batches[0].batch.content.template_params, std::vector<std::string>{"x"});
}

TEST(TemplatesLeave, AnAccountThatTakesTextsNeedsNoApproval) {
  TemplateOffice o;
  o.account.capability.takes_text = true;
  o.queue(1);
  const Claim c = o.claim_now();
  ASSERT_EQ(c.batches.size(), 1u);
  EXPECT_EQ(c.batches[0].batch.content.template_code, "");
  EXPECT_TRUE(c.batches[0].batch.content.template_params.empty());
  o.queue(2);
  o.say(CarrierApproval::rejected, "");
  EXPECT_TRUE(o.claim_now().batches.empty()) << "what it refused it does not carry";
}

TEST(TemplatesLeave, AnExpiredLawIsToldToNobodyAnyMore) {
  TemplateOffice o;
  o.say(CarrierApproval::approved, "mine");
  const std::int64_t early = o.queue(1);
  EXPECT_EQ(o.claim_now(1, kMorning).batches.size(), 1u);
  EXPECT_EQ(o.state(early), MessageState::submitting);
  const std::int64_t late = o.queue(2);
  EXPECT_TRUE(o.claim_now(1, kMorning + hours(5)).batches.empty());
  EXPECT_EQ(o.state(late), MessageState::missed);
  EXPECT_EQ(o.row(late).reason, "template_expired");
  EXPECT_FALSE(not_in_force(*find_template(o.ledger.db(), o.law), kMorning + hours(5)).empty());
  EXPECT_FALSE(not_in_force(*find_template(o.ledger.db(), o.law), kMorning - hours(2)).empty());
}

TEST(TemplatesLeave, AWithdrawnOneWaits) {
  TemplateOffice o;
  o.say(CarrierApproval::approved, "mine");
  const std::int64_t m = o.queue(1);
  o.in([&](Database& db) { return withdraw_template(db, o.law); });
  EXPECT_TRUE(o.claim_now().batches.empty());
  EXPECT_EQ(o.state(m), MessageState::queued);
}

TEST(TemplatesLeave, WhoBecomesStaffMeanwhileGetsNoPublicity) {
  OutboundOffice o;
  const std::int64_t m = o.queue(1), reply = o.queue(1, Purpose::case_reply, false), other = o.queue(2);
  o.in([&](Database& db) {
    AudienceList l;
    l.name = "staff";
    l.purposes = {Purpose::staff};
    l.state = ListState::ready;
    l.version = 1;
    l.id = add_audience_list(db, l);
    return add_audience_member(db, {0, l.id, 1, o.row(m).person_id, 1, "", "", "", ""});
  });
  EXPECT_TRUE(is_staff(o.ledger.db(), o.row(m).person_id));
  o.claim_now();
  EXPECT_EQ(o.state(m), MessageState::suppressed);
  EXPECT_EQ(o.row(m).reason, "staff");
  EXPECT_EQ(o.state(reply), MessageState::submitting) << "a matter of their own";
  EXPECT_EQ(o.state(other), MessageState::submitting);
}

}  // namespace
}  // namespace huiyin
