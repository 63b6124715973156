#include "daemon/followup/voice.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

class CallBacks : public Questioning {
 protected:
  Json supervise(const std::string& name, const std::string& args) {
    return Json::parse(as(Role::supervisor, name, args).value());
  }
  // Twenty cases of two units in March: the first eight of each rate with `label`, the others are silent.
  void a_month(const std::string& label = "1") {
    for (int i = 0; i < 20; ++i) {
      const std::string n = std::to_string(100 + i);
      ASSERT_TRUE(command("case.closed", R"({"case_id":"M-)" + n + R"(","phone":"13900000)" + n +
                                             R"(","unit":")" + (i % 2 == 0 ? "城管局" : "交通局") + "\"}"));
    }
    pass(kDay + kHour);
    for (int i = 0; i < 16; ++i) says(label, "11", "+8613900000" + std::to_string(100 + i));
    pass(8 * kDay);
  }
  void draw(int raters, int silent) {
    supervise("voice.commit", R"({"from":"2026-03-01","to":"2026-04-01"})");
    a_month();
    clock_.set(at("2026-04-01T09:00:00+08:00"));
    supervise("voice.draw", R"({"sample":1,"raters":)" + std::to_string(raters) + R"(,"silent":)" +
                                std::to_string(silent) + "}");
  }
  Result<std::string> result(std::int64_t call, const std::string& what, const std::string& unit = "督查室") {
    return command("voice.result", R"({"call":)" + std::to_string(call) + R"(,"unit":")" + unit +
                                       R"(","result":")" + what + R"(","note":"原话"})");
  }
};

TEST_F(CallBacks, TheSampleIsWhatTheSeedSaysAndAnybodyCanDrawItAgain) {
  draw(3, 1);
  const std::string hash = Json::parse(ledger_.events("voice.committed").at(0).data).text("seed_hash");
  EXPECT_EQ(ledger_.events("voice.drawn").at(0).data.find("\"seed\""), std::string::npos);
  const auto calls = calls_of(ledger_.db(), 1);
  ASSERT_EQ(calls.size(), 8U);
  for (const VoiceCall& c : calls) ASSERT_TRUE(result(c.id, "refused"));
  const std::string seed = supervise("voice.reveal", R"({"sample":1})").text("seed");
  const std::string bytes = from_hex(seed).value();
  EXPECT_EQ(to_hex(sha256(bytes)), hash);
  // Drawn again from the cases alone.
  for (const char* unit : {"城管局", "交通局"})
    for (const bool rated : {true, false}) {
      std::vector<std::pair<std::string, std::int64_t>> order;
      for (int i = 0; i < 20; ++i) {
        const Followup f = of("M-" + std::to_string(100 + i));
        if (f.unit == unit && (f.state == FollowupState::rated) == rated)
          order.emplace_back(to_hex(sha256(bytes + f.case_id)), f.id);
      }
      std::sort(order.begin(), order.end());
      order.resize(rated ? 3 : 1);
      for (const auto& [digest, id] : order)
        EXPECT_TRUE(std::any_of(calls.begin(), calls.end(), [&, wanted = id](const VoiceCall& c) {
          return c.followup_id == wanted && c.stratum == (rated ? "rated" : "silent");
        })) << unit;
    }
}

