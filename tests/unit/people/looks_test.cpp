#include "daemon/people/looks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/people/directory.h"
#include "daemon/store/audit.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/progress.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kMinute{60'000};

class LooksTest : public ::testing::Test {
 protected:
  LooksTest() {
    carrier_number(ledger.db(), "main");
    register_look_commands(table, rules);
  }

  // The record's number; `secrecy`: as the reading has it.
  std::string record(const std::string& secrecy = "none", bool withheld = false) {
    IntakeRow row;
    row.public_id = next_intake_id(ledger.db(), "20260302");
    row.channel = "sms";
    row.received_at = now;
    row.carrier_id = 1;
    row.person_id = withheld ? 0 : person_of(ledger.db(), *ledger.vault(), "+8613800138000");
    row.content_sealed = ledger.vault()->seal(R"({"text":"我叫张三，楼上漏水","turns":[]})", "intake");
    row.masked = "我叫[姓名1]，楼上漏水";
    row.reading = R"({"confidential":")" + secrecy + "\"}";
    row.id = add_intake(ledger.db(), row);
    save_progress(ledger.db(), row.id, {"received", now, "", "li"});
    return row.public_id;
  }

  Result<std::string> run(const std::string& name, const std::string& args, const std::string& actor,
                          Role role = Role::supervisor) {
    return ledger.in_transaction([&](Database& db) {
      return run_command(db, table, name, "", Json::parse(args), {now, actor, role});
    });
  }
  Result<std::string> ask(const std::string& id, const std::string& actor = "user:li",
                          const std::string& more = "") {
    return run("access.ask", R"({"intake_id":")" + id + R"(","reason":"回电核实漏水情况")" + more + "}",
               actor);
  }
  static std::int64_t grant(const Result<std::string>& answer) {
    return Json::parse(*answer).integer("grant");
  }
  static std::string state(const Result<std::string>& answer) { return Json::parse(*answer).text("state"); }
  LookAnswer see(std::int64_t id, const std::string& actor = "user:li", Role role = Role::supervisor) {
    return ledger.in_transaction([&](Database& db) {
      return look(db, *ledger.vault(), rules, id, {now, actor, role});
    });
  }
  std::string refusal(std::int64_t id, const std::string& actor = "user:li", Role role = Role::supervisor) {
    const LookAnswer a = see(id, actor, role);
    EXPECT_TRUE(a.json.empty());
    return a.refused ? a.refused->text() : "";
  }
  int audited(const std::string& action) {
    int n = 0;
    list_audit(ledger.db(), {0, "", "", action}, 1000, [&](const AuditEntry&) { ++n; });
    return n;
  }

  TestLedger ledger;
  TimePoint now = from_ms(1'772'416'800'000);
  const LookRules rules{TimeZone::load("Asia/Shanghai").value()};
  CommandTable table;
};

TEST_F(LooksTest, ItTakesARoleTheCaseAndAReason) {
  const std::string id = record();
  EXPECT_EQ(ask("IN-20260302-000099").error().code, Errc::not_found);
  EXPECT_EQ(ask(id, "user:wang").error().code, Errc::forbidden) << "another one's case";
  EXPECT_EQ(ask(id, "user:oli").error().code, Errc::forbidden) << "a name that ends alike";
  EXPECT_EQ(
      run("access.ask", R"({"intake_id":")" + id + R"(","reason":"回电核实漏水"})", "user:li", Role::approver)
          .error()
          .code,
      Errc::forbidden);
  EXPECT_EQ(ask(id, "bus:li").error().code, Errc::forbidden) << "programs have no eyes";
  EXPECT_THROW(run("access.ask", R"({"intake_id":")" + id + R"(","reason":" 看 "})", "user:li"),
               std::exception);
  const auto answer = ask(id);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(state(answer), "open");
  const LookAnswer seen = see(grant(answer));
  ASSERT_FALSE(seen.refused);
  EXPECT_THAT(seen.json, HasSubstr("我叫张三"));
  EXPECT_THAT(seen.json, Not(HasSubstr("13800138000"))) << "only what was asked for";
  EXPECT_EQ(audited("access.look"), 1);
}

TEST_F(LooksTest, TheNumberIsShownOnlyWhenAskedForAndKnown) {
  const auto answer = ask(record(), "user:li", R"(,"sees":["number"])");
  const LookAnswer seen = see(grant(answer));
  EXPECT_THAT(seen.json, HasSubstr("+8613800138000"));
  EXPECT_THAT(seen.json, Not(HasSubstr("张三")));
  EXPECT_EQ(ask(record("none", true), "user:li", R"(,"sees":["number"])").error().code, Errc::conflict);
}

TEST_F(LooksTest, ItsTimeEnds) {
  const auto id = grant(ask(record(), "user:li", R"(,"minutes":5)"));
  now += 5 * kMinute - Millis(1);
  EXPECT_FALSE(see(id).refused);
  now += Millis(1);
  EXPECT_THAT(refusal(id), HasSubstr("time is over"));
  EXPECT_THROW(ask(record(), "user:li", R"(,"minutes":31)"), std::exception);
}

