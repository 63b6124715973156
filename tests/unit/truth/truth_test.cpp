// What happened, told again: figures of a campaign, one message's story, the uncertain and their decisions.
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/store/costs.h"
#include "daemon/store/intakes.h"
#include "daemon/store/recipients.h"
#include "daemon/store/verify.h"
#include "daemon/truth/campaign_report.h"
#include "daemon/truth/explain.h"
#include "daemon/truth/uncertain.h"
#include "tests/unit/outbound/office.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

class Truth : public ::testing::Test, protected OutboundOffice {
 protected:
  Truth() : words_(FailureReasons::shipped()) {
    in([&](Database& db) {
      carrier_number_of_main_ = db.insert("INSERT INTO carrier (name) VALUES ('main') RETURNING id", {});
      db.run("UPDATE campaign SET started_at = $1 WHERE id = $2", {val(kMorning - 1min), campaign});
      return true;
    });
    account.capability.batch_limit = 20;
    register_uncertain_commands(commands_, ledger.vault());
    auto explain = std::make_shared<ExplainRules>();
    explain->vault = ledger.vault();
    explain->words = std::make_shared<const FailureReasons>(words_);
    explain->number = [](const std::string& phone) { return "+86" + phone; };
    register_explain_commands(commands_, explain);
  }

  std::int64_t to(int person, const std::string& town = {}) {
    const auto id = queue(person);
    if (!town.empty())
      in([&](Database& db) {
        add_recipient(db, {campaign, row(id).person_id, town, "zh", ""});
        return true;
      });
    return id;
  }
  // All that is queued leaves; the carrier takes it all.
  std::vector<std::string> send_all() {
    std::vector<std::string> refs;
    for (const ClaimedBatch& b : claim_now().batches) {
      std::vector<Outcome> outcomes;
      for (const MessageRow& m : b.rows) {
        refs.push_back("ref-" + std::to_string(m.id));
        outcomes.push_back(accepted(refs.back()));
      }
      answer(b, outcomes);
    }
    return refs;
  }
  void receipt(std::int64_t id, MessageEvent e, const std::string& code = {}) {
    in([&](Database& db) {
      MessageChanges changes(db, kMorning + 1min);
      changes.apply(row(id), e, {.reason = code});
      changes.finish("receipts");
      return true;
    });
  }
  void writes(int person, TimePoint at) {
    in([&](Database& db) {
      const auto who = person_of(db, *ledger.vault(), number(person));
      add_intake(db, {0, "IN-" + std::to_string(++intakes_), "sms", at, 1, who, 1, "x", "masked", "{}"});
      return true;
    });
  }
  CampaignFigures figures() { return campaign_figures(ledger.db(), campaign, words_, kMorning + 1h).value(); }
  static Json as_json(const std::string& json) { return Json::parse(json); }
  Result<std::string> decide(const std::string& args, Role role) {
    return ledger.in_transaction([&](Database& db) {
      return run_command(db, commands_, "uncertain.decide", "", Json::parse(args),
                         {kMorning + 2h, "test", role});
    });
  }

  FailureReasons words_;
  CommandTable commands_;
  std::int64_t carrier_number_of_main_ = 0;
  int intakes_ = 0;
};

