#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/care/care.h"
#include "daemon/care/commands.h"
#include "daemon/care/guard_commands.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/messages.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/reprisals.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr Millis kGuardHour{3'600'000};

std::shared_ptr<const CareRules> guard_rules(std::shared_ptr<const Vault> vault) {
  const TimeZone zone = TimeZone::load("Asia/Shanghai").value();
  CareRules r{.zone = zone,
              .region = "CN",
              .signature = "云溪区群工局",
              .vault = std::move(vault),
              .deadlines = std::make_shared<const Deadlines>(Deadlines::load("", zone).value()),
              .words = std::make_shared<const AnswerWords>(AnswerWords::shipped())};
  r.receipts = false;
  r.page = {"记录{record}，请回复收到。", ""};
  r.reprisal = {"记录{record}需要保护当事人。", ""};
  r.reprisal_again = kGuardHour;
  r.reprisal_times = 2;
  return std::make_shared<const CareRules>(std::move(r));
}

class GuardTest : public ::testing::Test {
 protected:
  GuardTest() : care(guard_rules(ledger.vault()), clock) {
    carrier_number(ledger.db(), "main");
    register_care_commands(table, care);
    register_guard_commands(table, care);
  }

  std::int64_t person(const std::string& number) { return person_of(ledger.db(), *ledger.vault(), number); }

  NewRecord record(const std::string& masked, std::vector<std::string> why = {"harm.work +0.60: 停职"}) {
    NewRecord r{.channel = "sms", .kind = "text", .from_person = true, .category = "LAB"};
    r.person_id = person("+8613800000001");
    r.received_at = clock.now();
    r.retaliation = std::move(why);
    r.text_masked = masked;
    ledger.in_transaction([&](Database& db) {
      r.public_id = next_intake_id(db, "20260302");
      r.id = add_intake(
          db, {0, r.public_id, r.channel, r.received_at, 1, r.person_id, 1, "sealed", masked, "{}"});
      care.recorded(db, r, clock.now());
      return 0;
    });
    return r;
  }

  std::vector<std::int64_t> told() {
    std::vector<std::int64_t> out;
    each_in_state(ledger.db(), MessageState::queued, seen, 1'000, [&](const MessageRow& m) {
      out.push_back(m.person_id);
      texts.push_back(content_of(ledger.db(), *ledger.vault(), m.body_id).value().text);
      seen = m.id;
    });
    return out;
  }

  Result<std::string> command(const std::string& name, const std::string& args,
                              Role role = Role::supervisor) {
    return ledger.in_transaction([&](Database& db) {
      return run_command(db, table, name, "", Json::parse(args), {clock.now(), "token:li", role});
    });
  }

  std::string fault_of(const std::string& people) {
    try {
      const auto done = command("guardians.set", people);
      return done ? "" : done.error().text();
    } catch (const BadInput& e) {
      return e.what();
    }
  }

  void guardians() {
    const auto done = command("guardians.set", R"({"people":[
        {"name":"督查一","phone":"13800000101","units":["石楠镇","镇政府"]},
        {"name":"督查二","phone":"13800000102"}]})");
    ASSERT_TRUE(done) << done.error().text();
  }

  void look() {
    ledger.in_transaction([&](Database& db) { return care.look(db, clock.now()); });
  }

  TestLedger ledger;
  ManualClock clock{from_ms(1'772'416'800'000)};
  Care care;
  CommandTable table;
  std::vector<std::string> texts;
  std::int64_t seen = 0;
};

TEST_F(GuardTest, GuardiansApartFromTheUnitNamedAreTold) {
  guardians();
  const NewRecord r = record("我反映了石楠镇的事，第二天就被停职");
  EXPECT_THAT(told(), ElementsAre(person("+8613800000102")));
  EXPECT_EQ(texts.at(0), "【云溪区群工局】记录" + r.public_id + "需要保护当事人。");
  EXPECT_EQ(ledger.events("reprisal.raised").size(), 1u);
  EXPECT_EQ(ledger.events("reprisal.told").size(), 1u);
}

TEST_F(GuardTest, NothingIsRaisedWithoutSigns) {
  guardians();
  record("路灯坏了", {});
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(ledger.events("reprisal.raised").size(), 0u);
}

TEST_F(GuardTest, ToldAgainUntilTakenOnAndNoMoreThanTheOfficeSaid) {
  guardians();
  const NewRecord r = record("投诉后被辞退");
  EXPECT_THAT(told(), UnorderedElementsAre(person("+8613800000101"), person("+8613800000102")));
  clock.advance(kGuardHour);
  look();
  EXPECT_EQ(told().size(), 2u);
  clock.advance(kGuardHour);
  look();
  EXPECT_THAT(told(), IsEmpty());  // twice was enough
  const NewRecord other = record("举报后被威胁");
  told();
  const auto taken =
      command("reprisal.take", R"({"intake_id":")" + other.public_id + R"(","note":"已约谈"})");
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_THAT(*taken, HasSubstr(R"("first":true)"));
  clock.advance(kGuardHour);
  look();
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(*command("reprisal.take", R"({"intake_id":")" + other.public_id + R"("})"),
              HasSubstr(R"("first":false)"));
  EXPECT_EQ(ledger.events("reprisal.taken").size(), 1u);
  EXPECT_THAT(reprisals_json(ledger.db(), 10), HasSubstr(r.public_id));
}

TEST_F(GuardTest, TheDutyListStandsInForGuardiansAndItsAbsenceIsTold) {
  record("举报后被停职");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(ledger.events("reprisal.unattended").size(), 1u);
  ASSERT_TRUE(command("duty.set", R"({"people":[{"level":1,"name":"值班","phone":"13800000201"},
                                               {"level":2,"name":"科长","phone":"13800000202"}]})"));
  record("举报后被威胁");
  EXPECT_THAT(told(), ElementsAre(person("+8613800000201")));
}

TEST_F(GuardTest, OnlySupervisorsAndOnlyNumbersThatGetTexts) {
  EXPECT_FALSE(command("guardians.set", R"({"people":[]})", Role::operator_));
  EXPECT_THAT(fault_of(R"({"people":[{"name":"督查","phone":"12345"}]})"), HasSubstr("/people/0/phone"));
  EXPECT_THAT(fault_of(R"({"people":[{"name":"督查","phone":"13800000101","units":["镇"]}]})"),
              HasSubstr("/units/0"));
  EXPECT_FALSE(command("reprisal.take", R"({"intake_id":"IN-20260302-000099"})"));
}

TEST_F(GuardTest, TheListNamesNobody) {
  guardians();
  EXPECT_THAT(guardians_json(ledger.db(), *ledger.vault()), Not(HasSubstr("13800000101")));
}

}  // namespace
}  // namespace huiyin