TEST_F(LooksTest, OnlyWhoAskedMayLookAndOnlyUntilItIsEnded) {
  const auto id = grant(ask(record()));
  EXPECT_THAT(refusal(id, "user:wang"), HasSubstr("somebody else"));
  EXPECT_THAT(refusal(id, "user:li", Role::viewer), HasSubstr("needs the role"));
  ASSERT_TRUE(run("access.end", "{\"grant\":" + std::to_string(id) + "}", "user:li"));
  EXPECT_THAT(refusal(id), HasSubstr("time is over"));
  EXPECT_EQ(audited("access.look.refused"), 3) << "refusals are on record too";
}

TEST_F(LooksTest, AnAccusationTakesASecondPerson) {
  for (const std::string secrecy : {"statutory", "both"}) {
    const auto answer = ask(record(secrecy));
    EXPECT_EQ(state(answer), "waiting");
    const auto id = std::to_string(grant(answer));
    EXPECT_THAT(refusal(grant(answer)), HasSubstr("second person"));
    EXPECT_EQ(run("access.decide", "{\"grant\":" + id + ",\"approve\":true}", "user:li").error().code,
              Errc::forbidden)
        << "not oneself";
    EXPECT_EQ(run("access.decide", "{\"grant\":" + id + ",\"approve\":true}", "user:wang", Role::operator_)
                  .error()
                  .code,
              Errc::forbidden);
    now += 60 * kMinute;
    ASSERT_TRUE(run("access.decide", "{\"grant\":" + id + ",\"approve\":true}", "user:wang"));
    now += 29 * kMinute;
    EXPECT_FALSE(see(grant(answer)).refused) << "the time begins with the agreement";
    EXPECT_EQ(run("access.decide", "{\"grant\":" + id + ",\"approve\":true}", "user:wang").error().code,
              Errc::conflict);
  }
}

TEST_F(LooksTest, WhatIsRefusedStaysClosed) {
  const auto id = grant(ask(record("statutory")));
  const std::string args = "{\"grant\":" + std::to_string(id) + ",\"approve\":false";
  EXPECT_THROW(run("access.decide", args + "}", "user:wang"), std::exception) << "a refusal says why";
  ASSERT_TRUE(run("access.decide", args + R"(,"reason":"与办理无关"})", "user:wang"));
  EXPECT_TRUE(see(id).refused);
}

TEST_F(LooksTest, TheNumberOfWhoAskedForSecrecyTakesTwoTheTextOne) {
  EXPECT_EQ(state(ask(record("requested"))), "open");
  EXPECT_EQ(state(ask(record("requested"), "user:li", R"(,"sees":["number"])")), "waiting");
}

TEST_F(LooksTest, WhoTookADangerOnSeesAtOnce) {
  const std::string id = record("statutory");
  const auto row = find_intake(ledger.db(), id);
  Danger d;
  d.id = add_danger(ledger.db(), row->id, now);
  d.intake_id = row->id;
  d.acknowledged_at = now;
  d.acknowledged_by = "user:duty";
  save_danger(ledger.db(), d);
  const auto answer = ask(id, "user:duty", R"(,"sees":["number"])");
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(state(answer), "open");
  EXPECT_TRUE(Json::parse(*answer).boolean("emergency"));
  EXPECT_EQ(state(ask(id, "user:li")), "waiting") << "for all others it is still an accusation";
}

TEST_F(LooksTest, AboveTwentyFiveRecordsADayAnAlarmIsRaisedOnce) {
  std::int64_t last = 0;
  for (int i = 0; i < 25; ++i) {
    last = grant(ask(record()));
    EXPECT_FALSE(see(last).refused);
    EXPECT_FALSE(see(last).refused) << "the same record twice is one record";
  }
  EXPECT_EQ(ledger.events("access.alarm").size(), 0u);
  see(grant(ask(record())));
  ASSERT_EQ(ledger.events("access.alarm").size(), 1u);
  EXPECT_THAT(ledger.events("access.alarm")[0].data, HasSubstr(R"("actor":"user:li","records":26)"));
  see(grant(ask(record())));
  EXPECT_EQ(ledger.events("access.alarm").size(), 1u);
  now += 24 * 60 * kMinute;
  see(grant(ask(record())));
  EXPECT_EQ(ledger.events("access.alarm").size(), 1u) << "another day begins anew";
  EXPECT_EQ(check_audit(ledger.db()).bad_seq, 0);
}

TEST_F(LooksTest, ThePersonCanBeToldWhoLooked) {
  const std::string id = record();
  see(grant(ask(id)));
  const auto looks = looks_json(ledger.db(), id);
  ASSERT_TRUE(looks);
  EXPECT_THAT(*looks, HasSubstr(R"("actor":"user:li")"));
  EXPECT_THAT(*looks, HasSubstr("回电核实漏水情况"));
  EXPECT_FALSE(looks_json(ledger.db(), "IN-20260302-999999"));
}

TEST_F(LooksTest, NothingOfItStandsInJournalOrAudit) {
  const std::string id = record();
  see(grant(run("access.ask",
                R"({"intake_id":")" + id + R"(","reason":"回电13800138000核实","sees":["text","number"]})",
                "user:li")));
  std::string all;
  read_events(ledger.db(), 0, 1000, [&](const Event& e) { all += e.subject + e.data; });
  list_audit(ledger.db(), {}, 1000, [&](const AuditEntry& e) { all += e.subject + e.detail; });
  EXPECT_THAT(all, HasSubstr("user:li"));
  EXPECT_THAT(all, Not(HasSubstr("13800138000")));
  EXPECT_THAT(all, Not(HasSubstr("张三")));
}

}  // namespace
}  // namespace huiyin