TEST_F(Truth, AReportTellsEndsReasonsRepliesAndTowns) {
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(to(i, i < 6 ? "望禾乡" : i < 11 ? "金麦镇" : "小村"));
  in([&](Database& db) {
    return set_opt_out(db, row(ids[11]).person_id, "publicity", true, "sms", kMorning - 1h);
  });
  send_all();
  for (int i = 0; i < 8; ++i) receipt(ids[static_cast<std::size_t>(i)], MessageEvent::deliver);
  receipt(ids[8], MessageEvent::fail, "MK:0001");
  receipt(ids[9], MessageEvent::fail, "MK:0012");
  receipt(ids[10], MessageEvent::reject_late, "WHAT:1");
  writes(0, kMorning + 10min);
  writes(0, kMorning + 20min);
  writes(7, kMorning + 8 * 24h);  // too late to be an answer to this
  writes(11, kMorning + 10min);   // nothing of ours had left to this person
  in([&](Database& db) {
    return set_opt_out(db, row(ids[1]).person_id, "publicity", true, "sms", kMorning + 5min);
  });

  const CampaignFigures f = figures();
  EXPECT_EQ(f.total.audience(), 12);
  EXPECT_EQ(f.total.of(MessageState::delivered), 8);
  EXPECT_EQ(f.total.failed(), 3);
  EXPECT_EQ(f.total.unsent(), 1);
  EXPECT_EQ(f.total.replied, 2);
  EXPECT_EQ(f.total.opted_out, 1);
  EXPECT_EQ(f.total.intake, 2);
  ASSERT_EQ(f.towns.size(), 3u);
  EXPECT_EQ(f.towns.at("望禾乡").replied, 2);
  EXPECT_EQ(f.towns.at("金麦镇").failed(), 3);
  EXPECT_EQ(f.towns.at("…").audience(), 1);
  ASSERT_GE(f.reasons.size(), 3u);
  EXPECT_EQ(f.reasons[0].reason->id, "no_such_number");
  EXPECT_EQ(f.reasons[0].n, 2);
  const auto unsent = std::find_if(f.reasons.begin(), f.reasons.end(), [](const auto& r) { return !r.left; });
  EXPECT_EQ(unsent->reason->id, "opted_out");
}

TEST_F(Truth, AReportHasFourForms) {
  const auto id = to(1, "望禾乡");
  send_all();
  receipt(id, MessageEvent::fail, "=cmd|x");
  const CampaignFigures f = figures();
  const Json json = as_json(campaign_report_json(f));
  EXPECT_EQ(json.at("total").integer("failed"), 1);
  EXPECT_EQ(json.items("failed_by_reason").at(0).text("id"), "other");
  const std::string csv = campaign_report_csv(f, ReportLanguage::zh);
  EXPECT_NE(csv.find("未送达,其他原因,1,'=cmd|x"), std::string::npos);
  const std::string sheets = campaign_report_xlsx(f, ReportLanguage::en).value();
  EXPECT_EQ(sheets.substr(0, 4), std::string("PK\x03\x04", 4));
  EXPECT_EQ(sheets, campaign_report_xlsx(f, ReportLanguage::en).value());
  const Json chart = as_json(campaign_report_chart(f));
  EXPECT_EQ(chart.items("series").front().text("name"), "ends");
}

TEST_F(Truth, AReplyBelongsToTheLastTextOnly) {
  to(1);
  send_all();
  const auto single = queue(1, Purpose::case_reply, false);
  for (const ClaimedBatch& b : claim_now(10, kMorning + 1min).batches) answer(b, {accepted("r2")});
  ASSERT_EQ(state(single), MessageState::accepted);
  writes(1, kMorning + 2min);
  EXPECT_EQ(figures().total.replied, 0);
}

TEST_F(Truth, CostsCountOnceWhatACarrierTook) {
  const auto a = to(1), b = to(2), c = to(3), d = to(4);
  const auto batches = claim_now().batches;
  ASSERT_EQ(batches.size(), 1u);
  answer(batches[0],
         {accepted("1"), told(Verdict::refused), told(Verdict::unknown), told(Verdict::not_sent)});
  const auto taken = [&] {
    std::int64_t n = 0;
    each_cost(ledger.db(), TimePoint{}, kMorning + 48h, campaign, [&](const CostRow& r) { n += r.messages; });
    return n;
  };
  EXPECT_EQ(taken(), 1);
  receipt(a, MessageEvent::deliver);
  EXPECT_EQ(taken(), 1);
  receipt(c, MessageEvent::expire, std::string(kUntoldReason));
  EXPECT_EQ(taken(), 1) << "nobody knows whether it was taken";
  EXPECT_TRUE(verify(ledger.db()).findings.empty());
  receipt(c, MessageEvent::deliver);
  EXPECT_EQ(taken(), 2) << "a late receipt tells that it was";
  EXPECT_EQ(state(b), MessageState::rejected);
  EXPECT_EQ(state(d), MessageState::queued);
  EXPECT_TRUE(verify(ledger.db()).findings.empty());
  in([&](Database& db) { return db.run("UPDATE cost SET messages = messages + 5"); });
  EXPECT_EQ(verify(ledger.db()).findings.front().rule, "cost_is_counted");
}

