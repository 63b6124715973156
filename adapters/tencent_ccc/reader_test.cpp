#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

std::unique_ptr<HttpCarrier> carrier() {
  return find_carrier_kind("tencent_ccc")->make_http(tencent_settings("tencent_ccc"));
}

const char kCdr[] =
    R"({"Caller":"008613800000001","Callee":"008657100000000","Time":1772320000,"Direction":0,"CallType":2,"Duration":63,)"
    R"("EndStatus":1,"EndStatusString":"ok","AcceptTimestamp":1772320015,"EndedTimestamp":1772320078,)"
    R"("StartTimestamp":1772320000,"IVRKeyPressedEx":[{"Key":"1","Label":"投诉"}],)"
    R"("PostIVRKeyPressedEx":[{"Key":"2","Label":"满意"}],"HungUpSide":"user","SessionId":"s-1","AsrStatus":"Complete"})";
const char kAsr[] =
    R"([{"User":"client","Message":"你好，我要反映路灯不亮","Start":1772320016000,"End":1772320019000},)"
    R"({"User":"staff","Message":"好的，请问具体位置","Start":1772320019500,"End":1772320021000}])";

Inbox read(const std::string& cdr, const std::string& asr) {
  return carrier()->read("call", R"({"cdr":)" + cdr + R"(,"asr":)" + asr + "}");
}

