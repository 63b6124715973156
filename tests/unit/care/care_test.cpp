#include "daemon/care/care.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/care/clocks.h"
#include "daemon/care/commands.h"
#include "daemon/care/record_texts.h"
#include "daemon/people/contact_commands.h"
#include "daemon/people/directory.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/messages.h"
#include "daemon/store/person_hours.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kSecond{1'000}, kMinute{60'000}, kHour{3'600'000};

CareRules rules_of(std::shared_ptr<const Vault> vault) {
  const TimeZone zone = TimeZone::load("Asia/Shanghai").value();
  CareRules r{.zone = zone,
              .region = "CN",
              .signature = "云溪区群工局",
              .vault = std::move(vault),
              .deadlines = std::make_shared<const Deadlines>(Deadlines::load("", zone).value()),
              .words = std::make_shared<const AnswerWords>(AnswerWords::shipped())};
  const RecordTexts texts =
      RecordTexts::load(embedded_file("record_texts.toml"), "record_texts.toml", r.signature).value();
  r.receipt = {"您的来信已收到，登记编号{record}。", "1006"};
  r.states = texts.states;
  r.unknown_record = texts.unknown;
  r.help = {"如有危险请立即拨打110、119、120。", ""};
  r.page = {"记录{record}，请回复收到。", ""};
  return r;
}

struct Sent {
  std::string text;
  Purpose purpose;
  Lane lane;
  std::int64_t person;
  std::vector<std::string> params;
  TimePoint not_after;
  bool operator==(const Sent&) const = default;
};

class CareTest : public ::testing::Test {
 protected:
  CareTest()
      : clock(at("2026-03-02T02:00:00Z")),
        care(std::make_shared<const CareRules>(rules_of(ledger.vault())), clock) {
    carrier_number(ledger.db(), "main");
    register_care_commands(table, care);
    register_contact_commands(table, std::make_shared<ContactRules>(ContactRules{
                                         ledger.vault(), [](const std::string& phone) { return phone; }}));
  }

  static TimePoint at(std::string_view text) {
    TimePoint t;
    EXPECT_TRUE(from_rfc3339(text, &t));
    return t;
  }

  std::int64_t person(const std::string& number = "+8613800000001") {
    return person_of(ledger.db(), *ledger.vault(), number);
  }

  // A record as the desk makes it, told to care in one transaction.
  NewRecord record(
      std::int64_t who, std::function<void(NewRecord&)> change = [](NewRecord&) {}) {
    NewRecord r{.channel = "sms", .kind = "text", .person_id = who, .from_person = true, .category = "URB"};
    r.received_at = clock.now();
    change(r);
    ledger.in_transaction([&](Database& db) {
      r.public_id = next_intake_id(db, "20260302");
      r.id = add_intake(
          db, {0, r.public_id, r.channel, r.received_at, 1, r.person_id, 1, "sealed", "masked", "{}"});
      dues = care.recorded(db, r, clock.now());
      return 0;
    });
    return r;
  }

  bool says(std::int64_t who, const std::string& text) {
    PersonReply reply;
    reply.person_id = who;
    reply.text = text;
    reply.at = clock.now();
    return ledger.in_transaction([&](Database& db) { return care.take(db, reply); }) == Taken::yes;
  }

  void look() {
    ledger.in_transaction([&](Database& db) { return care.look(db, clock.now()); });
  }

  std::vector<Sent> sent() {
    std::vector<Sent> out;
    each_in_state(ledger.db(), MessageState::queued, seen, 1'000, [&](const MessageRow& m) {
      const Content c = content_of(ledger.db(), *ledger.vault(), m.body_id).value();
      out.push_back({c.text, m.purpose, m.lane, m.person_id, c.template_params, m.not_after});
      seen = m.id;
    });
    return out;
  }

  Result<std::string> command(const std::string& name, const std::string& args, Role role = Role::admin) {
    return ledger.in_transaction([&](Database& db) {
      return run_command(db, table, name, "", Json::parse(args), {clock.now(), "token:li", role});
    });
  }

  void duty(const std::string& people) {
    const auto done = command("duty.set", R"({"people":[)" + people + "]}");
    ASSERT_TRUE(done) << done.error().text();
  }

  TestLedger ledger;
  ManualClock clock;
  Care care;
  CommandTable table;
  std::vector<RecordDue> dues;
  std::int64_t seen = 0;
};

const std::string kFirst = R"({"level":1,"name":"值班一","phone":"13800000101"})";
const std::string kSecondLevel = R"({"level":2,"name":"科长","phone":"13800000102"})";
const std::string kThird = R"({"level":5,"name":"局长","phone":"13800000103"})";

