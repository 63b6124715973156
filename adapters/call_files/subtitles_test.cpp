#include "adapters/call_files/subtitles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

std::string line(const Turn& t) {
  return t.speaker + " " + std::to_string(t.begin_ms) + "-" + std::to_string(t.end_ms) + " " + t.text;
}

std::vector<std::string> lines(const std::vector<Turn>& turns) {
  std::vector<std::string> out;
  for (const Turn& t : turns) out.push_back(line(t));
  return out;
}

using Lines = std::vector<std::string>;

TEST(WebVtt, CuesWithVoicesBecomeTurns) {
  EXPECT_EQ(lines(read_webvtt("\xEF\xBB\xBFWEBVTT - a call\nKind: captions\n\nNOTE nothing\nof "
                              "note\n\n"
                              "1\n00:01.000 --> 00:04.500 align:start\n<v 市民>路灯坏了</v>\n\n"
                              "00:00:05.000 --> 01:00:00.250\n<v.loud Agent>Where?</v> <v "
                              "Bob>there</v>\n")),
            (Lines{"caller 1000-4500 路灯坏了", "agent 5000-3600250 Where?", "unknown 5000-3600250 there"}));
}

TEST(WebVtt, LineEndsTagsAndEscapes) {
  EXPECT_EQ(lines(read_webvtt("WEBVTT\r\n\r\n00:01.000-->00:02.000\r\n<i>a</i> "
                              "&lt;b&gt;\r\n&amp; c&nope;\r\n")),
            (Lines{"unknown 1000-2000 a <b> & c&nope;"}));
  EXPECT_EQ(lines(read_webvtt("WEBVTT\r\r00:01.000 --> 00:02.000\rx\r")), (Lines{"unknown 1000-2000 x"}));
}

TEST(WebVtt, WhatTheStandardSkipsIsSkipped) {
  EXPECT_TRUE(read_webvtt("WEBVTT").empty());
  EXPECT_EQ(lines(read_webvtt("WEBVTT\n\n00:05.000 --> 00:04.000\nback in "
                              "time\n\n99:99.000 --> 100:00.000\nx\n\n"
                              "00:06.000 --> 00:07.000\n<v 客服\n\n00:08.000 "
                              "--> 00:09.000\ngood\n")),
            (Lines{"unknown 8000-9000 good"}));
}

TEST(WebVtt, OtherFilesAreRefused) {
  for (const char* bad : {"", "WEBVT", "WEBVTTX\n", "1\n00:00:01,000 --> 00:00:02,000\nx"})
    EXPECT_THROW(read_webvtt(bad), BadInput) << bad;
  EXPECT_THROW(read_webvtt("WEBVTT\n\xff"), BadInput);
}

TEST(Srt, CuesBecomeTurns) {
  EXPECT_EQ(lines(read_srt("1\n00:00:01,000 --> "
                           "00:00:02,500\n坐席：您好，\n请讲\n\n\n2\n00:00:03,0 --> "
                           "00:00:04,00\n"
                           "Caller: my lamp\nis broken\n\n00:00:05,000 --> "
                           "00:00:06,000\nhttp://a: b\n")),
            (Lines{"agent 1000-2500 您好，请讲", "caller 3000-4000 my lamp is broken",
                   "unknown 5000-6000 http://a: b"}));
}

TEST(Srt, ChineseEncodingsAreRead) {
  const std::string gbk = std::string("1\n00:00:01,000 --> 00:00:02,000\n") + "\xC2\xB7\xB5\xC6\n";
  EXPECT_EQ(lines(read_srt(gbk)), (Lines{"unknown 1000-2000 路灯"}));
}

TEST(Srt, AMalformedCueNamesItsLine) {
  try {
    read_srt("1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\nno time here\n");
    FAIL();
  } catch (const BadInput& e) {
    EXPECT_THAT(e.what(), HasSubstr("line 5"));
  }
  EXPECT_THROW(read_srt(""), BadInput);
  EXPECT_THROW(read_srt("just words"), BadInput);
}

}  // namespace
}  // namespace huiyin
