#include "daemon/store/audit.h"

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

class AuditTest : public ::testing::Test {
 protected:
  void fill(int n) {
    for (int i = 0; i < n; ++i)
      append_audit(ledger.db(), now + Millis(i), "token:li", "access.look", "intake/IN-" + std::to_string(i),
                   R"({"reason":"回访"})");
  }
  AuditCheck check() { return check_audit(ledger.db()); }

  TestLedger ledger;
  const TimePoint now = from_ms(1'772'000'000'000);
};

TEST_F(AuditTest, AnEmptyAndAnUntouchedChainAreGood) {
  EXPECT_EQ(check().bad_seq, 0);
  fill(50);
  const AuditCheck c = check();
  EXPECT_EQ(c.bad_seq, 0) << c.why;
  EXPECT_EQ(c.entries, 50);
  EXPECT_EQ(c.head.size(), 64u);
}

TEST_F(AuditTest, AnyChangedMemberIsFoundAtItsEntry) {
  for (const char* change : {"actor = 'token:zhang'", "action = 'access.ask'", "subject = ''",
                             "detail = '{}'", "at = at + 1", "hash = zeroblob(32)"}) {
    TestLedger fresh;
    for (int i = 0; i < 9; ++i) append_audit(fresh.db(), now, "token:li", "x", "intake/IN-1", "{\"a\":1}");
    fresh.db().run("UPDATE audit SET " + std::string(change) + " WHERE seq = 4");
    EXPECT_EQ(check_audit(fresh.db()).bad_seq, 4) << change;
  }
}

TEST_F(AuditTest, ARemovedEntryIsFound) {
  fill(9);
  ledger.db().run("DELETE FROM audit WHERE seq = 5");
  EXPECT_EQ(check().bad_seq, 5);
}

TEST_F(AuditTest, AnEntryCantBePutIntoAnother) {
  append_audit(ledger.db(), now, "ab", "c", "", "{}");
  ledger.db().run("UPDATE audit SET actor = 'a', action = 'bc' WHERE seq = 1");
  EXPECT_EQ(check().bad_seq, 1);
}

// Who can write the file can make a chain anew; what was told outside does not follow.
TEST_F(AuditTest, AChainMadeAnewOrCutShortDoesNotFitTheDigests) {
  fill(5);
  EXPECT_TRUE(tell_audit_digest(ledger.db(), now, "2026-03-01"));
  EXPECT_FALSE(tell_audit_digest(ledger.db(), now, "2026-03-01"));
  EXPECT_FALSE(tell_audit_digest(ledger.db(), now, "2026-03-02")) << "nothing was added";
  fill(2);
  EXPECT_EQ(check().digests, 1);
  ledger.db().run("DELETE FROM audit");
  for (int i = 0; i < 8; ++i) append_audit(ledger.db(), now, "token:li", "access.end", "", "{}");
  EXPECT_EQ(check().bad_seq, 5);
  ledger.db().run("DELETE FROM audit");
  EXPECT_EQ(check().bad_seq, 5);
}

TEST_F(AuditTest, EveryCommandThatWasDoneIsOnRecordWithoutItsArguments) {
  CommandTable table;
  table.add({"duty.set", Role::operator_, false,
             [](Database&, const Json& args, const CommandContext&) -> Result<std::string> {
               if (args.has("bad")) return fail(Errc::conflict, "no");
               return "{}";
             }});
  const std::string args = R"({"intake_id":"IN-1","phone":"13800138000","reason":"电话 13800138000 打不通"})";
  ASSERT_TRUE(ledger.command(table, "duty.set", args, now, "key"));
  ASSERT_TRUE(ledger.command(table, "duty.set", args, now, "key")) << "again: nothing is done";
  EXPECT_FALSE(ledger.command(table, "duty.set", R"({"bad":1})", now));
  std::vector<AuditEntry> entries;
  list_audit(ledger.db(), {}, 10, [&](const AuditEntry& e) { entries.push_back(e); });
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].action, "duty.set");
  EXPECT_EQ(entries[0].actor, "test");
  EXPECT_EQ(entries[0].subject, "intake/IN-1");
  EXPECT_EQ(entries[0].detail.find("13800138000"), std::string::npos) << entries[0].detail;
  EXPECT_NE(entries[0].detail.find("打不通"), std::string::npos);
}

TEST_F(AuditTest, TheListIsFiltered) {
  fill(5);
  append_audit(ledger.db(), now, "token:wang", "duty.set", "", "{}");
  const auto count = [&](const AuditWanted& wanted) {
    int n = 0;
    list_audit(ledger.db(), wanted, 100, [&](const AuditEntry&) { ++n; });
    return n;
  };
  EXPECT_EQ(count({}), 6);
  EXPECT_EQ(count({0, "token:wang", "", ""}), 1);
  EXPECT_EQ(count({0, "", "intake/IN-2", ""}), 1);
  EXPECT_EQ(count({0, "", "", "access."}), 5);
  EXPECT_EQ(count({3, "", "", ""}), 2);
}

}  // namespace
}  // namespace huiyin