// ---- Receipts

TEST_F(CareTest, AReceiptNamesTheRecordAndNothingElse) {
  const NewRecord r = record(person());
  const auto out = sent();
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].text, "【云溪区群工局】您的来信已收到，登记编号" + r.public_id + "。");
  EXPECT_EQ(out[0].purpose, Purpose::case_reply);
  EXPECT_EQ(out[0].lane, Lane::one_to_one);
  EXPECT_THAT(out[0].params, ElementsAre(r.public_id));
}

TEST_F(CareTest, OneReceiptForAPersonAMatterAndADay) {
  record(person());
  record(person());
  EXPECT_EQ(sent().size(), 1u);
  record(person(), [](NewRecord& r) { r.category = "EDU"; });
  EXPECT_EQ(sent().size(), 1u) << "another matter";
  record(person(), [](NewRecord& r) { r.category = "OTH"; });
  EXPECT_EQ(sent().size(), 0u) << "says nothing of another matter: goes on with the last";
  record(person("+8613800000002"), [](NewRecord& r) { r.category = "OTH"; });
  EXPECT_EQ(sent().size(), 1u) << "another person";
  clock.advance(13 * kHour);
  record(person());
  EXPECT_EQ(sent().size(), 0u) << "23:00 of the same civil day";
  clock.advance(2 * kHour);
  record(person());
  EXPECT_EQ(sent().size(), 1u) << "the next civil day of the office, though the same day in UTC";
}

TEST_F(CareTest, ReceiptsOfAPersonADayAreBounded) {
  for (const char* category : {"AGR", "LND", "URB", "LAB", "HEA", "EDU", "CIV", "LAW"})
    record(person(), [&](NewRecord& r) { r.category = category; });
  EXPECT_EQ(sent().size(), 5u);
}

TEST_F(CareTest, NothingIsAnsweredWhereAnAnswerIsWrong) {
  const std::pair<const char*, std::function<void(NewRecord&)>> wrong[] = {
      {"a call", [](NewRecord& r) { r.channel = "phone"; }},
      {"our own call", [](NewRecord& r) { r.inbound = false; }},
      {"a 106 port", [](NewRecord& r) { r.from_person = false; }},
      {"a machine", [](NewRecord& r) { r.from_machine = true; }},
      {"somebody watches", [](NewRecord& r) { r.unsafe_to_answer = true; }},
      {"somebody watches, in danger", [](NewRecord& r) { r.unsafe_to_answer = r.danger = true; }},
      {"withheld", [](NewRecord& r) { r.person_id = 0; }},
  };
  for (const auto& [name, change] : wrong) {
    record(person(), change);
    for (const Sent& s : sent()) EXPECT_EQ(s.purpose, Purpose::staff) << name;
  }
  record(person("+862812345678"));
  EXPECT_EQ(sent().size(), 0u) << "a landline can't get a text";
}

TEST_F(CareTest, AStormOfOneNumberIsRecordedAndNotAnswered) {
  for (int i = 0; i < 200; ++i) {
    clock.advance(kSecond);
    record(person(), [&](NewRecord& r) { r.category = "C" + std::to_string(i); });
    says(person(), "CX");
  }
  EXPECT_LE(sent().size(), 5u + 3u);
  EXPECT_EQ(intake_count(ledger.db()), 200);
  int storms = 0;
  for (const Event& e : ledger.events("care.silent")) storms += e.data.find("storm") != std::string::npos;
  EXPECT_EQ(storms, 1) << "told once, not 170 times";
}

TEST_F(CareTest, TwoMachinesFallSilent) {
  // Whatever we send is answered at once by a machine whose words nobody knows, with a new topic each time.
  int rounds = 0;
  record(person());
  for (; rounds < 1'000 && !sent().empty(); ++rounds)
    record(person(), [&](NewRecord& r) { r.category = "C" + std::to_string(rounds); });
  EXPECT_LT(rounds, 6);
}

// ---- Status queries

TEST_F(CareTest, AStatusQueryIsAnsweredWithTheStateOfTheOwnRecord) {
  const NewRecord r = record(person());
  sent();
  EXPECT_TRUE(says(person(), "CX " + r.public_id));
  auto out = sent();
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].text, "【云溪区群工局】编号" + r.public_id + "：已收到，正在登记。");
  ASSERT_TRUE(command("intake.progress",
                      R"({"intake_id":")" + r.public_id + R"(","state":"accepted","case_id":"A-1"})"));
  EXPECT_TRUE(says(person(), "cx1"));
  out = sent();
  ASSERT_EQ(out.size(), 1u);
  EXPECT_THAT(out[0].text, HasSubstr("已受理，正在办理"));
  EXPECT_TRUE(says(person(), "CX"));
  EXPECT_THAT(sent().at(0).text, HasSubstr(r.public_id)) << "without a number: the newest";
}

