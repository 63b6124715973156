// Records as vCon: the redacted copy, the whole one on record, and our own reader on both.
#include "daemon/intake/vcon_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/registry.h"
#include "daemon/base/json.h"
#include "daemon/intake/transcripts.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::Office;
using test::ScriptReader;
using ::testing::HasSubstr;
using ::testing::Not;

class Export : public ::testing::Test {
 protected:
  Export() {
    office_.open_desk();
    office_.keep(test::payload({test::mo("+8613800000001", "水管坏了,13900000002")}));
    office_.keep(R"({"calls":[{"session":"s1","caller":"+8613800000003","talk":30,"at":1772330000000,"turns":[
      {"who":"agent","text":"请讲","begin":0,"end":900},{"who":"caller","text":"路灯坏了,13900000002","begin":1000,"end":4000}]},
      {"session":"s2","caller":"+8613800000003","talk":0}]})",
                 "pull");
    EXPECT_TRUE(office_.all_read());
    for (const Event& e : office_.events("intake.received"))
      ids_.push_back(Json::parse(e.data).text("intake_id"));
  }

  Json redacted(std::size_t n) {
    return Json::parse(*redacted_vcon(*office_.db, *office_.vault, {"某局"}, ids_.at(n)));
  }
  Result<std::string> whole(const std::string& id, const std::string& reason) {
    return office_.store->write_now<std::string>([&](Database& db) {
      return whole_vcon(db, *office_.vault, {"某局"}, id, "token:sup", reason, office_.clock.now());
    });
  }
  static CallRecord read_back(const std::string& vcon) {
    return find_carrier_kind("call_files")->make_http({})->read("vcon", vcon).calls.at(0);
  }

  Office office_;
  std::vector<std::string> ids_;
};

TEST_F(Export, TheRedactedCopyHasMaskedTextsAndNobodysIdentity) {
  const Json sms = redacted(0);
  EXPECT_EQ(sms.items("dialog")[0].text("body"), "水管坏了,[电话1]");
  EXPECT_EQ(sms.items("parties")[1].text("org"), "某局");
  EXPECT_EQ(sms.at("redacted").text("type"), "pii");
  EXPECT_EQ(sms.items("analysis")[0].at("body").items("suggest")[0].text("category"), "WAT");
  const Json call = redacted(1);
  EXPECT_EQ(call.items("analysis")[0].items("body")[1].text("text"), "路灯坏了,[电话1]");
  EXPECT_EQ(call.items("analysis")[0].items("body")[1].integer("parties"), 0);
  EXPECT_EQ(redacted(2).items("dialog")[0].text("disposition"), "hung-up");
  for (std::size_t n = 0; n < 3; ++n)
    for (const char* secret : {"1380000000", "13900000002", "p_", "s1"})
      EXPECT_THAT(redacted(n).dump(), Not(HasSubstr(secret)));
  EXPECT_TRUE(office_.events("intake.exported").empty());
}

TEST_F(Export, TheWholeOneIsOnRecordAndNamedByTheRedacted) {
  const auto done = whole(ids_[1], "核查,电话13900000002");
  ASSERT_TRUE(done) << done.error().text();
  const Json v = Json::parse(*done);
  EXPECT_EQ(v.items("parties")[0].text("tel"), "tel:+8613800000003");
  EXPECT_EQ(v.items("analysis")[0].items("body")[1].text("text"), "路灯坏了,13900000002");
  EXPECT_EQ(v.text("uuid"), redacted(1).at("redacted").text("uuid"));
  EXPECT_NE(v.text("uuid"), redacted(1).text("uuid"));
  EXPECT_FALSE(v.has("redacted"));
  const auto told = office_.events("intake.exported");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(Json::parse(told[0].data).text("by"), "token:sup");
  EXPECT_THAT(told[0].data, Not(HasSubstr("13900000002")));
  EXPECT_EQ(Json::parse(*whole(ids_[0], "核查")).items("dialog")[0].text("body"), "水管坏了,13900000002");
}

TEST_F(Export, NobodyLooksWithoutAReason) {
  EXPECT_EQ(whole(ids_[0], "  ").error().code, Errc::bad_input);
  EXPECT_EQ(whole("IN-20000101-000001", "x").error().code, Errc::not_found);
  EXPECT_FALSE(redacted_vcon(*office_.db, *office_.vault, {""}, "IN-20000101-000001"));
  EXPECT_TRUE(office_.events("intake.exported").empty());
}

TEST_F(Export, OurOwnReaderReadsItBack) {
  const CallRecord call = read_back(*whole(ids_[1], "x"));
  EXPECT_EQ(call.caller, "+8613800000003");
  EXPECT_TRUE(call.inbound);
  EXPECT_EQ(call.talk_seconds, 30);
  ASSERT_EQ(call.turns.size(), 2u);
  EXPECT_EQ(call.turns[0].speaker, "agent");
  EXPECT_EQ(call.turns[1].text, "路灯坏了,13900000002");
  EXPECT_EQ(call.turns[1].begin_ms, 1000);
  EXPECT_DOUBLE_EQ(call.turns[1].confidence.value(), 0.9);
  EXPECT_EQ(read_back(redacted(0).dump()).turns.at(0).text, "水管坏了,[电话1]");
}

TEST_F(Export, EveryVersionOfATranscriptIsInIt) {
  CommandTable table;
  register_transcript_commands(table, {office_.vault, std::make_shared<ScriptReader>(), 0.6});
  const std::string args = R"({"intake_id":")" + ids_[1] + R"(","turns":[{"n":1,"text":"路灯不亮"}]})";
  ASSERT_TRUE(office_.store->write_now<std::string>([&](Database& db) {
    return run_command(db, table, "intake.transcript.correct", "", Json::parse(args),
                       {office_.clock.now(), "token:ann", Role::operator_});
  }));
  const auto analysis = Json::parse(*whole(ids_[1], "x")).items("analysis");
  ASSERT_EQ(analysis.size(), 3u);
  EXPECT_EQ(analysis[0].items("body")[1].text("text"), "路灯坏了,13900000002");
  EXPECT_EQ(analysis[1].items("body")[1].text("text"), "路灯不亮");
  EXPECT_EQ(analysis[1].text("product"), "correction");
}

}  // namespace
}  // namespace huiyin
