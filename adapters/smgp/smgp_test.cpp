// What is SMGP's own: its octets, logins, ids, TLVs and reports. What every link does is tested with SMPP's
// and CMPP's.
#include <gtest/gtest.h>

#include "adapters/line/cn_text.h"
#include "adapters/line/testing.h"
#include "adapters/line/udh.h"
#include "adapters/smgp/reader.h"
#include "adapters/smgp/report.h"
#include "adapters/smgp/session.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smgp {
namespace {

using line::testing::bytes;
using line::testing::Vector;
using line::testing::vectors;

// Made with go_smgp and gosmgp.
constexpr std::string_view kVectors[] = {
    "0000002a0000000100000001313036393030303185d8078eb1b9e662990f6bfb954103ec021dde06d030",
    "000000218000000100000001000000008ff234e4c91c988b113405b765f4685d30",
    "000000218000000100000001000000150000000000000000000000000000000030",
    "0000000c00000004000000c8",
    "000000d3000000030000006507906105010900012347010032303234303530313039303130353138393030303030303030300000"
    "00"
    "0000000000003130363539303030313233340000000000000000007a69643a07906105010900012345207375623a30303120646c"
    "76"
    "72643a303031205375626d697420646174653a3234303530313039303020646f6e6520646174653a323430353031303930312073"
    "74"
    "61743a44454c49565244206572723a30303020546578743a00000000000000000000000000000000000000000000000000000000"
    "0000",
};

TEST(SmgpPdu, EmbeddedVectorsBothWays) {
  for (const std::string_view hex : kVectors) {
    std::string octets = bytes(hex);
    octets.resize(std::min<std::size_t>(octets.size(), read_header(octets).length));
    EXPECT_EQ(to_hex(encode(decode(octets))), to_hex(octets));
  }
}

TEST(SmgpPdu, EveryVectorBothWaysAndAsOthersReadIt) {
  const auto all = vectors("smgp30");
  if (all.empty()) GTEST_SKIP() << "no vectors beside the sources: all but five skipped";
  for (const Vector& v : all) {
    SCOPED_TRACE(v.name);
    const Pdu pdu = decode(v.octets);
    EXPECT_EQ(to_hex(encode(pdu)), to_hex(v.octets));
    EXPECT_EQ(v.fields.integer("SequenceID"), pdu.sequence);
    if (const auto* s = std::get_if<Submit>(&pdu.body)) {
      EXPECT_EQ(v.fields.text("SrcTermID"), s->source);
      EXPECT_EQ(v.fields.integer("MsgFormat"), s->format);
      EXPECT_EQ(v.fields.text("FeeType"), s->fee_type);
      EXPECT_EQ(v.fields.text("MsgContent_hex"), to_hex(s->content));
      EXPECT_EQ(v.fields.items("DestTermID").size(), s->destinations.size());
    }
    if (const auto* d = std::get_if<Deliver>(&pdu.body)) {
      EXPECT_EQ(v.fields.text("MsgID"), to_hex(d->msg_id));
      if (d->is_report == 1) {
        const Report r = read_report(d->content);
        EXPECT_EQ(v.fields.at("report").text("id"), to_hex(r.msg_id));
        EXPECT_EQ(v.fields.at("report").text("stat"), r.stat);
        EXPECT_EQ(v.fields.at("report").text("done_date"), r.done_date);
      }
    }
  }
}

TEST(SmgpPdu, WhatIsCutIsRefusedByName) {
  std::string whole = bytes(kVectors[4]);
  whole.resize(read_header(whole).length);
  for (std::size_t n = kHeaderOctets; n < whole.size(); ++n) {
    std::string cut = whole.substr(0, n);
    EXPECT_THROW(decode(cut), BadInput) << n;
    cut[3] = static_cast<char>(n);
    EXPECT_THROW(decode(cut), BadInput) << n;
  }
}

TEST(SmgpPdu, Version13HasNoFixedFee) {
  Submit s;
  s.destinations = {"18900000000"};
  const Pdu pdu{command::kSubmit, 1, s, {}};
  EXPECT_EQ(encode(pdu, Version::v30).size() - encode(pdu, Version::v13).size(), 6u);
  EXPECT_EQ(std::get<Submit>(decode(encode(pdu, Version::v13), Version::v13).body).destinations,
            s.destinations);
}

LinkRules plain() {
  LinkRules r;
  r.client_id = "10690001";
  r.password = Secret("s3cret");
  r.sender = "106590001234";
  r.terms.fee_type = "00";
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

void log_in(Session* s) {
  s->connected(moment());
  s->take_output();
  s->received(bytes(kVectors[1]), moment());
  s->take_events();
}

TEST(SmgpSession, LogsInAsOthersDoAndKnowsTheServersProof) {
  Session s(plain());
  s.connected(moment());
  EXPECT_EQ(to_hex(s.take_output()), kVectors[0]);
  s.received(bytes(kVectors[1]), moment());
  EXPECT_TRUE(std::holds_alternative<LinkUp>(s.take_events().at(0)));
  EXPECT_TRUE(s.take_notices().empty());
}

TEST(SmgpSession, ARefusedLoginIsAnAlarm) {
  Session s(plain());
  s.connected(moment());
  s.received(bytes(kVectors[2]), moment());
  const auto events = s.take_events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<LinkDown>(events[0]).hold, Hold::stopped);
  EXPECT_NE(std::get<LinkDown>(events[0]).why.find("SMGP:21"), std::string::npos);
}

SubmitBatch batch(const std::string& text, std::size_t people = 1) {
  SubmitBatch b;
  b.key = "b";
  b.content.text = text;
  b.extension = "07";
  for (std::size_t i = 0; i < people; ++i)
    b.to.push_back({"m" + std::to_string(i), "+861890000000" + std::to_string(i)});
  return b;
}

void answer(Session* s, const Pdu& request, std::uint32_t status, const std::string& id_hex) {
  s->received(encode({command::kSubmit | command::kResponse,
                      request.sequence,
                      MessageResult{bytes(id_hex), status},
                      {}}),
              moment());
}

TEST(SmgpSession, LongTextsHaveTheirHeaderInATlv) {
  Session s(plain());
  log_in(&s);
  std::string text;
  for (int i = 0; i < 100; ++i) text += "长";
  s.submit(batch(text), moment());
  const auto sent = output(&s);
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(line::tlv_number(sent[1].tlvs, tag::kTpUdhi, 1), 1u);
  EXPECT_EQ(line::tlv_number(sent[1].tlvs, tag::kPkTotal, 1), 2u);
  EXPECT_EQ(line::tlv_number(sent[1].tlvs, tag::kPkNumber, 1), 2u);
  const auto& one = std::get<Submit>(sent[0].body);
  EXPECT_EQ(one.destinations, std::vector<std::string>{"18900000000"});
  EXPECT_EQ(one.source, "10659000123407");
  EXPECT_EQ(one.content.size(), 140u);
}

TEST(SmgpSession, IdsOfAGroupCountInDecimalsAndWrap) {
  LinkRules rules = plain();
  rules.pace.group = 100;
  Session s(rules);
  log_in(&s);
  s.submit(batch("您好", 3), moment());
  const auto sent = output(&s);
  ASSERT_EQ(sent.size(), 1u);
  answer(&s, sent[0], 0, "07906105010900999999");
  std::vector<std::string> ids;
  for (const LineEvent& e : s.take_events()) ids.push_back(std::get<SubmitDone>(e).outcome.carrier_id);
  EXPECT_EQ(ids, (std::vector<std::string>{"07906105010900999999", "07906105010900000000",
                                           "07906105010900000001"}));
}

TEST(SmgpSession, EveryClassOfStatus) {
  for (const auto& [status, verdict, hold] : {std::tuple{12u, Verdict::unknown, Hold::none},
                                              {21u, Verdict::not_sent, Hold::stopped},
                                              {74u, Verdict::not_sent, Hold::account},
                                              {75u, Verdict::not_sent, Hold::account},
                                              {30u, Verdict::refused, Hold::none},
                                              {200u, Verdict::refused, Hold::none}}) {
    Session s(plain());
    log_in(&s);
    s.submit(batch("您好"), moment());
    answer(&s, output(&s).at(0), status, "00000000000000000000");
    const auto events = s.take_events();
    ASSERT_EQ(events.size(), 1u) << status;
    const Outcome& o = std::get<SubmitDone>(events[0]).outcome;
    EXPECT_EQ(o.verdict, verdict) << status;
    EXPECT_EQ(o.hold, hold) << status;
    EXPECT_EQ(o.code, "SMGP:" + std::to_string(status));
    if (status == 75) {
      EXPECT_GE(o.wait, Millis(60'000)) << "not again and again for the rest of the day";
    }
  }
}

TEST(SmgpSession, ActiveTestsAreEmptyBothWays) {
  Session s(plain());
  log_in(&s);
  s.received(bytes(kVectors[3]), moment());
  EXPECT_EQ(to_hex(s.take_output()), "0000000c80000004000000c8");
}

ReadRules reading() {
  return {"106590001234", "86", {}};
}

Inbox read(const Deliver& d, line::Tlvs tlvs = {}) {
  return read_deliver(encode({command::kDeliver, 0, d, std::move(tlvs)}), reading());
}

Deliver report_of(const std::string& content) {
  Deliver d;
  d.msg_id = std::string(10, '\1');
  d.is_report = 1;
  d.source = "18900000000";
  d.destination = "106590001234";
  d.content = content;
  return d;
}

TEST(SmgpReader, EveryFormOfAReport) {
  // The id holds a NUL, a blank and the letters of a label.
  const std::string id = std::string("\x07\0 err:\x01\x23\x45", 10);
  for (const std::string& tail :
       {std::string(
            " sub:001 dlvrd:001 Submit date:2405010900 done date:2405010901 stat:DELIVRD err:000 Text:018"),
        std::string("sub:001 dlvrd:001 submit_date:2405010900 done_date:2405010901 stat:DELIVD err:000 "
                    "txt:stat:UNDELIV"),
        std::string(" sub:001 dlvrd:001 submit date:2405010900 done date:2405010901 stat:DELIVRD err:000"),
        std::string(
            " SUB:001 DLVRD:001 SUBMIT DATE:2405010900 DONE DATE:2405010901 STAT:DELIVRD ERR:000 TEXT:\0\0",
            91)}) {
    const Inbox inbox = read(report_of("id:" + id + tail));
    ASSERT_EQ(inbox.receipts.size(), 1u) << tail;
    const Receipt& r = inbox.receipts[0];
    EXPECT_EQ(r.carrier_id, to_hex(id)) << tail;
    EXPECT_EQ(r.state, ReceiptState::delivered) << tail;
    EXPECT_EQ(to_rfc3339(r.at), "2024-05-01T01:01:00Z") << tail;
    EXPECT_EQ(r.e164, "+8618900000000");
  }
  const Receipt failed =
      read(report_of("id:" + id + " sub:001 dlvrd:000 done date:2405010905 stat:UNDELIV err:601 Text:"))
          .receipts.at(0);
  EXPECT_EQ(failed.code, "UNDELIV:601");
  EXPECT_EQ(failed.state, ReceiptState::undelivered);
  EXPECT_THROW(read(report_of("id:short")), BadInput);
  EXPECT_THROW(read(report_of("no id here at all, whatever")), BadInput);
}

TEST(SmgpReader, MessagesAndTheirParts) {
  Deliver d = report_of(line::concat_header(ConcatHeader::reference8, 7, 2, 1) + line::to_ucs2("一"));
  d.is_report = 0;
  d.format = 8;
  d.destination = "10659000123407";
  d.receive_time = "20240501090105";
  const MobileOriginated mo =
      read(d, {line::number_tlv(0x14, 1, 4), line::number_tlv(tag::kTpUdhi, 1, 1)}).messages.at(0);
  EXPECT_EQ(mo.text, "一");
  EXPECT_EQ(mo.from, "+8618900000000");
  EXPECT_EQ(mo.extension, "07");
  EXPECT_EQ(to_rfc3339(mo.at), "2024-05-01T01:01:05Z");
  ASSERT_TRUE(mo.part);
  EXPECT_EQ(mo.part->total, 2);
  EXPECT_EQ(mo.carrier_id, "01010101010101010101");
}

}  // namespace
}  // namespace huiyin::smgp
