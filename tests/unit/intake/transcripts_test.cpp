// Transcripts: marks of doubt, corrections beside the machine's text, texts told anew.
#include "daemon/intake/transcripts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/intake/call_content.h"
#include "daemon/intake/draft.h"
#include "daemon/intake/intake_view.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::Office;
using test::ScriptReader;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kCall =
    R"({"calls":[{"session":"s1","caller":"+8613800000001","talk":30,"at":1772330000000,"turns":[
    {"who":"agent","text":"请讲","begin":0,"end":900},
    {"who":"caller","text":"路灯坏了,13900000002","begin":1000,"end":4000}]}]})";

class Transcripts : public ::testing::Test {
 protected:
  Transcripts() {
    register_transcript_commands(table_, {office_.vault, std::make_shared<ScriptReader>(), 0.6});
    office_.open_desk();
    office_.keep(kCall, "pull");
    EXPECT_TRUE(office_.all_read());
    id_ = Json::parse(office_.events("intake.received").at(0).data).text("intake_id");
  }

  Result<std::string> command(const std::string& name, const std::string& args) {
    return office_.store->write_now<std::string>([&](Database& db) -> Result<std::string> {
      try {
        return run_command(db, table_, name, "", Json::parse(args),
                           {office_.clock.now(), "token:ann", Role::operator_});
      } catch (const BadInput& e) {
        return fail(Errc::bad_input, e.what());
      }
    });
  }
  Json record() { return Json::parse(*intake_json(*office_.db, *office_.vault, id_)); }
  std::string with_id(const std::string& rest) { return R"({"intake_id":")" + id_ + "\"," + rest + "}"; }

  Office office_;
  CommandTable table_;
  std::string id_;
};

TEST_F(Transcripts, OneThatWasNeverToldAnewHasOne) {
  const auto all = record().items("transcripts");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].text("source"), "machine");
  EXPECT_EQ(all[0].text("by"), "main");
  EXPECT_EQ(all[0].items("turns").size(), 2u);
}

TEST_F(Transcripts, ACorrectionStandsBesideTheMachinesText) {
  const auto done =
      command("intake.transcript.correct", with_id(R"("turns":[{"n":1,"text":"水管坏了,13900000002"}])"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(Json::parse(*done).integer("number"), 2);
  const Json r = record();
  const auto all = r.items("transcripts");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].items("turns")[1].text("text_masked"), "路灯坏了,[电话1]");
  EXPECT_EQ(all[1].items("turns")[1].text("text_masked"), "水管坏了,[电话1]");
  EXPECT_EQ(all[1].text("source"), "human");
  EXPECT_EQ(all[1].text("by"), "token:ann");
  EXPECT_TRUE(all[1].items("turns")[1].at("confidence").is_null());
  EXPECT_DOUBLE_EQ(all[1].items("turns")[0].number("confidence"), 0.9);
  EXPECT_EQ(r.at("reading").items("suggest")[0].text("category"), "WAT");
  const auto told = office_.events("intake.transcribed");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(Json::parse(told[0].data).integer("number"), 2);
  EXPECT_EQ(told[0].subject, "intake/" + id_);
  EXPECT_THAT(office_.everything_in_the_ledger(), Not(HasSubstr("13900000002")));
}

TEST_F(Transcripts, TheCallsFactsSurviveACorrection) {
  ASSERT_TRUE(command("intake.transcript.correct", with_id(R"("turns":[{"n":0,"speaker":"system"}])")));
  const Json reading = record().at("reading");
  EXPECT_EQ(reading.at("call").integer("talk_seconds"), 30);
  EXPECT_EQ(reading.text("direction"), "in");
  EXPECT_EQ(reading.text("said_at"), to_rfc3339(from_ms(1'772'330'000'000)));
  EXPECT_EQ(reading.items("turns")[0].text("speaker"), "system");
  EXPECT_EQ(reading.items("turns")[0].text("text_masked"), "请讲");
}

TEST_F(Transcripts, DangerHeardOnlyNowIsToldOnce) {
  const std::string args =
      with_id(R"("by":"whisper-1","turns":[{"speaker":"caller","text":"着火了","confidence":0.3}])");
  ASSERT_TRUE(command("intake.transcript.add", args));
  EXPECT_EQ(office_.events("intake.danger").size(), 1u);
  ASSERT_TRUE(command("intake.transcript.add", args));
  EXPECT_EQ(office_.events("intake.danger").size(), 1u);
  const auto all = record().items("transcripts");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].text("by"), "whisper-1");
  const auto low = all[2].items("turns")[0].items("low");
  ASSERT_EQ(low.size(), 1u);
  EXPECT_EQ(low[0].items()[1].integer(), 9);
}

TEST_F(Transcripts, AskingIsAnEventForWhoeverTranscribes) {
  ASSERT_TRUE(command("intake.transcribe", with_id(R"("language":"zh")")));
  const auto asked = office_.events("intake.transcription_asked");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(Json::parse(asked[0].data).text("language"), "zh");
}

