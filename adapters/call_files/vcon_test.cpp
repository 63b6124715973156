#include "adapters/call_files/vcon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/call_files/test_keys.h"
#include "adapters/kit.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kUuid = "0198f7c2-0000-7000-8000-000000000001";

struct Bench {
  TrustedKeys keys{""};
  VconRules rules{&keys, false, {"https://records.example/calls/"}, {number_key("12345")}};

  Inbox read(const std::string& json) const {
    Inbox inbox;
    read_vcon(json, rules, &inbox);
    return inbox;
  }
  std::string why(const std::string& json) const {
    try {
      read(json);
      return "read";
    } catch (const BadInput& e) {
      return e.what();
    }
  }
};

std::string vcon(const std::string& rest) {
  return R"({"vcon":"0.4.0","uuid":")" + std::string(kUuid) +
         R"(","created_at":"2026-01-05T02:11:09+00:00",)" + rest + "}";
}

TEST(Vcon, ACallWithATranscript) {
  const Inbox inbox = Bench().read(vcon(R"(
    "parties":[{"tel":"tel:+8613800000001","name":"甲"},{"tel":"12345","role":"agent"}],
    "dialog":[{"type":"recording","start":"2026-01-05T10:10:40+08:00","duration":33.12,"parties":[0,1],
      "mediatype":"audio/wav","filename":"a.wav","body":"UklGRg","encoding":"base64url"}],
    "analysis":[{"type":"summary","body":"no matter","encoding":"none"},
      {"type":"transcript","dialog":0,"vendor":"deepgram","product":"transcription","encoding":"json",
       "body":[{"parties":1,"start":0,"text":"您好"},{"parties":0,"start":2.5,"text":"路灯坏了"}]},
      {"type":"transcript","encoding":"none","body":"a second one is not read"}])"));
  EXPECT_TRUE(inbox.unreadable.empty());
  ASSERT_EQ(inbox.calls.size(), 1u);
  const CallRecord& call = inbox.calls[0];
  EXPECT_EQ(call.session_id, kUuid);
  EXPECT_EQ(call.caller, "+8613800000001");
  EXPECT_EQ(call.callee, "12345");
  EXPECT_TRUE(call.inbound);
  EXPECT_EQ(to_rfc3339(call.started), "2026-01-05T02:10:40Z");
  EXPECT_EQ(call.talk_seconds, 34);
  EXPECT_EQ(call.recogniser, "deepgram transcription");
  EXPECT_EQ(call.transcript, TranscriptState::complete);
  ASSERT_EQ(call.turns.size(), 2u);
  EXPECT_EQ(call.turns[0].speaker, "agent");
  EXPECT_EQ(call.turns[1].speaker, "caller");
  EXPECT_EQ(call.turns[1].begin_ms, 2500);
  ASSERT_EQ(call.parts.size(), 1u);
  EXPECT_EQ(call.parts[0].name, "dialog/0");
  EXPECT_EQ(call.signature, "");
}

TEST(Vcon, TheBytesOfARecordingInside) {
  const Bench b;
  const std::string json = vcon(R"("dialog":[{"type":"recording","body":"UklGRg","encoding":"base64url"}])");
  EXPECT_EQ(vcon_part(json, b.rules, "dialog/0"), "RIFF");
  for (const char* none : {"dialog/1", "dialog/", "x/0", "dialog", "dialog/0/0"})
    EXPECT_THROW(vcon_part(json, b.rules, none), BadInput) << none;
}

TEST(Vcon, TextsOfAConversation) {
  const CallRecord call = Bench()
                              .read(vcon(R"(
    "parties":[{"tel":"+8613800000001"},{"org":"office"}],
    "dialog":[{"type":"text","start":"2026-01-05T02:10:40Z","parties":[0,1],"mediatype":"text/plain","encoding":"none","body":"路灯坏了"},
      {"type":"text","start":"2026-01-05T02:10:50Z","parties":[1,0],"originator":1,"body":"收到"},
      {"type":"transfer","transferee":0}])"))
                              .calls.at(0);
  ASSERT_EQ(call.turns.size(), 2u);
  EXPECT_EQ(call.turns[0].speaker, "caller");
  EXPECT_EQ(call.turns[1].speaker, "agent");
  EXPECT_EQ(call.turns[1].begin_ms, 10'000);
}

TEST(Vcon, WhoCalledWhom) {
  const CallRecord out =
      Bench()
          .read(vcon(
              R"("parties":[{"tel":"12345"},{"tel":"+8613800000001"}],"dialog":[{"type":"text","parties":[0,1],"body":"回电"}])"))
          .calls.at(0);
  EXPECT_FALSE(out.inbound);
  EXPECT_EQ(out.callee, "+8613800000001");
  EXPECT_EQ(out.turns.at(0).speaker, "agent");
  const CallRecord withheld = Bench().read(vcon(R"("parties":[],"dialog":[])")).calls.at(0);
  EXPECT_EQ(withheld.caller, "");
  const CallRecord missed =
      Bench()
          .read(vcon(
              R"("parties":[{"tel":"+8613800000001"}],"dialog":[{"type":"incomplete","parties":0,"disposition":"no-answer"}])"))
          .calls.at(0);
  EXPECT_EQ(missed.end_status, "no-answer");
}

TEST(Vcon, WhatLiesElsewhereNeedsTheListAndAHash) {
  const auto part = [](const std::string& members) {
    return Bench().read(vcon(R"("dialog":[{"type":"recording",)" + members + "}]")).calls.at(0).parts.at(0);
  };
  const CallPart good =
      part(R"("url":"https://records.example/calls/a.mp3","content_hash":["sha1-x","sha512-abc"])");
  EXPECT_EQ(good.refused, "");
  EXPECT_EQ(good.content_hash, "sha512-abc");
  EXPECT_EQ(part(R"("url":"https://records.example/calls/a","alg":"SHA-512","signature":"old")").content_hash,
            "sha512-old");
  EXPECT_THAT(part(R"("url":"https://records.example/calls/a")").refused, HasSubstr("hash"));
  for (const char* url : {"https://records.example/other/a", "https://records.example.evil/calls/a",
                          "http://records.example/calls/a", "https://records.example/calls/../x",
                          "https://records.example/calls/%2e%2e/x", "https://a@records.example/calls/x",
                          "file:///etc/passwd", "https://records.example/calls/a b"})
    EXPECT_THAT(part(R"("content_hash":"sha512-abc","url":")" + std::string(url) + "\"").refused,
                HasSubstr("list"))
        << url;
  EXPECT_TRUE(
      Bench().read(vcon(R"("dialog":[{"type":"recording"}])")).calls.at(0).parts.empty());  // redacted
}

TEST(Vcon, WhatIsRefusedAsAWholeSaysWhy) {
  const Bench b;
  EXPECT_THAT(b.why("[]"), HasSubstr("no vCon"));
  EXPECT_THAT(b.why("{}"), HasSubstr("uuid"));
  EXPECT_THAT(b.why(R"({"uuid":"x"})"), HasSubstr("no UUID"));
  EXPECT_THAT(b.why(vcon(R"("critical":["encryption-of-tomorrow"])")), HasSubstr("/critical/0"));
  EXPECT_EQ(b.why(vcon(R"("critical":[])")), "read");
  EXPECT_EQ(b.why(vcon(R"("extensions":["mimi"])")), "read");
  EXPECT_THAT(b.why(R"({"ciphertext":"x","recipients":[]})"), HasSubstr("encrypted"));
  EXPECT_THAT(b.why("{"), HasSubstr("JSON"));
  EXPECT_THAT(b.why(vcon(R"("parties":5)")), HasSubstr("/parties"));
}

TEST(Vcon, WhatCantBeReadInsideIsToldAndTheRestIsRead) {
  const Inbox inbox = Bench().read(vcon(R"(
    "dialog":[{"type":"text","body":5,"encoding":"none"},{"type":"text","body":"ok"},
      {"type":"text","body":"*","encoding":"base64url"},{"type":"text","start":"yesterday","body":"x"}],
    "analysis":[{"type":"transcript","vendor":"odd","body":{"mine":1},"encoding":"json"}])"));
  ASSERT_EQ(inbox.unreadable.size(), 4u);
  EXPECT_THAT(inbox.unreadable[0], HasSubstr("/dialog/0"));
  EXPECT_THAT(inbox.unreadable[3], HasSubstr("form that is not known"));
  EXPECT_EQ(inbox.calls.at(0).turns.size(), 1u);
}

TEST(Vcon, SignedOnesSayByWhom) {
  const testing::TestKey key("RS256");
  const std::string inner = vcon(R"("dialog":[])");
  const std::string once = testing::jws(key, R"({"alg":"RS256"})", "{}", inner);
  const TrustedKeys trusted(key.public_pem());
  Bench b;
  EXPECT_EQ(b.read(once).calls.at(0).signature, "unknown_signer");
  b.rules.signed_only = true;
  EXPECT_THAT(b.why(once), HasSubstr("nobody"));
  EXPECT_THAT(b.why(inner), HasSubstr("not signed"));
  b.rules.trusted = &trusted;
  EXPECT_EQ(b.read(once).calls.at(0).signature, "verified");
  EXPECT_EQ(b.read(testing::jws(key, R"({"alg":"RS256"})", "{}", once)).calls.at(0).session_id, kUuid);
  EXPECT_THAT(b.why(testing::jws(key, R"({"alg":"RS256"})", "{}", R"({"uuid":"x","critical":["y"]})")),
              HasSubstr("critical"));
}

}  // namespace
}  // namespace huiyin