TEST_F(CallBacks, ASeedCantBeChosenAfterwards) {
  EXPECT_EQ(command("voice.commit", R"({"from":"2026-03-01","to":"2026-04-01"})").error().code,
            Errc::forbidden);
  EXPECT_THROW((void)supervise("voice.commit", R"({"from":"2026-02-01","to":"2026-03-01"})"), BadInput);
  supervise("voice.commit", R"({"from":"2026-03-01","to":"2026-04-01"})");
  const auto too_early = as(Role::supervisor, "voice.draw", R"({"sample":1,"raters":1,"silent":1})");
  EXPECT_EQ(too_early.error().code, Errc::conflict);
  a_month();
  clock_.set(at("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(as(Role::supervisor, "voice.reveal", R"({"sample":1})").error().code, Errc::conflict);
  supervise("voice.draw", R"({"sample":1,"raters":1,"silent":0})");
  EXPECT_EQ(as(Role::supervisor, "voice.draw", R"({"sample":1,"raters":9,"silent":9})").error().code,
            Errc::conflict);
  EXPECT_EQ(as(Role::supervisor, "voice.reveal", R"({"sample":1})").error().code,
            Errc::conflict);  // calls are left
  supervise("voice.reveal", R"({"sample":1,"abandon":true})");
  EXPECT_EQ(calls_of(ledger_.db(), 1).at(0).result, "not_called");
}

TEST_F(CallBacks, CallersGetAScriptAndEnterResults) {
  draw(1, 1);
  const Json list =
      Json::parse(voice_calls_json(ledger_.db(), *rules_, clock_.now(), 1, false, 0, 50).value());
  ASSERT_EQ(list.items("items").size(), 4U);
  const Json first = list.items("items")[0];
  EXPECT_NE(first.items("script").at(0).text().find("云溪区群众工作局"), std::string::npos);
  EXPECT_NE(first.items("script").at(0).text().find(first.text("tail")), std::string::npos);
  const std::int64_t call = first.integer("call");
  EXPECT_EQ(result(call, "satisfied", first.text("not_by_unit")).error().code, Errc::conflict);
  EXPECT_THROW((void)result(call, "happy"), BadInput);
  ASSERT_TRUE(result(call, "no_answer"));
  ASSERT_TRUE(result(call, "no_answer"));
  EXPECT_FALSE(find_call(ledger_.db(), call)->over);
  ASSERT_TRUE(result(call, "no_answer"));
  EXPECT_EQ(find_call(ledger_.db(), call)->result, "no_answer");
  EXPECT_EQ(result(call, "satisfied").error().code, Errc::conflict);
  EXPECT_FALSE(voice_calls_json(ledger_.db(), *rules_, clock_.now(), 7, false, 0, 50));
}

TEST_F(CallBacks, ARatingByVoiceStandsBesideTheOneBySms) {
  draw(1, 0);
  const VoiceCall c = calls_of(ledger_.db(), 1).at(0);
  ASSERT_TRUE(result(c.id, "dissatisfied"));
  const Followup f = find_followup(ledger_.db(), c.followup_id).value();
  EXPECT_EQ(f.label, "satisfied");
  EXPECT_EQ(answers_of(ledger_.db(), f.id).back().channel, "voice");
  EXPECT_EQ(Json::parse(ledger_.events("followup.dissatisfied").at(0).data).text("channel"), "voice");
}

TEST_F(CallBacks, WhoWantsNoQuestionsIsNotCalled) {
  supervise("voice.commit", R"({"from":"2026-03-01","to":"2026-04-01"})");
  a_month();
  for (int i = 0; i < 19; ++i)
    set_opt_out(ledger_.db(), person("+8613900000" + std::to_string(100 + i)), "follow_up", true, "test",
                clock_.now());
  clock_.set(at("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(supervise("voice.draw", R"({"sample":1,"raters":9,"silent":9})").integer("calls"), 1);
}

TEST_F(CallBacks, RatingsThatAreAllAlikeByPhoneOnlyRaiseAnAlarm) {
  draw(8, 0);
  int n = 0;
  for (const VoiceCall& c : calls_of(ledger_.db(), 1)) {
    const bool city = find_followup(ledger_.db(), c.followup_id)->unit == "城管局";
    ASSERT_TRUE(result(c.id, city && n++ % 2 == 0 ? "dissatisfied" : "satisfied"));
  }
  EXPECT_EQ(supervise("voice.reveal", R"({"sample":1})").integer("alarms"), 1);
  const Json comparison = Json::parse(voice_comparison_json(ledger_.db(), 1).value());
  for (const Json& u : comparison.items("units")) {
    EXPECT_EQ(u.at("sms").integer("n"), 8);
    EXPECT_EQ(u.at("voice").integer("n"), 8);
    if (u.text("unit") == "城管局") {
      ASSERT_EQ(u.items("alarms").size(), 1U);
      EXPECT_EQ(u.items("alarms")[0].text(), "uniform");
      EXPECT_EQ(u.integer("alike"), 4);
    } else {
      EXPECT_TRUE(u.items("alarms").empty());
    }
  }
  EXPECT_EQ(Json::parse(ledger_.events("voice.alarm").at(0).data).text("unit"), "城管局");
}

TEST_F(CallBacks, FewAnswersAreNotCompared) {
  draw(2, 0);
  for (const VoiceCall& c : calls_of(ledger_.db(), 1)) ASSERT_TRUE(result(c.id, "dissatisfied"));
  EXPECT_EQ(supervise("voice.reveal", R"({"sample":1})").integer("alarms"), 0);
  for (const Json& u : Json::parse(voice_comparison_json(ledger_.db(), 1).value()).items("units"))
    EXPECT_TRUE(u.at("voice").is_null());
}

}  // namespace
}  // namespace huiyin