TEST_F(CareTest, NobodyLearnsOfOthersRecords) {
  const NewRecord r = record(person());
  sent();
  EXPECT_TRUE(says(person("+8613800000009"), "CX " + r.public_id));
  const auto others = sent();
  EXPECT_TRUE(says(person("+8613800000009"), "CX IN-20260302-009999"));
  const auto nobodys = sent();
  ASSERT_EQ(others.size(), 1u);
  ASSERT_EQ(nobodys.size(), 1u);
  EXPECT_EQ(others[0].text, nobodys[0].text) << "the answer must not tell that the number exists";
  EXPECT_THAT(others[0].text, Not(HasSubstr(r.public_id)));
}

TEST_F(CareTest, QueriesAreBoundedAndOtherTextsAreNone) {
  record(person());
  sent();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(says(person(), "CX"));
  EXPECT_EQ(sent().size(), 3u);
  for (int i = 0; i < 20; ++i) {
    clock.advance(11 * kMinute);
    EXPECT_TRUE(says(person(), "查询进度"));
  }
  EXPECT_EQ(sent().size(), 5u) << "of ten a day, the five of before counted though three were answered";
  EXPECT_FALSE(says(person(), "CX我要查询低保"));
  EXPECT_FALSE(says(person(), "收到")) << "not on duty";
}

// ---- Danger

TEST_F(CareTest, ADangerIsPagedInItsOwnTransactionAndThePersonIsTold) {
  duty(kFirst + "," + kSecondLevel);
  const NewRecord r = record(person(), [](NewRecord& n) { n.danger = true; });
  const auto out = sent();
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].purpose, Purpose::staff);
  EXPECT_EQ(out[0].lane, Lane::danger);
  EXPECT_EQ(out[0].person, person("+8613800000101"));
  EXPECT_EQ(out[0].text, "【云溪区群工局】记录" + r.public_id + "，请回复收到。");
  EXPECT_EQ(out[1].lane, Lane::danger);
  EXPECT_EQ(out[1].purpose, Purpose::case_reply);
  EXPECT_THAT(out[1].text, HasSubstr("120"));
  EXPECT_LE(out[1].not_after - clock.now(), 30 * kMinute);
  EXPECT_EQ(ledger.events("danger.paged").size(), 1u);
}

TEST_F(CareTest, PagesGoOnLevelByLevelUntilSomebodyTakesIt) {
  duty(kFirst + "," + kSecondLevel + "," + kThird);
  const NewRecord r = record(person(), [](NewRecord& n) { n.danger = n.unsafe_to_answer = true; });
  std::vector<std::size_t> paged = {sent().size()};
  for (int i = 0; i < 6; ++i) {
    clock.advance(2 * kMinute);
    look();
    paged.push_back(sent().size());
    look();
    EXPECT_TRUE(sent().empty()) << "not before the pause is over";
  }
  EXPECT_THAT(paged, ElementsAre(1, 1, 2, 2, 3, 3, 3));
  ASSERT_TRUE(command("danger.acknowledge", R"({"intake_id":")" + r.public_id + R"("})"));
  clock.advance(10 * kMinute);
  look();
  EXPECT_TRUE(sent().empty());
  const auto again = command("danger.acknowledge", R"({"intake_id":")" + r.public_id + R"("})");
  EXPECT_FALSE(Json::parse(*again).boolean("first"));
  const auto told = ledger.events("danger.acknowledged");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(Json::parse(told[0].data).text("by"), "token:li");
}

TEST_F(CareTest, APageThatCantArriveGoesOnAtOnce) {
  duty(kFirst + "," + kSecondLevel);
  record(person(), [](NewRecord& n) { n.danger = n.unsafe_to_answer = true; });
  const auto out = sent();
  ASSERT_EQ(out.size(), 1u);
  ledger.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock.now());
    const MessageRow m = find_message(db, seen).value();
    changes.apply(m, MessageEvent::suppress, {.reason = "test"});
    changes.finish("test");
    return 0;
  });
  clock.advance(kSecond);
  look();
  EXPECT_EQ(sent().size(), 2u) << "both levels, one second later";
}

TEST_F(CareTest, ARestartGoesOnPaging) {
  duty(kFirst);
  record(person(), [](NewRecord& n) { n.danger = true; });
  sent();
  clock.advance(9 * kHour);
  Care fresh(care.rules(), clock);
  ledger.reopen();
  ledger.in_transaction([&](Database& db) { return fresh.look(db, clock.now()); });
  EXPECT_EQ(sent().size(), 1u);
}