TEST_F(Truth, AMessageExplainsItself) {
  const auto id = to(1);
  answer(claim_now().batches.at(0), {told(Verdict::not_sent, "LimitExceeded")});
  answer(claim_now(10, kMorning + 2h).batches.at(0), {accepted("ref")}, kMorning + 2h);
  receipt(id, MessageEvent::fail, "MK:0004");
  const Json j = as_json(explain_message_json(ledger.db(), *ledger.vault(), words_, id).value());
  EXPECT_EQ(j.text("state"), "undelivered");
  EXPECT_TRUE(j.boolean("attempts_complete"));
  EXPECT_EQ(j.at("end").at("words").text("en"), "The phone is switched off, suspended or out of reach");
  std::vector<std::string> what;
  for (const Json& e : j.items("timeline")) what.push_back(e.text("what"));
  EXPECT_EQ(std::count(what.begin(), what.end(), "attempt"), 2);
  EXPECT_EQ(std::count(what.begin(), what.end(), "answer"), 2);
  EXPECT_EQ(std::count(what.begin(), what.end(), "undelivered"), 1);
  EXPECT_EQ(j.dump().find(number(1).substr(3)), std::string::npos) << "no number in it";
  EXPECT_FALSE(explain_message_json(ledger.db(), *ledger.vault(), words_, 999'999));
}

TEST_F(Truth, ACampaignsBatchesAreToldTogether) {
  for (int i = 0; i < 9; ++i) to(i);
  account.capability.batch_limit = 3;
  send_all();
  const Json j = as_json(explain_campaign_json(ledger.db(), campaign).value());
  const auto entries = j.items("timeline");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].text("what"), "message.states");
  EXPECT_EQ(entries[0].at("detail").at("reached").integer("accepted"), 9);
}

TEST_F(Truth, LookingAtAPersonNeedsAReasonAndIsOnRecord) {
  to(1);
  send_all();
  const auto ask = [&](const std::string& args, Role role) {
    return ledger.in_transaction([&](Database& db) {
      return run_command(db, commands_, "person.explain", "", Json::parse(args),
                         {kMorning, "token:eve", role});
    });
  };
  const std::string phone = number(1).substr(3);
  EXPECT_EQ(ask(R"({"phone":")" + phone + R"(","why":"asked"})", Role::operator_).error().code,
            Errc::forbidden);
  EXPECT_THROW((void)ask(R"({"phone":")" + phone + R"(","why":" "})", Role::supervisor), BadInput);
  EXPECT_THROW((void)ask(R"({"phone":"13900000000","why":"x"})", Role::supervisor), BadInput);
  const Json j =
      as_json(ask(R"({"phone":")" + phone + R"(","why":"the person asked"})", Role::supervisor).value());
  EXPECT_EQ(j.items("timeline").size(), 1u);
  const auto looks = ledger.events("audit.person_explained");
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(Json::parse(looks[0].data).text("why"), "the person asked");
  EXPECT_EQ(looks[0].data.find(phone), std::string::npos);
}

