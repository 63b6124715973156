// The session's link: bind, life, framing, deliveries, end.
#include "adapters/smpp/session_testing.h"
#include "adapters/smpp/testing.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

TEST(SmppLink, BindsAndIsUp) {
  Wire w;
  w.connect();
  EXPECT_EQ(w.session.room(), 0) << "not bound yet";
  const Pdu bind = w.sent.front();
  EXPECT_EQ(bind.command, command::kBindTransceiver);
  EXPECT_EQ(bind.sequence, 1u);
  EXPECT_EQ(std::get<Bind>(bind.body).password, "s3cret08");
  w.bind_answer(0);
  EXPECT_EQ(w.ups, 1);
  EXPECT_EQ(w.session.room(), 10);
}

TEST(SmppLink, AReceiverTakesNoSubmits) {
  LinkRules rules = Wire::plain_rules();
  rules.bind_command = command::kBindReceiver;
  Wire w(rules);
  w.bound();
  EXPECT_EQ(w.session.room(), 0);
}

// What a refused bind calls for. Pitfalls 11 and 15.
TEST(SmppLink, EveryRefusalOfABind) {
  struct Case {
    std::uint32_t status;
    Hold hold;
    Millis at_least;
  };
  const Case cases[] = {{0x0E, Hold::stopped, Millis(0)},     {0x0F, Hold::stopped, Millis(0)},
                        {0x53, Hold::stopped, Millis(0)},     {0x03, Hold::stopped, Millis(0)},
                        {0x05, Hold::account, Millis(3'750)}, {0x0D, Hold::account, Millis(750)},
                        {0x08, Hold::account, Millis(750)},   {0x400, Hold::account, Millis(750)}};
  for (const Case& c : cases) {
    Wire w;
    w.connect();
    w.bind_answer(c.status);
    ASSERT_EQ(w.downs.size(), 1u) << c.status;
    EXPECT_EQ(w.downs[0].hold, c.hold) << c.status;
    EXPECT_GE(w.downs[0].wait, c.at_least) << c.status;
    EXPECT_NE(w.downs[0].why.find(status_name(c.status)), std::string::npos);
    EXPECT_EQ(w.ups, 0);
  }
}

TEST(SmppLink, ABindThatFailsAgainAndAgainIsAnAlarm) {
  Wire w;
  for (int i = 0; i < 5; ++i) {
    w.connect();
    w.bind_answer(0x0D);
  }
  EXPECT_EQ(w.downs[3].hold, Hold::account);
  EXPECT_EQ(w.downs[4].hold, Hold::stopped);
}

TEST(SmppLink, ANackOfTheBindMeansThereIsNoSuchBind) {
  Wire w;
  w.connect();
  w.give({command::kGenericNack, 0x03, w.take().sequence, {}, {}});
  ASSERT_EQ(w.downs.size(), 1u);
  EXPECT_EQ(w.downs[0].hold, Hold::stopped);
}

TEST(SmppLink, BackOffDoublesWithChanceAndEndsWithASteadyLink) {
  Wire w;
  Millis before{0};
  for (int i = 0; i < 8; ++i) {
    w.connect();
    w.drop();
    const Millis nominal = std::min(Millis(1'000 << i), Millis(60'000));
    EXPECT_GE(w.downs.back().wait, nominal * 3 / 4);
    EXPECT_LE(w.downs.back().wait, nominal * 5 / 4 + Millis(1));
    EXPECT_NE(w.downs.back().wait, before);
    before = w.downs.back().wait;
  }
  w.connect();
  w.bind_answer(0);
  w.pass(Millis(11'000));
  w.drop();
  EXPECT_LE(w.downs.back().wait, Millis(1'251)) << "it had been steady";
}

TEST(SmppLink, NoAnswerToTheBind) {
  Wire w;
  w.connect();
  w.pass(Millis(29'000));
  EXPECT_TRUE(w.downs.empty());
  w.pass(Millis(1'100));
  ASSERT_EQ(w.downs.size(), 1u);
  EXPECT_EQ(w.downs[0].why, "no answer to the login");
  EXPECT_EQ(w.sent.size(), 1u) << "no enquire_link before it is bound";
}

// Pitfall 10: silence is asked about, any traffic is life, and the answer does not wait behind the window.
TEST(SmppLink, EnquireLink) {
  LinkRules rules = Wire::plain_rules();
  rules.pace.window = 1;
  Wire w(rules);
  w.bound();
  w.submit("a");
  EXPECT_EQ(w.take().command, command::kSubmitSm);
  w.pass(Millis(30'100));
  const Pdu enquiry = w.take();
  EXPECT_EQ(enquiry.command, command::kEnquireLink) << "beside a full window";
  w.pass(Millis(10'000));
  w.give({command::kEnquireLink | command::kResponse, 0, enquiry.sequence, {}, {}});
  w.pass(Millis(10'000));
  EXPECT_TRUE(w.downs.empty());
  w.give({command::kEnquireLink, 0, 77, {}, {}});
  const Pdu answer = w.take();
  EXPECT_EQ(answer.command, command::kEnquireLink | command::kResponse);
  EXPECT_EQ(answer.sequence, 77u);
}

TEST(SmppLink, AnyTrafficIsLife) {
  Wire w;
  w.bound();
  for (int i = 0; i < 10; ++i) {
    w.pass(Millis(20'000));
    w.give({command::kAlertNotification, 0, 1, AlertNotification{}, {}});
  }
  EXPECT_TRUE(w.sent.empty()) << "no enquire_link was needed";
  EXPECT_TRUE(w.downs.empty());
}

TEST(SmppLink, HalfOpen) {
  Wire w;
  w.bound();
  w.submit("a");
  w.pass(Millis(46'000));
  ASSERT_EQ(w.downs.size(), 1u);
  EXPECT_EQ(w.downs[0].why, "the carrier is silent");
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
}

// Pitfall 19.
TEST(SmppLink, LengthsOutOfRangeEndTheLink) {
  for (const char* header : {"0000000f", "00000000", "7fffffff", "00012001"}) {
    Wire w;
    w.bound();
    w.give_octets(bytes(header));
    ASSERT_EQ(w.downs.size(), 1u) << header;
    const Pdu nack = w.take();
    EXPECT_EQ(nack.command, command::kGenericNack);
    EXPECT_EQ(nack.status, 0x02u);
    w.give_octets(bytes("0000001000000015000000000000000a"));
    EXPECT_TRUE(w.sent.empty()) << "nothing is read behind it";
  }
}

TEST(SmppLink, FramesCutAtEveryOctet) {
  Wire w;
  w.bound();
  std::string stream;
  for (std::uint32_t i = 1; i <= 3; ++i) stream += encode({command::kEnquireLink, 0, i, {}, {}});
  for (const char c : stream) w.give_octets(std::string_view(&c, 1));
  ASSERT_EQ(w.sent.size(), 3u);
  EXPECT_EQ(w.sent[2].sequence, 3u);
}

TEST(SmppLink, UnknownRequestsAreNackedAndStrangeAnswersIgnored) {
  Wire w;
  w.bound();
  w.give_octets(bytes("00000010000000990000000000000009"));
  const Pdu nack = w.take();
  EXPECT_EQ(nack.command, command::kGenericNack);
  EXPECT_EQ(nack.status, 0x03u);
  EXPECT_EQ(nack.sequence, 9u);
  w.give_octets(bytes("0000001080000004000000000000ffff"));
  w.give_octets(bytes("00000010800000990000000000000009"));
  w.give_octets(bytes("00000010800000000000000200000000"));
  EXPECT_TRUE(w.sent.empty());
  EXPECT_TRUE(w.downs.empty());
}

Pdu delivery(std::uint32_t sequence, const std::string& text = "hi") {
  ShortMessage m;
  m.source = {1, 1, "8613800138000"};
  m.destination = {0, 0, "106900001234"};
  m.octets = text;
  return {command::kDeliverSm, 0, sequence, m, {}};
}

TEST(SmppLink, ADeliveryIsAnsweredOnlyWhenItIsKept) {
  Wire w;
  w.bound();
  w.give(delivery(500));
  w.give(delivery(501, "ho"));
  ASSERT_EQ(w.arrived.size(), 2u);
  EXPECT_TRUE(w.sent.empty()) << "not durable yet";
  w.session.kept(w.arrived[1].handle, w.moment());
  w.collect();
  const Pdu yes = w.take();
  EXPECT_EQ(to_hex(encode(yes)), "000000118000000500000000000001f500") << "with its NUL";
  w.session.not_kept(w.arrived[0].handle, w.moment());
  w.collect();
  EXPECT_EQ(w.take().status, 0x64u) << "again later";
  w.session.kept(w.arrived[0].handle, w.moment());
  w.collect();
  EXPECT_TRUE(w.sent.empty()) << "once";
}

TEST(SmppLink, HandedOverAgainThePayloadIsTheSame) {
  Wire w;
  w.bound();
  w.give(delivery(500));
  w.drop();
  w.bound();
  w.give(delivery(7));
  ASSERT_EQ(w.arrived.size(), 2u);
  EXPECT_EQ(w.arrived[0].bytes, w.arrived[1].bytes);
  w.session.kept(w.arrived[0].handle, w.moment());
  w.collect();
  EXPECT_TRUE(w.sent.empty()) << "its connection is gone";
  w.session.kept(w.arrived[1].handle, w.moment());
  w.collect();
  EXPECT_EQ(w.take().sequence, 7u);
}

TEST(SmppLink, AnUnreadableDeliveryIsKeptToo) {
  Wire w;
  w.bound();
  w.give_octets(bytes("00000014000000050000000000000009deadbeef"));
  ASSERT_EQ(w.arrived.size(), 1u) << "a dead letter, not a lost one";
}

TEST(SmppLink, TooManyUnkeptDeliveriesWaitAtTheCarrier) {
  LinkRules rules = Wire::plain_rules();
  rules.pace.inbound_limit = 2;
  Wire w(rules);
  w.bound();
  for (std::uint32_t i = 0; i < 3; ++i) w.give(delivery(i + 1));
  EXPECT_EQ(w.arrived.size(), 2u);
  EXPECT_EQ(w.take().status, 0x64u);
}

TEST(SmppLink, ADeliveryBeforeTheBindIsRefused) {
  Wire w;
  w.connect();
  w.sent.clear();
  w.give(delivery(1));
  EXPECT_TRUE(w.arrived.empty());
  EXPECT_EQ(w.take().status, 0x04u);
}

TEST(SmppLink, TheCarrierUnbinds) {
  Wire w;
  w.bound();
  w.submit("a");
  w.take();
  w.give({command::kUnbind, 0, 9, {}, {}});
  EXPECT_EQ(w.take().command, command::kUnbind | command::kResponse);
  ASSERT_EQ(w.downs.size(), 1u);
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
}

TEST(SmppLink, ClosingWaitsForOpenAnswersThenUnbinds) {
  Wire w;
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  w.session.close(w.moment());
  w.collect();
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.session.room(), 0);
  w.answer(a, 0, "id-a");
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted);
  const Pdu unbind = w.take();
  EXPECT_EQ(unbind.command, command::kUnbind);
  EXPECT_TRUE(w.downs.empty());
  w.give({command::kUnbind | command::kResponse, 0, unbind.sequence, {}, {}});
  ASSERT_EQ(w.downs.size(), 1u);
}

TEST(SmppLink, ClosingDoesNotWaitForEver) {
  Wire w;
  w.bound();
  w.session.close(w.moment());
  w.pass(Millis(6'000));
  ASSERT_EQ(w.downs.size(), 1u);
}

TEST(SmppLink, ThePasswordIsInTheBindAndNowhereElse) {
  Wire w;
  w.connect();
  w.bind_answer(0x0E);
  EXPECT_EQ(w.downs[0].why.find("s3cret08"), std::string::npos);
}

}  // namespace
}  // namespace huiyin::smpp