TEST_F(Transcripts, WhatIsMalformedNamesThePlaceAndChangesNothing) {
  const auto why = [&](const std::string& name, const std::string& rest) {
    const auto done = command(name, with_id(rest));
    return done ? std::string("taken") : done.error().text();
  };
  EXPECT_THAT(why("intake.transcript.correct", R"("turns":[{"n":2,"text":"x"}])"), HasSubstr("/turns/0/n"));
  EXPECT_THAT(why("intake.transcript.correct", R"("turns":[])"), HasSubstr("/turns is empty"));
  EXPECT_THAT(why("intake.transcript.add", R"("turns":[{"speaker":"me","text":"x"}])"),
              HasSubstr("/speaker"));
  EXPECT_THAT(why("intake.transcript.add", R"("turns":[{"speaker":"caller","text":"x","confidence":2}])"),
              HasSubstr("/confidence"));
  EXPECT_THAT(
      why("intake.transcript.add",
          R"("turns":[{"speaker":"caller","text":"x","words":[{"begin":0,"end":2,"confidence":1}]}])"),
      HasSubstr("/turns/0/words/0"));
  EXPECT_THAT(why("intake.transcript.add", R"("turns":[{"speaker":"caller","text":"x","begin_ms":-1}])"),
              HasSubstr("/begin_ms"));
  EXPECT_EQ(office_.count("SELECT count(*) FROM transcript"), 0);
  const auto nobody = command("intake.transcribe", R"({"intake_id":"IN-20000101-000001"})");
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, Errc::not_found);
}

TEST_F(Transcripts, ATextIsNoCall) {
  office_.keep(test::payload({test::mo("+8613800000009", "路灯")}));
  ASSERT_TRUE(office_.all_read());
  const std::string sms = Json::parse(office_.events("intake.received").at(1).data).text("intake_id");
  const auto done =
      command("intake.transcript.correct", R"({"intake_id":")" + sms + R"(","turns":[{"n":0,"text":"x"}]})");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::conflict);
  EXPECT_TRUE(Json::parse(*intake_json(*office_.db, *office_.vault, sms)).items("transcripts").empty());
}

// ---- Marks of doubt

std::vector<std::pair<std::uint32_t, std::uint32_t>> marks(const Office& office, const Turn& turn) {
  CallRecord call;
  call.turns = {{"agent", "请讲", 0, 0, {}, {}}, turn};
  const Draft d = draft_of_call(call, ScriptReader(), {}, *office.vault, 0.6);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  for (const TextSpan& span : d.turns.at(1).low) out.emplace_back(span.begin, span.end);
  return out;
}

TEST(DoubtfulWords, AreMarkedInTheMaskedText) {
  using Marks = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  const Office office;
  // "电话13900000002在家": 电话 0-6, the number 6-17, 在家 17-23; masked: 电话[电话1]在家
  Turn turn{"caller", "电话13900000002在家", 0, 0, 0.9, {}};
  EXPECT_EQ(marks(office, turn), Marks());
  turn.words = {{0, 6, 0.5}, {17, 23, 0.59}};
  EXPECT_EQ(marks(office, turn), (Marks{{0, 6}, {15, 21}}));
  turn.words = {{0, 6, 0.7}, {8, 10, 0.1}, {17, 23, 0.9}};
  EXPECT_EQ(marks(office, turn), (Marks{{6, 15}}));
  turn.words = {{6, 10, 0.1}, {10, 17, 0.1}};
  EXPECT_EQ(marks(office, turn), (Marks{{6, 15}}));
  turn.words = {{17, 99, 0.1}};  // outside: no mark
  EXPECT_EQ(marks(office, turn), Marks());
  turn.words.clear();
  turn.confidence = 0.2;
  EXPECT_EQ(marks(office, turn), (Marks{{0, 21}}));
}

TEST(CallContent, IsReadBackAsItWas) {
  CallRecord call;
  call.turns = {{"caller", "甲 \"乙\"", 10, 20, 0.5, {{0, 3, 0.25}}}, {"agent", "", 0, 0, {}, {}}};
  call.keys = {"1", "#"};
  call.session_id = "s";
  call.callee = "12345";
  const CallRecord back = read_call_content(call_content(call, "x"));
  ASSERT_EQ(back.turns.size(), 2u);
  EXPECT_EQ(back.turns[0].text, call.turns[0].text);
  EXPECT_EQ(back.turns[0].end_ms, 20);
  EXPECT_DOUBLE_EQ(back.turns[0].words.at(0).confidence, 0.25);
  EXPECT_FALSE(back.turns[1].confidence);
  EXPECT_EQ(back.keys, call.keys);
  EXPECT_EQ(back.callee, "12345");
}

}  // namespace
}  // namespace huiyin