TEST_F(Truth, TheUncertainSayWhatHappensNext) {
  const UncertainTerms terms{2min, 72h, 5,
                             [](const std::string&, const MessageRow& m) { return m.tries > 1; }};
  MessageRow m;
  m.changed_at = kMorning;
  m.purpose = Purpose::publicity;
  m.tries = 1;
  EXPECT_EQ(next_step(m, "main", terms, kMorning).step, "give_up");
  EXPECT_EQ(next_step(m, "main", terms, kMorning).at, kMorning + 72h);
  m.purpose = Purpose::case_reply;
  EXPECT_EQ(next_step(m, "main", terms, kMorning).step, "wait_for_receipt");
  m.purpose = Purpose::statutory_notice;
  EXPECT_EQ(next_step(m, "main", terms, kMorning).step, "send_once_more");
  m.tries = 2;
  EXPECT_EQ(next_step(m, "main", terms, kMorning).step, "ask_carrier");
  EXPECT_EQ(next_step(m, "main", terms, kMorning).at, kMorning + 2min);
}

TEST_F(Truth, APersonDecidesWhatIsUncertain) {
  const auto a = to(1), b = to(2), c = to(3);
  answer(claim_now().batches.at(0), {told(Verdict::unknown), told(Verdict::unknown), told(Verdict::unknown)});
  const UncertainTerms terms{2min, 72h, 5, {}};
  Json page = as_json(uncertain_json(ledger.db(), *ledger.vault(), terms, 0, 2, kMorning));
  EXPECT_EQ(page.integer("total"), 3);
  EXPECT_EQ(page.items("items").size(), 2u);
  EXPECT_EQ(page.integer("next"), b);
  const auto one = [](std::int64_t id, const std::string& what) {
    return R"({"message":)" + std::to_string(id) + R"(,"decision":")" + what +
           R"(","note":"the carrier's list"})";
  };
  EXPECT_EQ(decide(one(a, "resend"), Role::operator_).error().code, Errc::forbidden);
  EXPECT_EQ(state(a), MessageState::uncertain);
  EXPECT_TRUE(decide(one(a, "resend"), Role::approver));
  EXPECT_EQ(state(a), MessageState::queued);
  EXPECT_TRUE(decide(one(b, "delivered"), Role::operator_));
  EXPECT_EQ(state(b), MessageState::delivered);
  EXPECT_EQ(decide(one(b, "delivered"), Role::operator_).error().code, Errc::conflict);
  EXPECT_THROW((void)decide(R"({"campaign":1,"message":1,"decision":"give_up","note":"x"})", Role::operator_),
               BadInput);
  const Json all = as_json(
      decide(R"({"campaign":)" + std::to_string(campaign) + R"(,"decision":"give_up","note":"no list"})",
             Role::operator_)
          .value());
  EXPECT_EQ(all.integer("decided"), 1);
  EXPECT_EQ(state(c), MessageState::expired);
  EXPECT_EQ(ledger.events("audit.uncertain_decided").size(), 3u);
  EXPECT_TRUE(verify(ledger.db()).findings.empty());
}

TEST(FailureWords, CodesInPlainWords) {
  const FailureReasons words = FailureReasons::shipped();
  EXPECT_EQ(words.find("MK:0001").id, "no_such_number");
  EXPECT_EQ(words.find("MK:0999").id, "network");
  EXPECT_EQ(words.find("FailedOperation.PhoneNumberInBlacklist").id, "opted_out");
  EXPECT_EQ(words.find("gave up after 5 tries: isv.AMOUNT_NOT_ENOUGH").id, "account");
  EXPECT_EQ(words.find("gave up after 5 tries: X").id, "network");
  EXPECT_EQ(words.find("").id, "untold");
  EXPECT_EQ(words.find("no such thing").id, "other");
  EXPECT_EQ(words.by_id("hours")->zh, "不在允许发送的时段");
  EXPECT_FALSE(FailureReasons::parse("[[reason]]\nid='a'\nzh='b'\nen='c'\ncodes=['*']\n", "x.toml"));
}

}  // namespace
}  // namespace huiyin
