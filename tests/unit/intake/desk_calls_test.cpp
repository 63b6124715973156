// Calls and long messages on the desk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/store/inbound_parts.h"
#include "daemon/store/intakes.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::mo;
using test::Office;
using test::payload;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRecords = "SELECT count(*) FROM intake";

Json received(Office& office, std::size_t n = 0) {
  return Json::parse(office.events("intake.received").at(n).data);
}

std::string part(const std::string& from, const std::string& text, int number, int total, int ref = 9) {
  JsonWriter w;
  w.object()
      .field("from", from)
      .field("text", text)
      .field("at", std::int64_t{1'772'330'000'000})
      .key("part")
      .object();
  w.field("ref", ref).field("number", number).field("total", total).end();
  return w.end().take();
}

TEST(DeskCalls, ACallIsARecordWithItsTurnsMasked) {
  Office office;
  office.open_desk();
  office.keep(R"({"calls":[{"session":"s1","caller":"+8613800000001","talk":30,"at":1772330000000,"turns":[
    {"who":"agent","text":"请留电话,比如 13900000002","begin":0,"end":900},
    {"who":"caller","text":"水管爆了,13900000002","begin":1000,"end":4000}]}]})",
              "pull");
  ASSERT_TRUE(office.all_read());
  const Json data = received(office);
  EXPECT_EQ(data.text("channel"), "phone");
  EXPECT_EQ(data.text("kind"), "call");
  EXPECT_EQ(data.items("suggest")[0].text("category"), "WAT");
  const auto turns = data.items("turns");
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].text("text_masked"), "请留电话,比如 [电话1]");
  EXPECT_EQ(turns[1].text("text_masked"), "水管爆了,[电话1]");
  EXPECT_EQ(turns[1].text("speaker"), "caller");
  EXPECT_EQ(turns[1].integer("begin_ms"), 1000);
  EXPECT_DOUBLE_EQ(turns[1].number("confidence"), 0.9);
  EXPECT_EQ(data.at("call").integer("talk_seconds"), 30);
  EXPECT_THAT(office.everything_in_the_ledger(), Not(HasSubstr("13900000002")));
}

TEST(DeskCalls, WhatTheAgentSaysRaisesNoAlarm) {
  Office office;
  office.open_desk();
  office.keep(R"({"calls":[{"session":"s1","caller":"+8613800000001","talk":30,"turns":[
    {"who":"agent","text":"哪里着火了?"},{"who":"caller","text":"没有,路灯坏了"}]}]})",
              "pull");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.events("intake.danger").size(), 0u);
}

TEST(DeskCalls, SilentHungUpWithheldAndOutgoingCallsAreRecordsToo) {
  Office office;
  office.open_desk();
  office.keep(R"({"calls":[{"session":"a","caller":"+8613800000001","talk":0},
    {"session":"b","caller":"+8613800000001","talk":9,"turns":[]},
    {"session":"c","caller":"","talk":9,"turns":[{"who":"caller","text":"我不留名"}]},
    {"session":"d","caller":"12345","callee":"+8613800000003","inbound":false,"talk":9,
     "turns":[{"who":"caller","text":"谢谢回电"}]},
    {"session":"e","caller":"+8613800000004","talk":9,"status":"call 13800000004 back"}]})",
              "pull");
  ASSERT_TRUE(office.all_read());
  ASSERT_EQ(office.count(kRecords), 5);
  EXPECT_EQ(received(office, 0).text("kind"), "hung_up");
  EXPECT_EQ(received(office, 1).text("kind"), "silent");
  EXPECT_TRUE(received(office, 2).at("party_ref").is_null());
  EXPECT_EQ(received(office, 3).text("direction"), "out");
  EXPECT_EQ(received(office, 4).text("kind"), "call");
  EXPECT_EQ(received(office, 4).at("call").text("transcript"), "none");
  EXPECT_EQ(received(office, 4).at("call").text("end_status"), "other");
  EXPECT_EQ(office.count("SELECT count(*) FROM person"), 3);
}

TEST(DeskCalls, ACallThatComesTwiceCountsOnce) {
  Office office;
  office.open_desk();
  office.keep(R"({"calls":[{"session":"a","caller":"+8613800000001","talk":0}]})", "pull");
  office.keep(R"({"calls":[{"session":"a","caller":"+8613800000001","talk":0}]} )", "pull");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
}

// ---- Long messages

TEST(DeskParts, PartsInAnyOrderAndDoubledAreOneRecord) {
  Office office;
  office.open_desk();
  office.keep(payload({part("+8613800000001", "三", 3, 3), part("+8613800000002", "别人", 1, 2)}));
  office.keep(payload({part("+8613800000001", "水管", 1, 3), part("+8613800000001", "三", 3, 3)}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 0);
  office.keep(payload({part("+8613800000001", "坏了", 2, 3)}));
  ASSERT_TRUE(office.run_until([&] { return office.count(kRecords) == 1; }));
  const Json data = received(office);
  EXPECT_EQ(data.text("text_masked"), "水管坏了三");
  EXPECT_EQ(data.integer("parts_missing"), 0);
  EXPECT_EQ(data.items("suggest")[0].text("category"), "WAT");
  EXPECT_EQ(office.count("SELECT count(*) FROM inbound_part"), 1);
}

TEST(DeskParts, PartsWaitThroughACrashAndNotForEver) {
  Office office;
  office.open_desk();
  office.keep(payload({part("+8613800000001", "电话1390000", 1, 2)}));
  ASSERT_TRUE(office.all_read());
  office.open_desk();
  EXPECT_EQ(office.count(kRecords), 0);
  office.clock.advance(office.desk_options().part_wait);
  ASSERT_TRUE(office.run_until([&] { return office.count(kRecords) == 1; }));
  EXPECT_EQ(received(office).integer("parts_missing"), 1);
  EXPECT_EQ(office.count("SELECT count(*) FROM inbound_part"), 0);
}

TEST(DeskParts, AReferenceUsedAgainLosesNothing) {
  Office office;
  office.open_desk();
  office.keep(payload({part("+8613800000001", "甲一", 1, 2), part("+8613800000001", "乙一", 1, 2)}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 1);
  EXPECT_EQ(office.count("SELECT count(*) FROM inbound_part"), 1);
}

TEST(DeskParts, AnImpossiblePartIsAMessageOfItsOwn) {
  Office office;
  office.open_desk();
  office.keep(payload({part("+8613800000001", "甲", 5, 2), part("+8613800000001", "乙", 1, 100'000)}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count(kRecords), 2);
  EXPECT_EQ(office.count("SELECT count(*) FROM inbound_part"), 0);
}

}  // namespace
}  // namespace huiyin
