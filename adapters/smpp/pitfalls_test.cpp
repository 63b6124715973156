// What others got wrong, one test each, in the order of the list of pitfalls. Where a fault is of another
// layer, the test of that layer is named.
#include <gtest/gtest.h>

#include "adapters/smpp/reader.h"
#include "adapters/smpp/receipt.h"
#include "adapters/smpp/session_testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

LinkRules quick(int window = 10) {
  LinkRules r = Wire::plain_rules();
  r.pace.window = window;
  r.pace.response_timeout = Millis(1'000);
  return r;
}

Pdu mo(const std::string& text, std::uint8_t esm_class = 0) {
  ShortMessage m;
  m.source = {1, 1, "8613800138000"};
  m.destination = {0, 0, "106900001234"};
  m.esm_class = esm_class;
  m.octets = text;
  return {command::kDeliverSm, 0, 9, m, {}};
}

ReadRules reading() {
  ReadRules r;
  r.sender = "106900001234";
  r.country_code = "86";
  return r;
}

TEST(SmppPitfall, P01LostAnswersDoNotLeakTheWindow) {
  Wire w(quick(2));
  w.bound();
  for (int round = 0; round < 20; ++round) {
    w.submit("a" + std::to_string(round));
    w.submit("b" + std::to_string(round));
    EXPECT_EQ(w.session.room(), 0);
    w.pass(Millis(1'100));
    EXPECT_EQ(w.session.room(), 2) << round;
    w.give({command::kEnquireLink, 0, 1, {}, {}});
  }
  EXPECT_EQ(w.done.size(), 40u);
}

TEST(SmppPitfall, P02AnswersBehindManyDeliveriesAreNotLate) {
  Wire w(quick());
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  std::string octets;
  for (int i = 0; i < 500; ++i) octets += encode(mo("x"));
  octets += encode({a.command | command::kResponse, 0, a.sequence, MessageId{"1"}, {}});
  w.give_octets(octets);
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted) << "though none of the deliveries is durable yet";
  EXPECT_EQ(w.arrived.size(), 500u);
}

// The socket half is LineClientTest's: a peer that does not read is still read from.
TEST(SmppPitfall, P03WhatIsReadDoesNotWaitForWhatIsWritten) {
  Wire w(quick());
  w.bound();
  w.submit("a");
  const std::string unsent = w.session.take_output();
  for (int i = 0; i < 100; ++i) w.session.received(encode(mo("x")), w.moment());
  EXPECT_EQ(w.session.take_events().size(), 100u) << "no output was taken meanwhile";
}

TEST(SmppPitfall, P04OneIdInManySpellings) {
  EXPECT_EQ(id_key("00aB", IdForm::text), id_key("AB", IdForm::text));
  EXPECT_EQ(id_key("FF", IdForm::hex), id_key("0255", IdForm::decimal));
}

// Parked until the answer comes: ReceiptBook's tests and scenario.smpp (early_receipts).
TEST(SmppPitfall, P05AReceiptBeforeItsAnswerIsHandedOn) {
  Wire w(quick());
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  w.give(mo("id:77 sub:001 dlvrd:001 submit date:2405010900 done date:2405010901 stat:DELIVRD err:000 text:",
            4));
  ASSERT_EQ(w.arrived.size(), 1u);
  const Inbox inbox = read_deliver(w.arrived[0].bytes, reading());
  ASSERT_EQ(inbox.receipts.size(), 1u);
  w.answer(a, 0, "77");
  EXPECT_EQ(id_key(w.outcome("a").carrier_id, IdForm::text), inbox.receipts[0].carrier_id);
}

TEST(SmppPitfall, P06ReceiptsWithoutTheirClassAndWithOperatorsCodes) {
  const Inbox inbox = read_deliver(
      encode(mo(
          "id:7 sub:001 dlvrd:000 submit date:2405010900 done date:2405010901 stat:MK:0005 err:005 text:")),
      reading());
  ASSERT_EQ(inbox.receipts.size(), 1u);
  EXPECT_EQ(inbox.receipts[0].state, ReceiptState::undelivered);
  EXPECT_TRUE(inbox.receipts[0].code.starts_with("MK:0005"));
}

// One receipt for a whole long text, or one a part: scenario.smpp (one_receipt).
TEST(SmppPitfall, P07EveryPartKeepsItsId) {
  Wire w(quick());
  w.bound();
  w.submit("a", Wire::parts(2));
  w.answer(w.take(), 0, "1");
  w.answer(w.take(), 0, "2");
  EXPECT_EQ(w.outcome("a").carrier_id, "1 2");
}

TEST(SmppPitfall, P08AnswersWithAndWithoutABody) {
  for (const std::size_t body : {0u, 1u, 3u}) {
    Wire w(quick());
    w.bound();
    w.submit("a");
    const Pdu a = w.take();
    std::string no = encode({a.command | command::kResponse, 0x0B, a.sequence, {}, {}});
    no += std::string("ab\0", 3).substr(3 - body);
    no[3] = static_cast<char>(no.size());
    w.give_octets(no);
    EXPECT_EQ(w.outcome("a").verdict, Verdict::refused) << body;
    w.give(mo("x"));
    w.session.kept(w.arrived[0].handle, w.moment());
    EXPECT_EQ(w.session.take_output().size(), 17u) << "our own: always with its NUL";
  }
}

TEST(SmppPitfall, P09AThrottledMessageThrottlesItsLink) {
  Wire w(quick());
  w.bound();
  w.submit("a");
  w.answer(w.take(), 0x14);
  EXPECT_EQ(w.session.room(), 0) << "0x14 as 0x58";
}

TEST(SmppPitfall, P10EnquireLinkIsAnsweredBesideAFullWindow) {
  Wire w(quick(1));
  w.bound();
  w.submit("a");
  w.take();
  w.give({command::kEnquireLink, 0, 5, {}, {}});
  EXPECT_EQ(w.take().command, command::kEnquireLink | command::kResponse);
}

TEST(SmppPitfall, P11AlreadyBoundWaitsAndAWrongPasswordStops) {
  Wire already(quick());
  already.connect();
  already.bind_answer(0x05);
  ASSERT_EQ(already.downs.size(), 1u);
  EXPECT_EQ(already.downs[0].hold, Hold::account);
  EXPECT_GE(already.downs[0].wait, Millis(3'000));
  Wire wrong(quick());
  wrong.connect();
  wrong.bind_answer(0x0E);
  ASSERT_EQ(wrong.downs.size(), 1u);
  EXPECT_EQ(wrong.downs[0].hold, Hold::stopped);
}

TEST(SmppPitfall, P12ANulBehindTheText) {
  ReadRules r = reading();
  r.trailing_nul = true;
  EXPECT_EQ(read_deliver(encode(mo(std::string("hi\0", 3))), r).messages.at(0).text, "hi");
  LinkRules rules = quick();
  rules.text.trailing_nul = true;
  Wire w(rules);
  w.bound();
  w.submit("a", "好");
  EXPECT_EQ(message_of(w.take()).octets, std::string("\x59\x7d\0", 3));
}

TEST(SmppPitfall, P13AnAtSignIsNoEnd) {
  EXPECT_EQ(read_deliver(encode(mo(std::string("a\0b\0", 4))), reading()).messages.at(0).text, "a@b@");
  LinkRules rules = quick();
  rules.text.coding = TextCoding::gsm7;
  Wire w(rules);
  w.bound();
  w.submit("a", "@x@");
  EXPECT_EQ(message_of(w.take()).octets, std::string("\0x\0", 3));
}

TEST(SmppPitfall, P14TheLastCharacterOfAPartBelongsToIt) {
  Wire w(quick());
  w.bound();
  std::string text;
  for (int i = 0; i < 71; ++i) text += "好";
  w.submit("a", text);
  EXPECT_EQ(message_of(w.take()).octets.size(), 6u + 134u);
  EXPECT_EQ(message_of(w.take()).octets.size(), 6u + 8u);
}

TEST(SmppPitfall, P15AWrongSystemTypeStopsAndIdsMayBeLong) {
  Wire w(quick());
  w.connect();
  w.bind_answer(0x53);
  EXPECT_EQ(w.downs.at(0).hold, Hold::stopped);
  Wire good(quick());
  good.bound();
  good.submit("a");
  good.answer(good.take(), 0, std::string(64, 'f'));
  EXPECT_EQ(good.outcome("a").carrier_id, std::string(64, 'f'));
}

TEST(SmppPitfall, P16SequencesAreDistinctAndOfTheirConnection) {
  Wire w(quick());
  w.bound();
  w.submit("a", Wire::parts(3));
  const std::uint32_t one = w.take().sequence, two = w.take().sequence, three = w.take().sequence;
  EXPECT_TRUE(one != two && two != three && one != three);
  w.drop();
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  w.connect();
  EXPECT_EQ(w.sent.front().sequence, 1u);
  w.bind_answer(0);
  w.give({command::kSubmitSm | command::kResponse, 0, two, MessageId{"9"}, {}});
  EXPECT_TRUE(w.late.empty()) << "an answer of another connection";
}

// SMPP's bind has no timestamp; its times without a zone are the carrier's.
TEST(SmppPitfall, P17TimesOfTheCarrierAreInItsZone) {
  EXPECT_EQ(to_rfc3339(read_time("2405010900", 480)), "2024-05-01T01:00:00Z");
}

TEST(SmppPitfall, P18TheSettingDecidesWhateverTheCarrierSaysItIs) {
  Wire w(quick());
  w.connect();
  const Pdu bind = w.take();
  w.give({bind.command | command::kResponse,
          0,
          bind.sequence,
          BindResult{"SMSC"},
          {number_tlv(tag::kInterfaceVersion, 0x33, 1)}});
  EXPECT_EQ(w.ups, 1);
}

TEST(SmppPitfall, P19LengthsAreCheckedBeforeAnythingIsKept) {
  for (const char* length : {"\0\0\0\x0f", "\x7f\xff\xff\xff", "\xff\xff\xff\xff"}) {
    Wire w(quick());
    w.bound();
    w.give_octets(std::string(length, 4));
    EXPECT_EQ(w.downs.size(), 1u) << "framing is lost: the connection ends";
  }
}

TEST(SmppPitfall, P20NothingIsResentByItself) {
  Wire w(quick());
  w.bound();
  w.submit("a");
  w.take();
  w.pass(Millis(1'100));
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  w.pass(Millis(20'000));
  EXPECT_TRUE(w.sent.empty());
  w.drop();
  w.bound();
  EXPECT_TRUE(w.sent.empty()) << "nor on the next connection";
}

}  // namespace
}  // namespace huiyin::smpp