TEST(CccReader, CallWithTranscript) {
  const Inbox inbox = read(kCdr, kAsr);
  ASSERT_EQ(inbox.calls.size(), 1u);
  const CallRecord& call = inbox.calls[0];
  EXPECT_EQ(call.session_id, "s-1");
  EXPECT_EQ(call.caller, "008613800000001");
  EXPECT_TRUE(call.inbound);
  EXPECT_EQ(call.started, from_unix_seconds(1772320000));
  EXPECT_EQ(call.ended, from_unix_seconds(1772320078));
  EXPECT_EQ(call.talk_seconds, 63);
  EXPECT_EQ(call.end_status, "ok");
  EXPECT_EQ(call.keys, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(call.transcript, TranscriptState::complete);
  ASSERT_EQ(call.turns.size(), 2u);
  EXPECT_EQ(call.turns[0].speaker, "caller");
  EXPECT_EQ(call.turns[0].begin_ms, 16'000);
  EXPECT_EQ(call.turns[0].end_ms, 19'000);
  EXPECT_EQ(call.turns[1].speaker, "agent");
  EXPECT_EQ(call.turns[1].text, "好的，请问具体位置");
}

TEST(CccReader, CallWithoutTranscript) {
  const Inbox inbox = read(R"({"SessionId":"s-2","Time":1772320000,"Direction":1,"EndStatus":103})", "null");
  const CallRecord& call = inbox.calls.at(0);
  EXPECT_EQ(call.transcript, TranscriptState::none);
  EXPECT_TRUE(call.turns.empty());
  EXPECT_EQ(call.talk_seconds, 0);
  EXPECT_EQ(call.end_status, "103");
  EXPECT_FALSE(call.inbound);
  EXPECT_EQ(call.ended, call.started);
}

TEST(CccReader, SpeakersInOddForms) {
  const std::pair<const char*, const char*> cases[] = {{R"("client")", "caller"},
                                                       {R"("Staff")", "agent"},
                                                       {R"("user")", "caller"},
                                                       {R"("agent")", "agent"},
                                                       {R"("1")", "caller"},
                                                       {R"("0")", "agent"},
                                                       {"1", "caller"},
                                                       {"0", "agent"},
                                                       {R"("foo@office.example")", "agent"},
                                                       {R"("13800000001")", "caller"},
                                                       {R"("0086571-00000000")", "agent"},
                                                       {R"("ivr")", "system"},
                                                       {R"("")", "unknown"},
                                                       {"null", "unknown"},
                                                       {R"("张三")", "unknown"}};
  for (const auto& [user, speaker] : cases) {
    const Inbox inbox =
        read(kCdr, std::string(R"([{"User":)") + user + R"(,"Message":"x","Start":1,"End":2}])");
    ASSERT_EQ(inbox.calls.at(0).turns.size(), 1u) << user;
    EXPECT_EQ(inbox.calls[0].turns[0].speaker, speaker) << user;
  }
}

TEST(CccReader, OutgoingCallSwapsNumbersNotRoles) {
  std::string cdr = kCdr;
  cdr.replace(cdr.find(R"("Direction":0)"), 13, R"("Direction":1)");
  const Inbox inbox =
      read(cdr, R"([{"User":"008613800000001","Message":"a"},{"User":"client","Message":"b"}])");
  EXPECT_EQ(inbox.calls.at(0).turns.at(0).speaker, "agent");
  EXPECT_EQ(inbox.calls[0].turns.at(1).speaker, "caller");
}

TEST(CccReader, TurnTimes) {
  const Inbox inbox =
      read(kCdr, R"([{"User":"client","Message":"late","Start":1772320030000,"End":1772320020000},)"
                 R"({"User":"client","Message":"before","Start":1772319999000,"End":1772320001000},)"
                 R"({"User":"client","Message":"relative","Start":5000,"End":6000},)"
                 R"({"User":"client","Message":"stamp","Timestamp":1772320007000},)"
                 R"({"User":"client","Message":"text","Start":"1772320008000","End":"x"}])");
  const auto& turns = inbox.calls.at(0).turns;
  ASSERT_EQ(turns.size(), 5u);
  const char* texts[] = {"before", "relative", "stamp", "text", "late"};
  const std::int64_t begins[] = {0, 5'000, 7'000, 8'000, 30'000};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(turns[i].text, texts[i]);
    EXPECT_EQ(turns[i].begin_ms, begins[i]);
    EXPECT_GE(turns[i].end_ms, turns[i].begin_ms);
  }
}

TEST(CccReader, OddTurnsAreNamedAndTheOthersRead) {
  const Inbox inbox =
      read(kCdr, R"([7,null,{"User":"client"},{"User":[],"Message":"x"},{"User":"client","Message":"ok"}])");
  EXPECT_EQ(inbox.unreadable.size(), 4u);
  EXPECT_EQ(inbox.calls.at(0).turns.size(), 1u);
}

TEST(CccReader, OddFieldsOfTheRecordDoNotSpoilIt) {
  const Inbox inbox = read(
      R"({"SessionId":"s-3","Caller":null,"Callee":7,"StartTimestamp":9223372036854775807,"Time":"x",)"
      R"("Duration":-5,"EndedTimestamp":1e300,"IVRKeyPressed":["3",{"Key":4},{"Key":[]}],"PostIVRKeyPressedEx":7})",
      "[]");
  const CallRecord& call = inbox.calls.at(0);
  EXPECT_EQ(call.caller, "");
  EXPECT_EQ(call.started, TimePoint{});
  EXPECT_EQ(call.talk_seconds, 0);
  EXPECT_EQ(call.keys, (std::vector<std::string>{"3", "4"}));
  EXPECT_EQ(inbox.unreadable.size(), 1u);
  EXPECT_EQ(call.transcript, TranscriptState::complete) << "a transcript in which nobody spoke";
}

TEST(CccReader, GarbageThrowsBadInputOnly) {
  const std::string deep(300'000, '[');
  for (const std::string& bytes :
       {std::string(), std::string("{}"), std::string("7"), std::string(R"({"cdr":{},"asr":null})"),
        std::string(R"({"cdr":{"SessionId":""}})"), std::string(R"({"cdr":{"SessionId":7}})"),
        std::string(R"({"cdr":{"SessionId":"s"},"asr":7})"), deep})
    EXPECT_THROW(carrier()->read("call", bytes), BadInput) << bytes.substr(0, 40);
  EXPECT_THROW(carrier()->read("reply_pull", "{}"), BadInput);
  const std::string whole = std::string(R"({"cdr":)") + kCdr + R"(,"asr":)" + kAsr + "}";
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_THROW(carrier()->read("call", whole.substr(0, n)), BadInput);
}

}  // namespace
}  // namespace huiyin
