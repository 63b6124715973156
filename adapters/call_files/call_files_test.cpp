#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/registry.h"
#include "adapters/testing.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr const char* kPackedVtt =
    "1f8b08000000000000030b77750a0b09e1e23230b03230d433303050d0d5b55300f18c403c2e9b3205e7c49c9cd422bb8cd49c9c"
    "7c2e007f8d7e4230000000";

using ::testing::HasSubstr;
using ::testing::Not;

std::unique_ptr<HttpCarrier> carrier(const std::map<std::string, std::string>& texts = {}) {
  const CarrierKind& kind = *find_carrier_kind("call_files");
  CarrierSettings settings = testing::default_settings(kind);
  for (const auto& [name, value] : texts) settings.set_text(name, value);
  settings.set_secret("asr_key", Secret("sk-example"));
  return kind.make_http(settings);
}

const std::map<std::string, std::string> kSpeech = {
    {"asr_url", "http://127.0.0.1:18080/v1/audio/transcriptions"}};

PushRequest push(const std::string& type, const std::string& body) {
  return {"POST", "/hooks/drop", {{"content-type", type}}, body};
}

TEST(CallFiles, PushesAreKnownByTheirType) {
  const auto c = carrier();
  for (const auto& [type, kind] :
       {std::pair("application/vcon", "vcon"), std::pair("Application/VCON+json; x=1", "vcon"),
        std::pair("application/json", "vcon"), std::pair("text/vtt", "vtt"),
        std::pair("application/x-subrip", "srt"), std::pair("audio/mpeg", "audio/mpeg")}) {
    const PushAnswer a = c->on_push(push(type, "x"));
    EXPECT_TRUE(a.genuine);
    EXPECT_EQ(a.kind, kind);
    EXPECT_EQ(a.status, 202);
  }
  EXPECT_EQ(c->on_push(push("text/html", "x")).status, 415);
  EXPECT_EQ(c->on_push(push("text/vtt", "")).status, 400);
  EXPECT_FALSE(c->on_push({"GET", "/", {{"content-type", "text/vtt"}}, "x"}).genuine);
}

TEST(CallFiles, SubtitlesAreACallNamedByTheirContent) {
  const auto c = carrier();
  const std::string text = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v 市民>路灯坏了\n";
  const CallRecord call = c->read("vtt", text).calls.at(0);
  EXPECT_EQ(call.talk_seconds, 3);
  EXPECT_EQ(call.transcript, TranscriptState::complete);
  EXPECT_EQ(call.session_id, c->read("vtt", text).calls.at(0).session_id);
  EXPECT_NE(call.session_id, c->read("vtt", text + "\n").calls.at(0).session_id);
  EXPECT_THROW(c->read("srt", text), BadInput);
  EXPECT_THROW(c->read("pdf", text), BadInput);
}

TEST(CallFiles, ARecordingWaitsForItsTextWhereThereIsARecogniser) {
  EXPECT_EQ(carrier()->read("audio/wav", "RIFF").calls.at(0).transcript, TranscriptState::none);
  const auto c = carrier(kSpeech);
  const CallRecord call = c->read("audio/wav", "RIFF").calls.at(0);
  EXPECT_EQ(call.transcript, TranscriptState::pending);
  EXPECT_EQ(c->part("audio/wav", "RIFF", call.parts.at(0).name), "RIFF");
}

TEST(CallFiles, SettingsThatCantBeAreRefused) {
  for (const auto& [name, value] :
       {std::pair("asr_url", "ftp://x/y"), std::pair("asr_url", "https://host"),
        std::pair("asr_url", "http://far.example/v1"), std::pair("fetch_allow", "records.example"),
        std::pair("fetch_allow", "https://a@b/"), std::pair("fetch_allow", "http://records.example/")})
    EXPECT_THROW(carrier({{name, value}}), BadInput) << name << " " << value;
  EXPECT_THROW(carrier({{"asr_url", "https://host/x"}, {"asr_format", "xml"}}), BadInput);
  EXPECT_NO_THROW(carrier({{"fetch_allow", "https://a.example, https://b.example/x"}}));
}

// ---- Speech

