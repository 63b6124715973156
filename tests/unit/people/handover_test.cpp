#include "daemon/people/handover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string without_marks(std::string text) {
  for (const std::string mark : {"\u2060", "\u200b", "\u200c"})
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark)) text.erase(at, mark.size());
  return text;
}

TEST(HandoverMark, ItIsInvisibleAndComesBackFromAnyWholePart) {
  const std::string text = "村里的路坏了三年没人修，找过村委会两次。";
  for (const std::uint32_t package : {1U, 25U, 4'000'000'000U}) {
    const std::string marked = with_mark(text, package);
    EXPECT_TRUE(is_utf8(marked));
    EXPECT_EQ(without_marks(marked), text);
    EXPECT_EQ(mark_in(marked), package);
    EXPECT_EQ(mark_in(marked.substr(marked.size() / 2)), package) << "half of it is enough";
    EXPECT_EQ(mark_in("转发：" + marked + " 谁写的"), package);
  }
  EXPECT_FALSE(mark_in(text));
  EXPECT_FALSE(mark_in(""));
}

TEST(HandoverMark, ShortTextsAndBrokenMarksAreNoTrouble) {
  EXPECT_EQ(mark_in(with_mark("", 7)), 7u);
  EXPECT_EQ(mark_in(with_mark("路", 7)), 7u);
  const std::string marked = with_mark("a", 7);
  for (std::size_t n = 0; n < marked.size() / 2; ++n) (void)mark_in(marked.substr(0, n));
  EXPECT_FALSE(mark_in(marked.substr(0, 40)));
}

class HandoverTest : public ::testing::Test {
 protected:
  HandoverTest() {
    carrier_number(ledger.db(), "main");
    register_handover_commands(table, {{"区纪委监委"}});
  }
  std::string record(const std::string& secrecy) {
    IntakeRow row;
    row.public_id = next_intake_id(ledger.db(), "20260302");
    row.channel = "sms";
    row.received_at = now;
    row.carrier_id = 1;
    row.person_id = person_of(ledger.db(), *ledger.vault(), "+8613800138000");
    row.content_sealed = ledger.vault()->seal(R"({"text":"我叫张三，电话13800138000","turns":[]})", "intake");
    row.masked = "我叫[姓名1]，电话[电话1]";
    row.reading = R"({"confidential":")" + secrecy +
                  R"(","urgency":"normal","suggest":[{"category":"URB"}],"places":["金麦村"]})";
    add_intake(ledger.db(), row);
    return row.public_id;
  }
  Result<std::string> make(const std::string& id, const std::string& unit) {
    return ledger.command(table, "handover.make", R"({"intake_id":")" + id + R"(","unit":")" + unit + "\"}",
                          now);
  }

  TestLedger ledger;
  const TimePoint now = from_ms(1'772'416'800'000);
  CommandTable table;
};

TEST_F(HandoverTest, ThePackageHasTheMatterAndNotThePerson) {
  const auto made = make(record("none"), "金麦镇");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_THAT(without_marks(*made), HasSubstr("我叫[姓名1]，电话[电话1]"));
  EXPECT_THAT(*made, HasSubstr("金麦村"));
  for (const char* identity : {"张三", "13800138000", "p_"}) EXPECT_THAT(*made, Not(HasSubstr(identity)));
  const std::string text = Json::parse(*made).text("text");
  const Json traced = Json::parse(*ledger.in_transaction([&](Database& db) {
    JsonWriter w;
    return run_command(db, table, "handover.trace", "",
                       Json::parse(w.object().field("text", text).end().take()),
                       {now, "token:wang", Role::supervisor});
  }));
  EXPECT_EQ(traced.text("unit"), "金麦镇");
  EXPECT_EQ(ledger.events("handover.made").size(), 1u);
}

TEST_F(HandoverTest, AnAccusationGoesToUnitsOfDisciplineOnly) {
  for (const std::string secrecy : {"statutory", "both"}) {
    EXPECT_EQ(make(record(secrecy), "金麦镇").error().code, Errc::forbidden);
    EXPECT_TRUE(make(record(secrecy), "区纪委监委"));
  }
  EXPECT_TRUE(make(record("requested"), "金麦镇"));
  EXPECT_EQ(ledger.events("handover.made").size(), 3u);
}

}  // namespace
}  // namespace huiyin
