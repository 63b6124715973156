#include <gtest/gtest.h>

#include "adapters/tencent_ccc/centre_testing.h"
#include "adapters/tencent_ccc/cursor.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

using Log = std::vector<std::string>;

TEST(CccPull, RecordThenTranscriptThenOnePayload) {
  Office o;
  o.centre.calls["s-1"] = {};
  o.round();
  EXPECT_EQ(o.centre.log, (Log{"cdr", "asr s-1"}));
  const CallRecord call = o.only_call();
  EXPECT_EQ(call.session_id, "s-1");
  EXPECT_EQ(call.transcript, TranscriptState::complete);
  EXPECT_EQ(call.turns.size(), 1u);
  EXPECT_TRUE(o.end.fault.empty());
}

TEST(CccPull, OverlapReadsAgainAndKeepsOnce) {
  Office o;
  o.centre.calls["s-1"] = {};
  o.round();
  o.centre.calls["s-2"] = {};
  o.centre.calls["s-2"].start = kNow - 3000;  // listed late, inside the overlap
  o.round(kNow + 60);
  EXPECT_EQ(o.centre.log, (Log{"cdr", "asr s-2"}));
  EXPECT_EQ(o.kept.size(), 1u);
  o.round(kNow + 120);
  EXPECT_EQ(o.centre.log, (Log{"cdr"}));
  EXPECT_TRUE(o.kept.empty());
}

TEST(CccPull, ProcessingIsVisitedAgain) {
  Office o;
  o.centre.calls["s-1"].asr_status = "Processing";
  o.round();
  EXPECT_TRUE(o.kept.empty());
  o.round(kNow + 60);
  EXPECT_TRUE(o.kept.empty());
  o.centre.calls["s-1"].asr_status = "Complete";
  o.round(kNow + 120);
  EXPECT_EQ(o.only_call().transcript, TranscriptState::complete);
}

TEST(CccPull, ProcessingForTooLongIsKeptWithout) {
  Office o;
  o.settings.set_integer("transcript_wait", 3600);
  o.centre.calls["s-1"].asr_status = "Processing";
  o.round();
  o.round(kNow + 3599);
  EXPECT_TRUE(o.kept.empty());
  o.round(kNow + 3600);
  EXPECT_EQ(o.only_call().transcript, TranscriptState::none);
  o.round(kNow + 3700);
  EXPECT_TRUE(o.kept.empty()) << "once";
}