TEST(Speech, TheRequestIsTheOneThatOfficialSdksMake) {
  const auto c = carrier(kSpeech);
  const Recogniser* speech = c->recogniser();
  ASSERT_NE(speech, nullptr);
  EXPECT_EQ(speech->name(), "whisper-1");
  const HttpCall call = speech->ask({"audio/mpeg", "", "ID3"}, "", testing::moment());
  EXPECT_EQ(call.url, "http://127.0.0.1:18080/v1/audio/transcriptions");
  EXPECT_EQ(testing::header_of(call, "Authorization"), "Bearer sk-example");
  EXPECT_EQ(testing::header_of(call, "Content-Type"),
            "multipart/form-data; boundary=huiyin-00112233445566778899aabbccddeeff");
  const std::string b = "--huiyin-00112233445566778899aabbccddeeff\r\n";
  EXPECT_EQ(call.body, b +
                           "Content-Disposition: form-data; name=\"file\"; "
                           "filename=\"call.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\nID3\r\n" +
                           b +
                           "Content-Disposition: form-data; "
                           "name=\"model\"\r\n\r\nwhisper-1\r\n" +
                           b + "Content-Disposition: form-data; name=\"language\"\r\n\r\nzh\r\n" + b +
                           "Content-Disposition: form-data; "
                           "name=\"response_format\"\r\n\r\nverbose_json\r\n" +
                           b +
                           "Content-Disposition: form-data; "
                           "name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n" +
                           b + "Content-Disposition: form-data; name=\"temperature\"\r\n\r\n0\r\n" +
                           "--huiyin-00112233445566778899aabbccddeeff--\r\n");
  const HttpCall english = speech->ask({"", "a\"\r\nb.wav", "x"}, "en", testing::moment());
  EXPECT_THAT(english.body, HasSubstr("name=\"language\"\r\n\r\nen\r\n"));
  EXPECT_THAT(english.body, HasSubstr("filename=\"ab.wav\"\r\n"));
}

// printf 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Caller>hello\n' | gzip -n
TEST(CallFiles, PackedOnesAreUnpackedAndDamagedOnesDead) {
  const auto c = carrier();
  const std::string vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Caller>hello\n";
  const std::string packed = from_hex(kPackedVtt).value();
  EXPECT_EQ(c->read("vtt", packed).calls.at(0).turns.at(0).text,
            c->read("vtt", vtt).calls.at(0).turns.at(0).text);
  EXPECT_THROW(c->read("vtt", packed.substr(0, packed.size() - 3)), BadInput);
  EXPECT_EQ(c->on_push(push("application/vcon+gzip", packed)).kind, "vcon");
  EXPECT_THROW(c->read("vcon", packed), BadInput);  // no vCon inside
}

TEST(Speech, AnswersSayWhetherToTryAgain) {
  const auto c = carrier(kSpeech);
  const auto state = [&](const HttpReply& reply) { return c->recogniser()->on_reply(reply).state; };
  EXPECT_EQ(state(testing::answered(R"({"text":"x"})")), Heard::State::heard);
  EXPECT_EQ(state(testing::answered("")), Heard::State::later);
  for (int status : {500, 503, 408, 401, 404})
    EXPECT_EQ(state(testing::answered("", status)), Heard::State::later) << status;
  for (int status : {400, 413, 415, 422})
    EXPECT_EQ(state(testing::answered("", status)), Heard::State::never) << status;
  EXPECT_EQ(state(testing::lost(Transport::broken)), Heard::State::later);
  HttpReply busy =
      testing::answered(R"({"error":{"message":"Rate sk-example","code":"rate_limit_exceeded"}})", 429);
  busy.headers.emplace_back("retry-after", "2");
  const Heard heard = c->recogniser()->on_reply(busy);
  EXPECT_EQ(heard.state, Heard::State::later);
  EXPECT_EQ(heard.wait, Millis(2'000));
  EXPECT_THAT(heard.fault, HasSubstr("rate_limit_exceeded"));
  EXPECT_THAT(heard.fault, Not(HasSubstr("sk-example")));
}

}  // namespace
}  // namespace huiyin
