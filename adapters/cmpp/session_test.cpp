// A CMPP session with its gateway at the other end, both driven by hand, time too. What every link does is
// tested with SMPP's; here is what is CMPP's own.
#include "adapters/cmpp/session.h"

#include <deque>

#include <gtest/gtest.h>

#include "adapters/line/testing.h"

namespace huiyin::cmpp {
namespace {

using line::testing::bytes;

constexpr std::uint64_t kFirstId = 0x50a4014134fd002aULL;

LinkRules plain() {
  LinkRules r;
  r.sp_id = "901234";
  r.password = Secret("s3cret");
  r.sender = "106900001234";
  r.terms.msg_src = "901234";
  r.terms.service_id = "HELP";
  r.terms.fee_type = "01";
  r.terms.fee_code = "000000";
  return r;
}

class Wire {
 public:
  explicit Wire(LinkRules rules = plain()) : version(rules.version), session(std::move(rules)) {}

  Moment moment() const {
    // 2024-05-01 09:00:00 in Beijing
    return {from_ms(1'714'525'200'000), "00112233445566778899aabbccddeeff", steady};
  }
  void collect() {
    std::string out = session.take_output();
    while (!out.empty()) {
      const Header h = read_header(out);
      sent.push_back(decode(std::string_view(out).substr(0, h.length), version));
      out.erase(0, h.length);
    }
    for (LineEvent& e : session.take_events()) {
      if (std::holds_alternative<LinkUp>(e)) ++ups;
      if (auto* v = std::get_if<LinkDown>(&e)) downs.push_back(*v);
      if (auto* v = std::get_if<SubmitDone>(&e)) done.push_back(*v);
      if (auto* v = std::get_if<AnsweredLate>(&e)) late.push_back(*v);
      if (auto* v = std::get_if<Arrived>(&e)) arrived.push_back(*v);
    }
  }
  void give(const Pdu& pdu) {
    session.received(encode(pdu, version), moment());
    collect();
  }
  void connect() {
    session.connected(moment());
    collect();
  }
  Pdu take() {
    if (sent.empty()) {
      ADD_FAILURE() << "nothing was sent";
      return {};
    }
    Pdu pdu = sent.front();
    sent.pop_front();
    return pdu;
  }
  void answer_connect(std::uint32_t status, std::uint8_t says = 0x30) {
    give({command::kConnect | command::kResponse, take().sequence, ConnectResult{status, {}, says}});
  }
  void up() {
    connect();
    answer_connect(0);
    ASSERT_EQ(ups, 1);
  }
  void submit(const std::string& key, const std::string& text = "您好", std::size_t people = 1) {
    SubmitBatch b;
    b.key = key;
    b.content.text = text;
    b.extension = "07";
    for (std::size_t i = 0; i < people; ++i)
      b.to.push_back({key + std::to_string(i), "+861380000000" + std::to_string(i)});
    ASSERT_GT(session.room(), 0);
    session.submit(b, moment());
    collect();
  }
  void result(const Pdu& request, std::uint32_t result, std::uint64_t id = kFirstId) {
    give({command::kSubmit | command::kResponse, request.sequence, MessageResult{id, result}});
  }
  void pass(Millis time) {
    const Millis end = steady + time;
    while (steady < end) {
      steady += std::min(end - steady, session.next_tick());
      session.tick(moment());
      collect();
    }
  }
  const Outcome& outcome(const std::string& recipient) {
    static const Outcome none{.code = "(no outcome)"};
    for (const SubmitDone& d : done)
      if (d.recipient_key == recipient) return d.outcome;
    ADD_FAILURE() << "no outcome for " << recipient;
    return none;
  }

