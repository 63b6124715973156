// What a call brings besides text: recordings that are fetched and transcribed, through the desk and back.
#include "daemon/intake/scribe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/registry.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/intake/intake_view.h"
#include "daemon/intake/transcripts.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::Office;
using test::ScriptReader;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRecords = "SELECT count(*) FROM intake";
constexpr const char* kAnswer =
    R"({"text":"x","segments":[{"start":0,"end":2,"text":"水管坏了,13900000002","avg_logprob":-3}]})";

class Listening : public ::testing::Test {
 protected:
  Listening() {
    const CarrierKind& kind = *find_carrier_kind("call_files");
    CarrierSettings s;
    s.set_text("asr_url", "http://127.0.0.1:1/v1/audio/transcriptions");
    s.set_text("asr_model", "whisper-1");
    s.set_text("asr_format", "verbose_json");
    s.set_text("fetch_allow", "https://records.example/");
    s.set_integer("asr_timeout", 1'000);
    s.set_integer("asr_max", 1);
    carrier_ = kind.make_http(s);
    id_ = *office_.store->write_now<std::int64_t>(
        [](Database& d) -> Result<std::int64_t> { return carrier_number(d, "files"); });
    register_transcript_commands(table_, {office_.vault, std::make_shared<ScriptReader>(), 0.6});
    open();
  }

  // As after a start; what was there is gone, as after a crash.
  void open() {
    scribe_.reset();
    office_.before_start = [this](Desk& desk) { desk.add("files", carrier_.get(), id_); };
    office_.open_desk();
    Scribe::Options options;
    options.look_every = Millis(3);
    options.most_tries = 3;
    scribe_ =
        std::make_unique<Scribe>(office_.loop, *office_.store, *office_.keeper, office_.vault, office_.clock,
                                 options, [this](const HttpCall& call, std::function<void(HttpReply)> done) {
                                   calls_.push_back(call);
                                   HttpReply reply;
                                   if (!replies_.empty()) {
                                     reply = replies_.front();
                                     replies_.pop_front();
                                   }
                                   office_.loop.post_always([reply, done] { done(reply); });
                                 });
    scribe_->add(id_, carrier_.get());
    ASSERT_TRUE(scribe_->start());
  }

  void answer(int status, std::string body) {
    HttpReply reply;
    reply.transport = Transport::answered;
    reply.status = status;
    reply.body = std::move(body);
    replies_.push_back(std::move(reply));
  }

  void drop(const std::string& kind, const std::string& bytes) {
    bool done = false;
    office_.keeper->keep_pushed(id_, kind, bytes, office_.loop, [&](const Result<Kept>&) { done = true; });
    ASSERT_TRUE(office_.run_until([&] { return done; }));
    ASSERT_TRUE(office_.all_read());
  }
  bool until(const std::string& sql, std::int64_t n) {
    return office_.run_until([&] { return office_.count(sql) == n; });
  }
  std::string public_id() { return office_.text("SELECT public_id FROM intake"); }
  Json record() { return Json::parse(*intake_json(*office_.db, *office_.vault, public_id())); }
  std::string vcon_with(const std::string& dialog) {
    return R"({"uuid":"0198f7c2-0000-7000-8000-000000000001","parties":[{"tel":"+8613800000001"}],"dialog":[)" +
           dialog + "]}";
  }
  std::string elsewhere(const std::string& body) {
    return vcon_with(
        R"({"type":"recording","mediatype":"audio/mpeg","url":"https://records.example/a","content_hash":"sha512-)" +
        to_base64url(sha512(body)) + "\"}");
  }

  Office office_;
  std::unique_ptr<HttpCarrier> carrier_;
  std::int64_t id_ = 0;
  CommandTable table_;
  std::deque<HttpReply> replies_;
  std::vector<HttpCall> calls_;
  std::unique_ptr<Scribe> scribe_;
};

TEST_F(Listening, ARecordingBecomesText) {
  answer(200, kAnswer);
  drop("audio/wav", "RIFF");
  EXPECT_EQ(Json::parse(office_.events("intake.received").at(0).data).at("call").text("transcript"),
            "pending");
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  const Json r = record();
  EXPECT_EQ(r.text("text_masked"), "水管坏了,[电话1]");
  EXPECT_EQ(r.at("reading").text("kind"), "call");
  EXPECT_EQ(r.at("reading").at("call").text("transcript"), "complete");
  EXPECT_EQ(r.items("transcripts").at(0).text("by"), "whisper-1");
  EXPECT_EQ(r.items("transcripts").at(0).items("turns").at(0).items("low").size(), 1u);
  EXPECT_EQ(r.items("recordings").at(0).text("state"), "held");
  EXPECT_EQ(calls_.size(), 1u);
  EXPECT_THAT(calls_.at(0).body, HasSubstr("RIFF"));
  EXPECT_EQ(office_.events("intake.transcribed").size(), 1u);
  EXPECT_EQ(office_.count(kRecords), 1);
  EXPECT_THAT(office_.everything_in_the_ledger(), Not(HasSubstr("13900000002")));
}

TEST_F(Listening, TheSameRecordingAgainIsTheSameCall) {
  answer(200, kAnswer);
  drop("audio/wav", "RIFF");
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  office_.clock.advance(std::chrono::hours(24));
  drop("audio/wav", "RIFF");
  EXPECT_EQ(office_.count(kRecords), 1);
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(Listening, ItIsTriedAgainLaterAndGivenUpInTheEnd) {
  for (int i = 0; i < 3; ++i) answer(503, "");
  drop("audio/wav", "RIFF");
  for (int i = 1; i <= 2; ++i) {
    ASSERT_TRUE(until("SELECT tries FROM transcription", i));
    office_.clock.advance(std::chrono::hours(1));
  }
  ASSERT_TRUE(until("SELECT count(*) FROM transcription WHERE state = 3", 1));
  const auto told = office_.events("intake.transcription_failed");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(Json::parse(told[0].data).text("reason"), "HTTP 503");
  EXPECT_EQ(calls_.size(), 3u);
  EXPECT_EQ(record().at("reading").at("call").text("transcript"), "pending");
}

TEST_F(Listening, ARecordingElsewhereIsFetchedWhenItsHashFits) {
  answer(200, "ID3 the call");
  answer(200, kAnswer);
  drop("vcon", elsewhere("ID3 the call"));
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_EQ(calls_[0].method, "GET");
  EXPECT_EQ(calls_[0].url, "https://records.example/a");
  EXPECT_THAT(calls_[1].body, HasSubstr("ID3 the call"));
  EXPECT_THAT(office_.everything_in_the_ledger(), Not(HasSubstr("records.example")));
}

TEST_F(Listening, AnotherHashIsGivenUpAndNothingOfItKept) {
  answer(200, "something else");
  drop("vcon", elsewhere("ID3 the call"));
  ASSERT_TRUE(until("SELECT count(*) FROM recording WHERE state = 2", 1));
  EXPECT_THAT(record().items("recordings").at(0).text("reason"), HasSubstr("hash"));
  EXPECT_EQ(office_.count("SELECT count(*) FROM raw_inbound"), 1);
  EXPECT_EQ(office_.events("intake.transcription_failed").size(), 1u);
}

TEST_F(Listening, ARedirectionLeadsNowhere) {
  answer(302, "");
  drop("vcon", elsewhere("x"));
  ASSERT_TRUE(until("SELECT count(*) FROM recording WHERE state = 2", 1));
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(Listening, ATranscriptElsewhereIsTheCallsText) {
  const std::string vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 市民>着火了\n";
  answer(200, vtt);
  drop(
      "vcon",
      R"({"uuid":"0198f7c2-0000-7000-8000-000000000002","analysis":[{"type":"transcript","url":"https://records.example/t","content_hash":"sha512-)" +
          to_base64url(sha512(vtt)) + "\"}]}");
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  EXPECT_EQ(record().text("text_masked"), "着火了");
  EXPECT_EQ(office_.events("intake.danger").size(), 1u);
}

TEST_F(Listening, WhatIsNotOnTheListIsNeverAskedFor) {
  drop("vcon",
       vcon_with(R"({"type":"recording","url":"https://elsewhere.example/a","content_hash":"sha512-x"})"));
  EXPECT_EQ(office_.count("SELECT count(*) FROM recording WHERE state = 2"), 1);
  EXPECT_THAT(record().items("recordings").at(0).text("reason"), HasSubstr("list"));
  EXPECT_TRUE(calls_.empty());
}

TEST_F(Listening, AskedForAnewByACommand) {
  answer(200, kAnswer);
  drop("audio/wav", "RIFF");
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  answer(200, R"({"text":"路灯坏了"})");
  const std::string args = R"({"intake_id":")" + public_id() + R"(","language":"en"})";
  const auto asked = office_.store->write_now<std::string>([&](Database& db) {
    return run_command(db, table_, "intake.transcribe", "", Json::parse(args),
                       {office_.clock.now(), "bus:case-system", Role::operator_});
  });
  ASSERT_TRUE(asked);
  EXPECT_EQ(Json::parse(*asked).integer("recordings"), 1);
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 2));
  EXPECT_EQ(record().text("text_masked"), "路灯坏了");
  EXPECT_THAT(calls_.at(1).body, HasSubstr("\r\n\r\nen\r\n"));
}

TEST_F(Listening, AnAnswerThatCantBeReadIsADeadLetter) {
  answer(200, R"({"odd":1})");
  drop("audio/wav", "RIFF");
  ASSERT_TRUE(until("SELECT count(*) FROM raw_inbound WHERE state = 2", 1));
  EXPECT_EQ(office_.count("SELECT count(*) FROM transcript"), 0);
}

TEST_F(Listening, WhatACrashLeftIsFinishedAndCountsOnce) {
  drop("audio/wav", "RIFF");  // no answer comes
  ASSERT_TRUE(until("SELECT tries FROM transcription", 1));
  office_.clock.advance(std::chrono::hours(1));
  answer(200, kAnswer);
  open();
  ASSERT_TRUE(until("SELECT count(*) FROM transcript", 1));
  // The same answer kept twice, as when a crash came between keeping and noting.
  drop("heard/1/whisper-1", kAnswer);
  EXPECT_EQ(office_.count("SELECT count(*) FROM transcript"), 1);
}

TEST(ContentHash, IsOfSha512) {
  const std::string hash = "sha512-" + to_base64url(sha512("abc"));
  EXPECT_TRUE(hash_fits(hash, "abc"));
  EXPECT_TRUE(hash_fits(hash + "==", "abc"));
  EXPECT_FALSE(hash_fits(hash, "abd"));
  EXPECT_FALSE(hash_fits("sha512-", "abc"));
  EXPECT_FALSE(hash_fits("sha256-" + to_base64url(sha256("abc")), "abc"));
}

}  // namespace
}  // namespace huiyin
