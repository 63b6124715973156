#include "adapters/call_files/heard.h"

#include <cmath>

#include <gtest/gtest.h>

#include "adapters/recogniser.h"
#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

TEST(Heard, OpenAiVerbose) {
  const auto turns = read_heard(
      R"({"task":"transcribe","text":"你好","segments":[{"id":0,"start":0,"end":3.2,"text":" 你好 ","avg_logprob":-0.21}]})");
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].text, "你好");
  EXPECT_EQ(turns[0].end_ms, 3200);
  EXPECT_NEAR(turns[0].confidence.value(), std::exp(-0.21), 1e-9);
  EXPECT_EQ(turns[0].speaker, "unknown");
}

TEST(Heard, OpenAiDiarizedPlainAndText) {
  const auto turns = read_heard(
      R"({"text":"a b","segments":[{"start":0,"end":2,"text":"a","speaker":"agent"},{"start":2,"end":5,"text":"b","speaker":"B"}]})");
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].speaker, "agent");
  EXPECT_EQ(turns[1].speaker, "unknown");
  EXPECT_FALSE(turns[0].confidence);
  EXPECT_EQ(read_heard(R"({"text":"你好"})").at(0).text, "你好");
  EXPECT_EQ(read_heard("你好\n").at(0).text, "你好");
  EXPECT_TRUE(read_heard(R"({"text":"","segments":[]})").empty());
  EXPECT_TRUE(read_heard("").empty());
  EXPECT_EQ(read_heard("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n").at(0).begin_ms, 1000);
  EXPECT_EQ(read_heard("1\n00:00:01,000 --> 00:00:02,000\nx\n").at(0).end_ms, 2000);
}

TEST(Heard, CapturedAnswersOfTheOfficialSdk) {
  const auto files = testing::captured_files("openai-transcription-");
  if (files.empty()) GTEST_SKIP() << "the captures are not here";
  int read = 0;
  for (const auto& file : files) {
    const Json capture = testing::read_json_file(file);
    const Json answer = capture.items("exchanges")[0].at("response_sent");
    if (answer.integer("status") != 200) continue;
    const Json body = answer.at("body");
    EXPECT_FALSE(read_heard(body.is_string() ? body.text() : body.dump()).empty()) << file;
    ++read;
  }
  EXPECT_EQ(read, 3);
}

TEST(Heard, DeepgramWordsAreGroupedBySpeaker) {
  const auto turns = read_heard(
      R"({"results":{"channels":[{"alternatives":[{"transcript":"x","words":[
    {"word":"hello","punctuated_word":"Hello.","start":1.2,"end":1.76,"confidence":0.99,"speaker":0},
    {"word":"this","start":1.8,"end":2.0,"confidence":0.41,"speaker":0},
    {"word":"路灯","start":3,"end":3.5,"confidence":0.8,"speaker":1},
    {"word":"坏了","start":3.5,"end":4,"confidence":0.6,"speaker":1}]}]}]}})");
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].text, "Hello. this");
  EXPECT_EQ(turns[0].begin_ms, 1200);
  EXPECT_EQ(turns[0].end_ms, 2000);
  ASSERT_EQ(turns[0].words.size(), 2u);
  EXPECT_EQ(turns[0].words[1].begin, 7u);
  EXPECT_EQ(turns[0].words[1].end, 11u);
  EXPECT_DOUBLE_EQ(turns[0].words[1].confidence, 0.41);
  EXPECT_EQ(turns[1].text, "路灯坏了");
  EXPECT_NEAR(turns[1].confidence.value(), 0.7, 1e-9);
}

TEST(Heard, PartiesSpeakByTheirRoles) {
  const auto turns =
      read_heard(R"([{"parties":1,"start":0.5,"duration":1,"text":"您好"},{"parties":7,"text":"x"}])",
                 {"caller", "agent"});
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].speaker, "agent");
  EXPECT_EQ(turns[0].begin_ms, 500);
  EXPECT_EQ(turns[1].speaker, "unknown");
}

TEST(Heard, UnknownFormsAreRefused) {
  for (const char* bad :
       {"{}", R"({"results":{}})", R"({"segments":[1]})", "[1]", "{", R"({"text":5})", "\xff\xfe\xff"})
    EXPECT_THROW(read_heard(bad), BadInput) << bad;
  const auto odd = read_heard(R"({"segments":[{"text":"x","start":-1,"end":1e300,"confidence":7}]})");
  EXPECT_EQ(odd.at(0).begin_ms, 0);
  EXPECT_EQ(odd.at(0).end_ms, 0);
  EXPECT_FALSE(odd.at(0).confidence);
}

}  // namespace
}  // namespace huiyin