  const Version version;
  Session session;
  Millis steady{1'000};
  std::deque<Pdu> sent;
  int ups = 0;
  std::vector<LinkDown> downs;
  std::vector<SubmitDone> done;
  std::vector<AnsweredLate> late;
  std::vector<Arrived> arrived;
};

const Submit& submit_of(const Pdu& pdu) {
  return std::get<Submit>(pdu.body);
}

TEST(CmppSession, ConnectsAsOthersDo) {
  LinkRules rules = plain();
  rules.version = Version::v20;
  Wire w(rules);
  w.connect();
  // The vector of gocmpp but for its sequence number: the same account, secret and time.
  EXPECT_EQ(to_hex(encode(w.take(), Version::v20)),
            "000000270000000100000001393031323334a397f26795b2be6aa6a47419f1b38fd9201dde06d0");
  w.session.received(bytes("0000001e800000010000000100b5de4c966b7ea8949f2ff70c7412cf9a20"), w.moment());
  w.collect();
  EXPECT_EQ(w.ups, 1);
  EXPECT_TRUE(w.session.take_notices().empty()) << "the vector's AuthenticatorISMG is right";
}

TEST(CmppSession, AWrongAuthenticatorIsToldOrRefused) {
  Wire lenient;
  lenient.up();
  EXPECT_EQ(lenient.session.take_notices().size(), 1u);
  LinkRules rules = plain();
  rules.strict_authenticator = true;
  Wire strict(rules);
  strict.connect();
  strict.answer_connect(0);
  ASSERT_EQ(strict.downs.size(), 1u);
  EXPECT_EQ(strict.downs[0].hold, Hold::stopped);
}

TEST(CmppSession, EveryRefusalOfAConnect) {
  for (const auto& [status, hold] : {std::pair{1u, Hold::stopped},
                                     {2u, Hold::stopped},
                                     {3u, Hold::stopped},
                                     {4u, Hold::stopped},
                                     {5u, Hold::account},
                                     {56u, Hold::account},
                                     {57u, Hold::stopped},
                                     {60u, Hold::stopped}}) {
    Wire w;
    w.connect();
    w.answer_connect(status, 0x20);
    ASSERT_EQ(w.downs.size(), 1u) << status;
    EXPECT_EQ(w.downs[0].hold, hold) << status;
    if (status == 4) {
      EXPECT_NE(w.downs[0].why.find("the gateway speaks 2.0"), std::string::npos) << w.downs[0].why;
    }
  }
}

TEST(CmppSession, SubmitsAsVectorsHaveIt) {
  Wire w;
  w.up();
  w.submit("a", "根据《信访工作条例》");
  const Submit s = submit_of(w.take());
  EXPECT_EQ(s.service_id, "HELP");
  EXPECT_EQ(s.fee_user_type, 2);
  EXPECT_EQ(s.fee_type, "01");
  EXPECT_EQ(s.fee_code, "000000");
  EXPECT_EQ(s.msg_src, "901234");
  EXPECT_EQ(s.src_id, "10690000123407");
  EXPECT_EQ(s.destinations, std::vector<std::string>{"8613800000000"});
  EXPECT_EQ(s.msg_fmt, 8);
  EXPECT_EQ(s.tp_udhi, 0);
  EXPECT_EQ(to_hex(s.content), "6839636e300a4fe18bbf5de54f5c67614f8b300b");
}

TEST(CmppSession, GbkWhereItFits) {
  LinkRules rules = plain();
  rules.text.coding = line::CnCoding::gbk;
  Wire w(rules);
  w.up();
  w.submit("a", "您好，测试");
  EXPECT_EQ(submit_of(w.take()).msg_fmt, 15);
  w.submit("b", "您好😀");
  EXPECT_EQ(submit_of(w.take()).msg_fmt, 8) << "not in GBK";
}

TEST(CmppSession, LongTextsHaveHeadersAndPkNumbersAndTheirIds) {
  Wire w;
  w.up();
  std::string text;
  for (int i = 0; i < 100; ++i) text += "长";
  w.submit("a", text);
  const Pdu one = w.take(), two = w.take();
  EXPECT_EQ(submit_of(one).pk_total, 2);
  EXPECT_EQ(submit_of(two).pk_number, 2);
  EXPECT_EQ(submit_of(one).tp_udhi, 1);
  EXPECT_EQ(submit_of(one).content.size(), 140u);
  EXPECT_NE(one.sequence, two.sequence);
  w.result(two, 0, kFirstId + 1);
  EXPECT_TRUE(w.done.empty());
  w.result(one, 0, kFirstId);
  EXPECT_EQ(w.outcome("a0").carrier_id, "50a4014134fd002a 50a4014134fd002b");
  EXPECT_EQ(w.outcome("a0").parts, 2);
}

TEST(CmppSession, OfAGroupEachHasItsId) {
  LinkRules rules = plain();
  rules.pace.group = 99;
  Wire w(rules);
  w.up();
  w.submit("a", "您好", 3);
  EXPECT_EQ(submit_of(w.sent.front()).destinations.size(), 3u);
  w.result(w.take(), 0, 0x50a4014134fdffffULL);
  EXPECT_EQ(w.outcome("a0").carrier_id, "50a4014134fdffff");
  EXPECT_EQ(w.outcome("a1").carrier_id, "50a4014134fd0000") << "only the low 16 bits move";
  EXPECT_EQ(w.outcome("a2").carrier_id, "50a4014134fd0001");
}

TEST(CmppSession, AGroupRefusedForOneNumberGoesOneByOne) {
  LinkRules rules = plain();
  rules.pace.group = 99;
  Wire w(rules);
  w.up();
  w.submit("a", "您好", 3);
  w.result(w.take(), 13);
  EXPECT_TRUE(w.done.empty());
  ASSERT_EQ(w.sent.size(), 3u);
  w.result(w.take(), 0, kFirstId);
  w.result(w.take(), 13);
  w.result(w.take(), 0, kFirstId + 1);
  EXPECT_EQ(w.outcome("a0").verdict, Verdict::accepted);
  EXPECT_EQ(w.outcome("a1").verdict, Verdict::refused);
  EXPECT_EQ(w.outcome("a1").code, "CMPP:13");
  EXPECT_EQ(w.outcome("a2").verdict, Verdict::accepted);
  EXPECT_EQ(w.done.size(), 3u);
}

TEST(CmppSession, EveryClassOfResult) {
  struct Case {
    std::uint32_t result;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {{1, Verdict::refused, Hold::none},      {13, Verdict::refused, Hold::none},
                        {69, Verdict::refused, Hold::none},     {3, Verdict::unknown, Hold::none},
                        {73, Verdict::not_sent, Hold::none},    {7, Verdict::not_sent, Hold::stopped},
                        {10, Verdict::not_sent, Hold::stopped}, {64, Verdict::not_sent, Hold::stopped},
                        {199, Verdict::refused, Hold::none}};
  for (const Case& c : cases) {
    Wire w;
    w.up();
    w.submit("a");
    w.result(w.take(), c.result);
    EXPECT_EQ(w.outcome("a0").verdict, c.verdict) << c.result;
    EXPECT_EQ(w.outcome("a0").hold, c.hold) << c.result;
    EXPECT_EQ(w.outcome("a0").code, "CMPP:" + std::to_string(c.result));
  }
}

TEST(CmppSession, FlowControlPausesTheLinkAndKeepsTheMessage) {
  Wire w;
  w.up();
  w.submit("a");
  w.result(w.take(), 8);
  EXPECT_TRUE(w.done.empty());
  EXPECT_EQ(w.session.room(), 0);
  w.pass(Millis(1'100));
  w.result(w.take(), 0);
  EXPECT_EQ(w.outcome("a0").verdict, Verdict::accepted);
}

TEST(CmppSession, AfterAHaltNothingLeavesNotEvenAgain) {
  LinkRules rules = plain();
  rules.pace.group = 99;
  Wire w(rules);
  w.up();
  w.submit("a");
  w.submit("b", "您好", 3);
  const Pdu a = w.take(), b = w.take();
  w.session.halt(w.moment());
  w.result(a, 8);
  w.result(b, 13);
  w.pass(Millis(3'000));
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.outcome("a0").verdict, Verdict::not_sent);
  EXPECT_EQ(w.outcome("b0").verdict, Verdict::refused);
}

// The specification would send it again up to three times, and somebody would read it four times.
TEST(CmppSession, WithoutAnswerItIsUnknownAndNeverSentAgain) {
  Wire w;
  w.up();
  w.submit("a");
  const Pdu request = w.take();
  for (int i = 0; i < 10; ++i) {
    w.pass(Millis(30'000));
    w.give({command::kActiveTest, 900, {}});
  }
  EXPECT_EQ(w.outcome("a0").verdict, Verdict::unknown);
  for (const Pdu& p : w.sent) EXPECT_NE(p.command, command::kSubmit);
  w.result(request, 0);
  ASSERT_EQ(w.late.size(), 1u) << "late, the answer still counts";
  EXPECT_EQ(w.late[0].outcome.carrier_id, "50a4014134fd002a");
}

TEST(CmppSession, WhereTheAccountSaysSoItIsSentOnceMoreUnderItsNumber) {
  LinkRules rules = plain();
  rules.pace.resend_unanswered = true;
  Wire w(rules);
  w.up();
  w.submit("a");
  const Pdu request = w.take();
  int again = 0;
  for (int i = 0; i < 10; ++i) {
    w.pass(Millis(30'000));
    w.give({command::kActiveTest, 900, {}});
    while (!w.sent.empty()) {
      const Pdu p = w.take();
      if (p.command != command::kSubmit) continue;
      ++again;
      EXPECT_EQ(encode(p, Version::v30), encode(request, Version::v30));
    }
  }
  EXPECT_EQ(again, 1);
  EXPECT_EQ(w.outcome("a0").verdict, Verdict::unknown);
}

TEST(CmppSession, ActiveTestsBothWaysAndSilenceEndsTheLink) {
  Wire w;
  w.up();
  w.give({command::kActiveTest, 77, {}});
  const Pdu answer = w.take();
  EXPECT_EQ(answer.command, command::kActiveTest | command::kResponse);
  EXPECT_EQ(answer.sequence, 77u);
  w.pass(Millis(30'001));
  EXPECT_EQ(w.take().command, command::kActiveTest);
  w.pass(Millis(15'001));
  ASSERT_EQ(w.downs.size(), 1u);
}

TEST(CmppSession, ADeliveryIsAnsweredOnceItIsKept) {
  Wire w;
  w.up();
  Deliver d;
  d.msg_id = kFirstId;
  d.dest_id = "10690000123407";
  d.source = "8613800138000";
  d.content = "x";
  w.give({command::kDeliver, 9, d});
  ASSERT_EQ(w.arrived.size(), 1u);
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.arrived[0].kind, "cmpp30");
  w.give({command::kDeliver, 10, d});
  ASSERT_EQ(w.arrived.size(), 2u);
  EXPECT_EQ(w.arrived[0].bytes, w.arrived[1].bytes) << "handed over again it is the same";
  w.session.kept(w.arrived[0].handle, w.moment());
  w.session.not_kept(w.arrived[1].handle, w.moment());
  w.collect();
  const Pdu answer = w.take();
  EXPECT_EQ(answer.sequence, 9u);
  EXPECT_EQ(std::get<MessageResult>(answer.body).msg_id, kFirstId);
  EXPECT_EQ(std::get<MessageResult>(answer.body).result, 0u);
  EXPECT_TRUE(w.sent.empty()) << "not kept, it is not answered: it comes again";
}

TEST(CmppSession, EndsPolitely) {
  Wire w;
  w.up();
  w.submit("a");
  const Pdu request = w.take();
  w.session.close(w.moment());
  w.collect();
  EXPECT_TRUE(w.sent.empty()) << "an answer is open";
  w.result(request, 0);
  const Pdu end = w.take();
  EXPECT_EQ(end.command, command::kTerminate);
  w.give({command::kTerminate | command::kResponse, end.sequence, {}});
  EXPECT_EQ(w.downs.size(), 1u);
}

TEST(CmppSession, TooLongANumberIsRefusedAlone) {
  Wire w;
  w.up();
  SubmitBatch b;
  b.key = "b";
  b.content.text = "您好";
  b.to = {{"bad", "+" + std::string(40, '8')}, {"good", "+8613800000001"}};
  w.session.submit(b, w.moment());
  w.collect();
  EXPECT_EQ(w.outcome("bad").verdict, Verdict::refused);
  EXPECT_EQ(w.sent.size(), 1u);
}

}  // namespace
}  // namespace huiyin::cmpp