TEST_F(CareTest, WithoutADutyListTheBusIsToldAgainAndAgain) {
  record(person(), [](NewRecord& n) { n.danger = true; });
  clock.advance(2 * kMinute);
  look();
  EXPECT_EQ(ledger.events("danger.unattended").size(), 2u);
  EXPECT_EQ(sent().size(), 1u) << "the person is told all the same";
  duty(kFirst);
  clock.advance(2 * kMinute);
  look();
  EXPECT_EQ(sent().size(), 1u) << "whoever comes on duty is paged";
}

TEST_F(CareTest, OneWhoIsOnDutyTakesItByText) {
  duty(kFirst);
  const std::int64_t officer = person("+8613800000101");
  EXPECT_FALSE(says(officer, "收到")) << "nothing to take: a text like any other";
  const NewRecord one = record(person(), [](NewRecord& n) { n.danger = true; });
  EXPECT_TRUE(says(officer, "收到"));
  EXPECT_TRUE(danger_of(ledger.db(), one.id)->acknowledged_at.has_value());
  const NewRecord two = record(person(), [](NewRecord& n) { n.danger = true; });
  const NewRecord three = record(person("+8613800000002"), [](NewRecord& n) { n.danger = true; });
  EXPECT_TRUE(says(officer, "收到"));
  EXPECT_FALSE(danger_of(ledger.db(), two.id)->acknowledged_at) << "which of the two?";
  EXPECT_TRUE(says(officer, "收到 " + three.public_id));
  EXPECT_TRUE(danger_of(ledger.db(), three.id)->acknowledged_at.has_value());
  EXPECT_FALSE(danger_of(ledger.db(), two.id)->acknowledged_at);
}

TEST_F(CareTest, TheDutyListRefusesWhatCantBePaged) {
  const auto said = [&](const std::string& people) {
    try {
      const auto done = command("duty.set", R"({"people":[)" + people + "]}");
      return done ? std::string("nothing") : done.error().text();
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
  };
  EXPECT_THAT(said(R"({"level":1,"name":"a","phone":"12345"})"), HasSubstr("phone"));
  EXPECT_THAT(said(R"({"level":0,"name":"a","phone":"13800000101"})"), HasSubstr("level"));
  EXPECT_THAT(said(kFirst + "," + kFirst), HasSubstr("twice"));
  EXPECT_EQ(said(""), "nothing");
  const auto denied = command("duty.set", R"({"people":[]})", Role::approver);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, Errc::forbidden);
}

// ---- Safe contact

TEST_F(CareTest, WhoMustNotBeReachedGetsNothing) {
  const NewRecord r = record(person());
  sent();
  ASSERT_TRUE(command("contact.set", R"({"intake_id":")" + r.public_id + R"(","never":true})"));
  record(person(), [](NewRecord& n) { n.category = "EDU"; });
  record(person(), [](NewRecord& n) { n.danger = true; });
  EXPECT_TRUE(says(person(), "CX"));
  EXPECT_TRUE(sent().empty());
  ASSERT_TRUE(command("contact.clear", R"({"intake_id":")" + r.public_id + R"("})"));
  EXPECT_TRUE(says(person(), "CX"));
  EXPECT_EQ(sent().size(), 1u);
}

TEST_F(CareTest, OneCodeTellsHowAPersonIsReachedWhateverTheName) {
  const NewRecord r = record(person());
  const std::string record_of = R"({"intake_id":")" + r.public_id + "\"";
  const std::string phone = R"({"phone":"+8613800000001")";
  ASSERT_TRUE(command("contact.set", record_of + R"(,"hours":"09:00-11:00"})"));
  const auto row = find_person_hours(ledger.db(), person());
  ASSERT_TRUE(row);
  EXPECT_TRUE(row->strict);
  const auto wish = command("contact.hours", phone + R"(,"hours":"18:00-20:00"})");
  ASSERT_FALSE(wish) << "a wish does not undo safe contact";
  EXPECT_EQ(wish.error().code, Errc::conflict);
  ASSERT_TRUE(command("contact.hours", phone + R"(,"strict":true,"never":true})"));
  EXPECT_TRUE(find_person_hours(ledger.db(), person())->never());
  ASSERT_TRUE(command("contact.hours", phone + R"(,"strict":true})")) << "taken back";
  EXPECT_FALSE(find_person_hours(ledger.db(), person()));
  const Json told = Json::parse(command("contact.hours", record_of + R"(,"zone":"Asia/Urumqi"})").value());
  EXPECT_EQ(told.text("hours"), "00:00-24:00");
  EXPECT_FALSE(told.boolean("strict"));
  ASSERT_TRUE(command("contact.clear", record_of + "}"));
  EXPECT_FALSE(find_person_hours(ledger.db(), person()));
  for (const char* wrong : {R"("never":true)", R"("hours":"25:00-26:00")", R"("zone":"Mars/Olympus")",
                            R"("strict":true,"never":true,"hours":"09:00-10:00")"})
    EXPECT_THROW((void)command("contact.hours", phone + "," + wrong + "}"), BadInput) << wrong;
  EXPECT_THROW((void)command("contact.set", record_of + "}"), BadInput);
  EXPECT_EQ(ledger.events("contact.changed").size(), 3U) << "by a record";
  EXPECT_EQ(ledger.events("contact.hours").size(), 2U) << "by a number";
}