TEST(CccPull, WaitingCallIsFoundAfterItsWindowHasPassed) {
  Office o;
  o.centre.calls["s-1"].asr_status = "Processing";
  o.round();
  o.round(kNow + 10'000);  // the overlap is 7200 s
  EXPECT_EQ(o.centre.log, (Log{"cdr"}));
  o.centre.calls["s-1"].asr_status = "Complete";
  o.round(kNow + 20'000);
  EXPECT_EQ(o.centre.log.size(), 3u) << "the window, then by session, then the transcript";
  EXPECT_EQ(o.only_call().session_id, "s-1");
}

TEST(CccPull, VanishedCallIsKeptWithWhatIsKnown) {
  Office o;
  o.settings.set_integer("transcript_wait", 3600);
  o.centre.calls["s-1"].asr_status = "Processing";
  o.round();
  const auto call = o.centre.calls.at("s-1");
  o.centre.fault = [&](const std::string& action, const Json&) -> std::optional<HttpReply> {
    if (action != "DescribeTelCdr") return std::nullopt;
    return answered(R"({"Response":{"TotalCount":0,"TelCdrList":[]}})");
  };
  o.round(kNow + 20'000);
  EXPECT_EQ(o.only_call().session_id, "s-1");
  EXPECT_EQ(o.only_call().started, from_unix_seconds(call.start));
  EXPECT_EQ(o.only_call().turns.size(), 1u) << "the transcript was still to be had";
}

TEST(CccPull, SilentAndHungUpCallsAreKeptAtOnce) {
  Office o;
  o.centre.calls["not-exists"].asr_status = "NotExists";
  o.centre.calls["hung-up"] = {kNow - 100, "", 0, kNow - 90, "[]"};
  o.round();
  EXPECT_EQ(o.kept.size(), 2u);
  EXPECT_EQ(o.centre.log, (Log{"cdr"}));
}

TEST(CccPull, CallStillGoingOnWaits) {
  Office o;
  o.centre.calls["s-1"] = {kNow - 10, "", 0, 0, "[]"};
  o.round();
  EXPECT_TRUE(o.kept.empty());
  o.centre.calls["s-1"] = {kNow - 10, "Complete", 50, kNow + 50, R"([{"User":"client","Message":"x"}])"};
  o.round(kNow + 60);
  EXPECT_EQ(o.only_call().talk_seconds, 50);
}

TEST(CccPull, UntoldStatusAsksAndWaitsForText) {
  Office o;
  o.centre.calls["s-1"] = {kNow - 100, "Queued", 30, kNow - 60, "null"};
  o.round();
  EXPECT_EQ(o.centre.log, (Log{"cdr", "asr s-1"}));
  EXPECT_TRUE(o.kept.empty());
  o.centre.calls["s-1"].transcript = R"([{"User":"client","Message":"x"}])";
  o.round(kNow + 60);
  EXPECT_EQ(o.only_call().turns.size(), 1u);
}

TEST(CccPull, ReadsEveryPage) {
  Office o;
  for (int i = 0; i < 250; ++i) o.centre.calls["s-" + std::to_string(i)].asr_status = "NotExists";
  o.round();
  EXPECT_EQ(o.centre.log, (Log{"cdr", "cdr", "cdr"}));
  EXPECT_EQ(o.kept.size(), 250u);
}

TEST(CccPull, CrashInTheMiddleRepeatsAtMostAFew) {
  Office o;
  for (int i = 0; i < 90; ++i) o.centre.calls["s-" + std::to_string(i)].asr_status = "NotExists";
  const auto carrier = find_carrier_kind("tencent_ccc")->make_http(o.settings);
  const auto exchange = carrier->pull("calls", "");
  Step step = exchange->on_reply(o.centre.answer(std::get<HttpCall>(exchange->begin(moment()))), moment());
  int kept = 0;
  for (; kept < 50; ++kept) {
    const Keep& keep = std::get<Keep>(step);
    if (!keep.cursor.empty()) o.cursor = keep.cursor;
    step = exchange->on_kept(moment());
  }
  o.round();  // with the last stored cursor
  EXPECT_GE(o.kept.size(), 40u) << "none is left out";
  EXPECT_LE(o.kept.size(), 60u);
}

TEST(CccPull, OnePoisonedTranscriptDoesNotHoldUpTheOthers) {
  Office o;
  for (const char* s : {"s-1", "s-2", "s-3"}) o.centre.calls[s] = {};
  o.centre.fault = [](const std::string&, const Json& body) -> std::optional<HttpReply> {
    if (body.has("SessionId") && body.text("SessionId") == "s-1") return answered("<html>", 500);
    return std::nullopt;
  };
  o.settings.set_integer("transcript_wait", 3600);
  o.round();
  EXPECT_EQ(o.kept.size(), 2u);
  EXPECT_FALSE(o.end.fault.empty());
  o.round(kNow + 3600);
  EXPECT_EQ(o.only_call().session_id, "s-1");
  EXPECT_EQ(o.only_call().transcript, TranscriptState::none);
}

TEST(CccPull, CarrierThatIsDownIsLeftAloneAndNothingIsSkipped) {
  Office o;
  for (int i = 0; i < 9; ++i) o.centre.calls["s-" + std::to_string(i)] = {};
  o.centre.fault = [](const std::string& action, const Json&) -> std::optional<HttpReply> {
    if (action == "DescribeTelRecordAsr") return lost(Transport::broken);
    return std::nullopt;
  };
  o.round();
  EXPECT_LE(o.centre.log.size(), 4u);
  EXPECT_FALSE(o.end.fault.empty());
  o.centre.fault = nullptr;
  o.round(kNow + 60);
  EXPECT_EQ(o.kept.size(), 9u);
}

TEST(CccPull, FaultsOfTheListLeaveTheWindowWhereItWas) {
  const HttpReply faults[] = {lost(Transport::broken),
                              lost(Transport::not_sent),
                              answered("", 503),
                              answered("garbage"),
                              answered("{}"),
                              answered(R"({"Response":{"TotalCount":1}})"),
                              answered(R"({"Response":{"TelCdrList":7}})"),
                              answered(R"({"Response":{"Error":{"Code":"InternalError","Message":""}}})")};
  for (const HttpReply& fault : faults) {
    Office o;
    o.round();
    const std::string before = o.cursor;
    o.centre.calls["s-1"] = {};
    o.centre.fault = [&](const std::string&, const Json&) { return fault; };
    o.round(kNow + 60);
    EXPECT_EQ(o.cursor, before) << fault.body;
    EXPECT_FALSE(o.end.fault.empty());
    EXPECT_FALSE(o.end.may_have_lost);
  }
  Office stopped;
  stopped.centre.fault = [](const std::string&, const Json&) {
    return answered(R"({"Response":{"Error":{"Code":"AuthFailure.SecretIdNotFound","Message":""}}})");
  };
  stopped.round();
  EXPECT_EQ(stopped.end.hold, Hold::stopped);
}

TEST(CccPull, RecordsThatMakeNoSenseAreKeptForAPersonToLookAt) {
  Office o;
  o.centre.fault = [](const std::string&, const Json&) {
    return answered(
        R"({"Response":{"TotalCount":4,"TelCdrs":[7,null,{"Duration":5},{"SessionId":7,"AsrStatus":"Processing"}]}})");
  };
  o.round();
  EXPECT_EQ(o.kept.size(), 4u);
  o.round(kNow + 60);
  EXPECT_TRUE(o.kept.empty()) << "once";
}

TEST(CccPull, EndlessPagesEnd) {
  Office o;
  o.centre.fault = [](const std::string&, const Json&) {
    return answered(
        R"({"Response":{"TotalCount":99999999,"TelCdrList":[{"SessionId":"s","Duration":5,"AsrStatus":"NotExists"}]}})");
  };
  o.round();
  EXPECT_FALSE(o.end.fault.empty());
  EXPECT_EQ(o.kept.size(), 1u);
}

TEST(CccPull, UnreadableCursorStartsAnewAndSaysSo) {
  for (const char* bad : {"x", "{}", "[]", R"({"from":1,"seen":[],"waiting":{}})",
                          R"({"from":1,"seen":{},"waiting":{"s":[1]}})"}) {
    Office o;
    o.centre.calls["s-1"] = {};
    o.cursor = bad;
    o.round();
    EXPECT_EQ(o.kept.size(), 1u) << bad;
    EXPECT_NE(o.end.fault.find("cursor"), std::string::npos);
  }
}

TEST(CccPull, CursorHoldsNoNumbersAndStaysSmall) {
  Office o;
  for (int i = 0; i < 300; ++i)
    o.centre.calls["7cb26a84-83b2-42d8-a19b-" + std::to_string(i)].asr_status = "NotExists";
  o.round();
  EXPECT_LT(o.cursor.size(), 300u * 40);
  o.round(kNow + 100'000);
  EXPECT_LT(o.cursor.size(), 100u) << "forgotten once outside the overlap: " << o.cursor.substr(0, 200);
}

TEST(CallCursor, RoundTrip) {
  CallCursor cursor;
  cursor.from = kNow;
  cursor.seen = {{session_mark("a"), 5}};
  cursor.waiting = {{"s\"1", {7, 8}}};
  CallCursor back;
  ASSERT_TRUE(CallCursor::read(cursor.to_json(), &back));
  EXPECT_EQ(back.to_json(), cursor.to_json());
  EXPECT_EQ(session_mark("a").size(), 20u);
}

}  // namespace
}  // namespace huiyin
