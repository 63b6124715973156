// What is SGIP's own: its octets, the two sides, sequence numbers and reports. What every link does is tested
// with SMPP's and CMPP's.
#include <gtest/gtest.h>

#include "adapters/line/cn_text.h"
#include "adapters/line/testing.h"
#include "adapters/line/udh.h"
#include "adapters/sgip/reader.h"
#include "adapters/sgip/sequence.h"
#include "adapters/sgip/session.h"
#include "daemon/base/bad_input.h"

namespace huiyin::sgip {
namespace {

using line::testing::bytes;
using line::testing::Vector;
using line::testing::vectors;
using Side = Session::Side;

// Made with go_sgip.
constexpr std::string_view kVectors[] = {
    "0000001d80000001b7875b321dde06d000000001000000000000000000",
    "00000040000000050001a5861dde073900000064b7875b321dde06d00000000a0038363138363030303030303030000000000000"
    "0000"
    "00000000000000000000",
    "0000005d000000040001a5861dde06d0000000633836313836303030303030303000000000000000003130363535303030313233"
    "340"
    "00000000000000000000008000000106211898162958bc9566a97f362706c110000000000000000",
    "000000ae00000003b7875b321dde06d00000000c3130363535303030313233340000000000000000003030303030303030303030"
    "3030"
    "303030303030303001383631383630303030303030300000000000000000303132333448454c5000000000000001300000000000"
    "300"
    "00000000000000200000000000000000000000000000000000000000000000000000000000000000100000f000000000ac4fabac"
    "3a3"
    "acb2e2cad40000000000000000",
    "0000001480000002b7875b321dde06d0000000c8",
};

TEST(SgipPdu, EmbeddedVectorsBothWays) {
  for (const std::string_view hex : kVectors) EXPECT_EQ(to_hex(encode(decode(bytes(hex)))), hex);
}

TEST(SgipPdu, EveryVectorBothWaysAndAsOthersReadIt) {
  const auto all = vectors("sgip12");
  if (all.empty()) GTEST_SKIP() << "no vectors beside the sources: all but five skipped";
  for (const Vector& v : all) {
    SCOPED_TRACE(v.name);
    const Pdu pdu = decode(v.octets);
    EXPECT_EQ(to_hex(encode(pdu)), to_hex(v.octets));
    EXPECT_EQ(v.fields.at("Sequence_Number").integer("node"), pdu.sequence.node);
    EXPECT_EQ(v.fields.at("Sequence_Number").integer("serial"), pdu.sequence.serial);
    if (const auto* s = std::get_if<Submit>(&pdu.body)) {
      EXPECT_EQ(v.fields.text("SPNumber"), s->sp_number);
      EXPECT_EQ(v.fields.text("ChargeNumber"), s->charge_number);
      EXPECT_EQ(v.fields.integer("MessageCoding"), s->coding);
      EXPECT_EQ(v.fields.integer("ReportFlag"), s->report_flag);
      EXPECT_EQ(v.fields.text("MessageContent_hex"), to_hex(s->content));
    }
    if (const auto* r = std::get_if<Report>(&pdu.body)) {
      EXPECT_EQ(v.fields.integer("State"), r->state);
      EXPECT_EQ(v.fields.integer("ErrorCode"), r->error);
      EXPECT_EQ(v.fields.at("SubmitSequenceNumber").integer("serial"), r->submit.serial);
    }
  }
}

TEST(SgipPdu, WhatIsCutOrTooLongIsRefusedByName) {
  const std::string whole = bytes(kVectors[3]);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    std::string cut = whole.substr(0, n);
    EXPECT_THROW(decode(cut), BadInput) << n;
    if (n < kHeaderOctets) continue;
    cut[3] = static_cast<char>(n);
    EXPECT_THROW(decode(cut), BadInput) << n;
  }
  Submit s;
  s.content.assign(140, 'x');
  s.users.assign(84, "8618600000000");
  EXPECT_LE(encode({command::kSubmit, {}, s}).size(), kMaxPduOctets);
  s.users.assign(90, "8618600000000");
  EXPECT_THROW(encode({command::kSubmit, {}, s}), BadInput);
  EXPECT_EQ(decode(bytes("0000001d80000002b7875b321dde06d0000000c8000000000000000000")).sequence.serial, 200u)
      << "an UNBIND_RESP of nine octets, as go_sgip's server sends it";
}

LinkRules plain() {
  LinkRules r;
  r.node = 3079101234;
  r.name = "hotline";
  r.password = Secret("s3cret");
  r.peer_name = "smg";
  r.peer_password = Secret("theirs");
  r.sender = "106550001234";
  r.terms.charge_number = std::string(21, '0');
  return r;
}

Moment moment(Millis steady = Millis(1'000)) {
  return {from_ms(1'714'525'200'000), "00112233445566778899aabbccddeeff", steady};
}

std::vector<Pdu> output(Session* s) {
  std::vector<Pdu> pdus;
  std::string out = s->take_output();
  while (!out.empty()) {
    const Header h = read_header(out);
    pdus.push_back(decode(std::string_view(out).substr(0, h.length)));
    out.erase(0, h.length);
  }
  return pdus;
}

void answer(Session* s, const Pdu& request, std::uint8_t result, Millis at = Millis(1'000)) {
  s->received(encode({request.command | command::kResponse, request.sequence, Result{result, {}}}),
              moment(at));
}

void log_in(Session* s) {
  s->connected(moment());
  answer(s, output(s).at(0), 0);
  s->take_events();
}

SubmitBatch batch(const std::string& key, const std::string& text = "您好") {
  SubmitBatch b;
  b.key = key;
  b.content.text = text;
  b.extension = "07";
  b.to = {{"m" + key, "+8618600000000"}};
  return b;
}

TEST(SgipSession, WeCallAndSubmit) {
  Session s(plain(), Side::we_call);
  s.connected(moment());
  const auto bind = output(&s);
  ASSERT_EQ(bind.size(), 1u);
  EXPECT_EQ(std::get<Bind>(bind[0].body).type, 1);
  EXPECT_EQ(bind[0].sequence.node, 3079101234u);
  EXPECT_EQ(bind[0].sequence.time, 501090000u);
  EXPECT_EQ(s.room(), 0);
  answer(&s, bind[0], 0);
  EXPECT_TRUE(std::holds_alternative<LinkUp>(s.take_events().at(0)));
  s.submit(batch("office-1z"), moment());
  const Pdu request = output(&s).at(0);
  const auto& submit = std::get<Submit>(request.body);
  EXPECT_EQ(submit.sp_number, "10655000123407");
  EXPECT_EQ(submit.users, std::vector<std::string>{"8618600000000"});
  EXPECT_EQ(submit.fee_type, 1);
  EXPECT_EQ(submit.morelate_to_mt, 2);
  EXPECT_EQ(submit.report_flag, 1);
  answer(&s, request, 0);
  const auto done = s.take_events();
  const Outcome& o = std::get<SubmitDone>(done.at(0)).outcome;
  EXPECT_EQ(o.verdict, Verdict::accepted);
  EXPECT_EQ(o.carrier_id, id_text(request.sequence));
  EXPECT_EQ(attempt_in(o.carrier_id), 71u) << "1z in base 36: the attempt, by which a report finds it";
}

TEST(SgipSession, EveryRefusalOfABind) {
  for (const auto& [result, hold] :
       {std::pair{1, Hold::stopped}, {4, Hold::stopped}, {2, Hold::account}, {3, Hold::account}}) {
    Session s(plain(), Side::we_call);
    s.connected(moment());
    answer(&s, output(&s).at(0), static_cast<std::uint8_t>(result));
    EXPECT_EQ(std::get<LinkDown>(s.take_events().at(0)).hold, hold) << result;
  }
}

TEST(SgipSession, ASecondTryHasANumberOfItsOwnAndTheSameId) {
  Session s(plain(), Side::we_call);
  log_in(&s);
  s.submit(batch("office-7"), moment());
  const Pdu first = output(&s).at(0);
  answer(&s, first, 88);
  EXPECT_EQ(s.room(), 0) << "throttled";
  s.tick(moment(Millis(3'000)));
  const Pdu second = output(&s).at(0);
  EXPECT_NE(second.sequence, first.sequence) << "a repeated one would be dropped";
  EXPECT_EQ(id_text(second.sequence), id_text(first.sequence));
  answer(&s, second, 0, Millis(3'000));
  EXPECT_EQ(std::get<SubmitDone>(s.take_events().at(0)).outcome.verdict, Verdict::accepted);
}

TEST(SgipSession, EachPartOfALongTextHasItsId) {
  Session s(plain(), Side::we_call);
  log_in(&s);
  std::string text;
  for (int i = 0; i < 100; ++i) text += "长";
  s.submit(batch("office-7", text), moment());
  const auto sent = output(&s);
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_NE(id_text(sent[0].sequence), id_text(sent[1].sequence));
  EXPECT_EQ(attempt_in(id_text(sent[0].sequence)), attempt_in(id_text(sent[1].sequence)));
}

// There is no heartbeat, so a submit that nobody answers is what shows a dead link.
TEST(SgipSession, SilenceAfterASubmitEndsTheLink) {
  Session s(plain(), Side::we_call);
  log_in(&s);
  s.tick(moment(Millis(600'000)));
  EXPECT_TRUE(s.take_events().empty()) << "idle is not dead";
  s.submit(batch("office-7"), moment(Millis(600'000)));
  s.tick(moment(Millis(661'000)));
  const auto events = s.take_events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<SubmitDone>(events[0]).outcome.verdict, Verdict::unknown);
  EXPECT_EQ(std::get<SubmitDone>(events[0]).outcome.carrier_id, id_text(output(&s).at(0).sequence))
      << "its report will name it all the same";
  EXPECT_TRUE(std::holds_alternative<LinkDown>(events[1]));
}

std::string bind_from(const std::string& name, const std::string& password, std::uint8_t type = 2) {
  return encode({command::kBind, {107910, 501090000, 1}, Bind{type, name, password, {}}});
}

TEST(SgipSession, ACallerMustProveItself) {
  struct Case {
    std::string name, password;
    std::uint8_t type, result;
  };
  for (const Case& c : {Case{"smg", "theirs", 2, 0}, Case{"smg", "wrong", 2, 1},
                        Case{"other", "theirs", 2, 1}, Case{"smg", "theirs", 1, 4}, Case{"", "", 2, 1}}) {
    Session s(plain(), Side::we_are_called);
    s.connected(moment());
    EXPECT_TRUE(s.take_output().empty()) << "the caller speaks first";
    s.received(bind_from(c.name, c.password, c.type), moment());
    const auto said = output(&s);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(std::get<Result>(said[0].body).result, c.result);
    const auto events = s.take_events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(std::holds_alternative<LinkUp>(events[0]), c.result == 0);
    EXPECT_EQ(s.room(), 0) << "nothing is sent by it";
  }
}

TEST(SgipSession, NothingIsTakenFromACallerBeforeItsBind) {
  Session s(plain(), Side::we_are_called);
  s.connected(moment());
  s.received(bytes(kVectors[2]), moment());
  EXPECT_TRUE(s.take_events().empty());
  EXPECT_TRUE(s.take_output().empty());
  s.tick(moment(Millis(40'000)));
  EXPECT_TRUE(std::holds_alternative<LinkDown>(s.take_events().at(0))) << "and it may not wait for ever";
}

TEST(SgipSession, ACallersDeliveriesAreAnsweredOnceKept) {
  Session s(plain(), Side::we_are_called);
  s.connected(moment());
  s.received(bind_from("smg", "theirs"), moment());
  s.take_output();
  s.take_events();
  s.received(bytes(kVectors[2]) + bytes(kVectors[1]), moment());
  const auto events = s.take_events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(s.take_output().empty());
  s.kept(std::get<Arrived>(events[1]).handle, moment());
  const auto said = output(&s);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].command, command::kReport | command::kResponse);
  EXPECT_EQ(said[0].sequence, (Sequence{107910, 501090105, 100})) << "all twelve octets come back";
  s.received(encode({command::kUnbind, {107910, 501090000, 9}, {}}), moment());
  EXPECT_EQ(output(&s).at(0).command, command::kUnbind | command::kResponse);
}

ReadRules reading() {
  return {"106550001234", "86"};
}

TEST(SgipReader, MessagesAndReports) {
  const MobileOriginated mo = read_arrival(bytes(kVectors[2]), reading()).messages.at(0);
  EXPECT_EQ(mo.text, "我要投诉噪音扰民");
  EXPECT_EQ(mo.from, "+8618600000000");
  EXPECT_EQ(mo.carrier_id, "107910-501090000-99");
  const Receipt good = read_arrival(bytes(kVectors[1]), reading()).receipts.at(0);
  EXPECT_EQ(good.state, ReceiptState::delivered);
  EXPECT_EQ(good.carrier_id, "3079101234-0501090000-0000000000") << "serial 10 without its try";
  Report r;
  r.user = "8618600000000";
  r.state = 2;
  r.error = 182;
  const auto read = [&] { return read_arrival(encode({command::kReport, {}, r}), reading()); };
  EXPECT_EQ(read().receipts.at(0).code, "SGIP:182");
  EXPECT_EQ(read().receipts.at(0).state, ReceiptState::undelivered);
  r.state = 1;
  EXPECT_EQ(read().receipts.at(0).state, ReceiptState::enroute);
  r.type = 1;
  EXPECT_TRUE(read().receipts.empty());
  EXPECT_EQ(read().unreadable.size(), 1u);
  EXPECT_THROW(read_arrival(bytes(kVectors[0]), reading()), BadInput);
}

TEST(SgipReader, PartsOfALongMessage) {
  Deliver d;
  d.user = "8618600000000";
  d.sp_number = "10655000123407";
  d.tp_udhi = 1;
  d.coding = 8;
  d.content = line::concat_header(ConcatHeader::reference16, 0x1234, 2, 2) + line::to_ucs2("二");
  const MobileOriginated mo = read_arrival(encode({command::kDeliver, {}, d}), reading()).messages.at(0);
  EXPECT_EQ(mo.text, "二");
  ASSERT_TRUE(mo.part);
  EXPECT_EQ(mo.part->number, 2);
  EXPECT_EQ(mo.extension, "07");
}

}  // namespace
}  // namespace huiyin::sgip