// ---- Clocks

TEST_F(CareTest, ClocksStartWithTheRecordAndStopByWhatIsTold) {
  const NewRecord r = record(person());
  ASSERT_EQ(dues.size(), 2u);
  EXPECT_EQ(dues[0].clock, "petition-2022.register");
  EXPECT_EQ(dues[0].day, "2026-03-17");
  const std::string id = R"({"intake_id":")" + r.public_id + R"(")";
  clock.advance(24 * kHour);
  ASSERT_TRUE(command("intake.progress", id + R"(,"state":"registered"})"));
  EXPECT_EQ(ledger.events("deadline.met").size(), 1u);
  const auto accepted = command("intake.progress", id + R"(,"state":"accepted"})");
  EXPECT_EQ(Json::parse(*accepted).at("due").text("petition-2022.finish"), "2026-05-06");
  EXPECT_EQ(clocks_of(ledger.db(), r.id).size(), 3u);
  ASSERT_TRUE(command("intake.extend", id + R"(,"clock":"finish","reason":"hearing"})"));
  EXPECT_FALSE(command("intake.extend", id + R"(,"clock":"finish","reason":"again"})"));
  EXPECT_FALSE(command("intake.extend", id + R"(,"clock":"register","reason":"is over"})"));
  EXPECT_EQ(to_rfc3339(clocks_of(ledger.db(), r.id)[2].due_at), "2026-06-05T16:00:00Z");
}

TEST_F(CareTest, WarningsAreToldOnceEachAndTheLastAfterALongSleep) {
  const NewRecord r = record(person(), [](NewRecord& n) { n.channel = "phone"; });
  const auto count = [&] { return ledger.events("deadline.warning").size(); };
  look();
  EXPECT_EQ(count(), 0u);
  clock.set(at("2026-03-06T04:00:00Z"));
  look();
  look();
  EXPECT_EQ(count(), 1u);
  EXPECT_EQ(Json::parse(ledger.events("deadline.warning")[0].data).integer("percent"), 50);
  clock.set(at("2026-03-10T16:00:01Z"));
  look();
  look();
  EXPECT_EQ(count(), 1u);
  ASSERT_EQ(ledger.events("deadline.passed").size(), 1u);
  EXPECT_EQ(Json::parse(ledger.events("deadline.passed")[0].data).integer("percent"), 100);
  EXPECT_EQ(ledger.events("deadline.passed")[0].subject, "intake/" + r.public_id);
}

TEST_F(CareTest, ProgressRefusesWhatCantBe) {
  const NewRecord r = record(person());
  const auto said = [&](const std::string& rest) {
    try {
      const auto done = command("intake.progress", R"({"intake_id":")" + r.public_id + "\"," + rest + "}");
      return done ? std::string("nothing") : done.error().text();
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
  };
  EXPECT_THAT(said(R"("state":"finished")"), HasSubstr("state"));
  EXPECT_THAT(said(R"("state":"closed","at":"2026-03-01T00:00:00Z")"), HasSubstr("before"));
  EXPECT_THAT(said(R"("state":"closed","at":"2026-03-09T00:00:00Z")"), HasSubstr("future"));
  EXPECT_EQ(said(R"("state":"closed")"), "nothing");
}

TEST(RecordTexts, EveryStateHasAWordingThatFitsOnePart) {
  const auto texts =
      RecordTexts::load(embedded_file("record_texts.toml"), "record_texts.toml", "云溪区群众工作局");
  ASSERT_TRUE(texts) << texts.error().text();
  EXPECT_EQ(texts->states.size(), progress_states().size());
  const auto bad = RecordTexts::load("unknown = \"x\"\n[state]\nreceived = \"y\"\n", "r.toml", "");
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().text(), HasSubstr("registered"));
}

}  // namespace
}  // namespace huiyin
