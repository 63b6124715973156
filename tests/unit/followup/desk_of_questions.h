// A ledger, a clock that moves when told, a carrier that does what the test says: what the follow-up tests
// share.
#pragma once
#include <set>

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/followup/answers.h"
#include "daemon/followup/commands.h"
#include "daemon/followup/steps.h"
#include "daemon/model/pii.h"
#include "daemon/people/directory.h"
#include "daemon/store/followups.h"
#include "daemon/store/intakes.h"
#include "daemon/store/messages.h"
#include "daemon/store/persons.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {

inline TimePoint at(const std::string& rfc3339) {
  TimePoint t{};
  if (!from_rfc3339(rfc3339, &t)) throw std::runtime_error("not a time: " + rfc3339);
  return t;
}

// Compiling its patterns takes a third of a second: once for all tests.
inline const ReplyReader& shipped_reader() {
  static const auto reader = ReplyReader::load(rule_file("", "reply_rules.toml"), "reply_rules.toml");
  if (!reader) throw std::runtime_error(reader.error().text());
  return *reader;
}

class Questioning : public ::testing::Test {
 protected:
  Questioning() {
    auto rules = std::make_shared<FollowupRules>(
        FollowupRules{.surveys = {}, .zone = TimeZone::load("Asia/Shanghai").value()});
    rules->signature = "云溪区群工局";
    SurveyTimes times;
    times.window = DayWindow::parse("09:00-20:00").value();
    rules->surveys =
        Surveys::load(rule_file("", "surveys.toml"), "surveys.toml", rules->signature, times).value();
    if (!rules->surveys.set_templates({"1001", "1002", "1003", "1004", "1005"}))
      throw std::runtime_error("a template is missing");
    rules->vault = ledger_.vault();
    rules->office = "云溪区群众工作局";
    rules->calendar = std::make_shared<const Calendar>(Calendar::load().value());
    rules->mask = [](const std::string& text) { return mask_pii(text, find_pii(text)); };
    rules_ = rules;
    in_force_ = std::make_shared<FollowupRulesInForce>(rules_);
    register_followup_commands(commands_, in_force_);
    own_ = rules;
    answers_ = std::make_unique<FollowupAnswers>(in_force_, shipped_reader(), clock_);
  }

  void use_surveys(const std::string& toml) {
    SurveyTimes times;
    times.window = DayWindow::parse("09:00-20:00").value();
    auto surveys = Surveys::load(toml, "surveys.toml", rules_->signature, times);
    if (!surveys) throw std::runtime_error(surveys.error().text());
    own_->surveys = std::move(*surveys);
  }
  void tell_of_danger(const std::string& phone = "+8613800000001") {
    IntakeRow row;
    row.public_id = "IN-" + std::to_string(++intakes_);
    row.channel = "sms";
    row.received_at = clock_.now();
    row.person_id = person_of(ledger_.db(), *ledger_.vault(), phone);
    row.reading = R"({"urgency":"danger_to_life","danger":true})";
    add_intake(ledger_.db(), row);
  }
  Result<std::string> command(const std::string& name, const std::string& args) {
    return ledger_.command(commands_, name, args, clock_.now());
  }
  Result<std::string> as(Role role, const std::string& name, const std::string& args) {
    return ledger_.in_transaction([&](Database& db) {
      return run_command(db, commands_, name, {}, Json::parse(args), {clock_.now(), "test", role});
    });
  }
  Json close_case(const std::string& id, const std::string& phone = "13800000001") {
    return Json::parse(
        command("case.closed", R"({"case_id":")" + id + R"(","phone":")" + phone + R"(","unit":"城管局"})")
            .value());
  }
  StepCount steps() {
    return ledger_.in_transaction([&](Database& db) { return take_due_steps(db, *rules_, clock_.now()); })
        .value();
  }
  // Time passes in steps of ten minutes; the carrier delivers what is queued when `deliver` is set.
  void pass(Millis time, bool deliver = true) {
    const TimePoint end = clock_.now() + time;
    while (clock_.now() < end) {
      clock_.set(std::min(end, clock_.now() + Millis(600'000)));
      steps();
      if (deliver) settle(MessageEvent::deliver);
    }
  }
  // What is queued leaves, and the carrier tells its end.
  void settle(MessageEvent how) {
    ledger_.in_transaction([&](Database& db) {
      std::vector<MessageRow> rows;
      each_queued(db, 0, Lane::follow_up, clock_.now(), 10'000,
                  [&](const MessageRow& m) { rows.push_back(m); });
      MessageChanges changes(db, clock_.now());
      for (MessageRow& m : rows) {
        sent_.push_back({m.id, clock_.now(), m.extension});
        EXPECT_TRUE(changes.apply(m, MessageEvent::intend));
        m.state = MessageState::submitting;
        EXPECT_TRUE(changes.apply(m, MessageEvent::accept));
        m.state = MessageState::accepted;
        EXPECT_TRUE(how == MessageEvent::accept || changes.apply(m, how));
      }
      changes.finish("test");
      return 0;
    });
  }
  Taken says(const std::string& text, const std::string& extension = {},
             const std::string& phone = "+8613800000001") {
    return ledger_.in_transaction([&](Database& db) {
      PersonReply reply;
      reply.person_id = person_of(db, *ledger_.vault(), phone);
      reply.extension = extension;
      reply.text = text;
      reply.text_sealed = ledger_.vault()->seal(text, "answer");
      reply.at = std::chrono::floor<std::chrono::seconds>(clock_.now());
      return answers_->take(db, reply);
    });
  }
  Followup of(const std::string& case_id) { return followup_of_case(ledger_.db(), case_id).value(); }
  FollowupState state(const std::string& case_id) { return of(case_id).state; }
  std::int64_t person(const std::string& phone = "+8613800000001") {
    return known_person(ledger_.db(), *ledger_.vault(), phone).value();
  }

  struct Sent {
    std::int64_t message;
    TimePoint at;
    std::string extension;
  };
  TestLedger ledger_;
  ManualClock clock_{at("2026-03-02T10:00:00+08:00")};
  std::shared_ptr<const FollowupRules> rules_;
  std::shared_ptr<FollowupRulesInForce> in_force_;
  std::shared_ptr<FollowupRules> own_;  // the same, for a test to change before it begins
  int intakes_ = 0;
  CommandTable commands_;
  std::unique_ptr<FollowupAnswers> answers_;
  std::vector<Sent> sent_;
};

constexpr Millis kHour{3'600'000}, kDay{24 * 3'600'000};

}  // namespace huiyin
