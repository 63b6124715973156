#include "adapters/smpp/receipt.h"

#include <gtest/gtest.h>

#include "adapters/smpp/reader.h"
#include "adapters/smpp/status.h"
#include "adapters/smpp/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

Pdu deliver(std::uint8_t esm_class, std::string octets, std::vector<Tlv> tlvs = {}) {
  ShortMessage m;
  m.source = {1, 1, "8613800138000"};
  m.destination = {0, 0, "10690000123407"};
  m.esm_class = esm_class;
  m.octets = std::move(octets);
  return {command::kDeliverSm, 0, 0, m, std::move(tlvs)};
}

ReadRules rules() {
  ReadRules r;
  r.sender = "106900001234";
  r.country_code = "86";
  return r;
}

Receipt receipt_of(const Pdu& pdu, const ReadRules& r = rules()) {
  const Inbox inbox = read_deliver(encode(pdu), r);
  EXPECT_EQ(inbox.receipts.size(), 1u);
  return inbox.receipts.empty() ? Receipt{} : inbox.receipts[0];
}

TEST(SmppReceipt, AppendixB) {
  const Receipt r = receipt_of(deliver(0x04,
                                       "id:0169552957 sub:001 dlvrd:001 submit date:2405010900 done "
                                       "date:2405010901 stat:DELIVRD err:000 text:hello stat:UNDELIV"));
  EXPECT_EQ(r.carrier_id, "169552957");
  EXPECT_EQ(r.state, ReceiptState::delivered);
  EXPECT_EQ(r.code, "DELIVRD");
  EXPECT_EQ(r.e164, "+8613800138000");
  EXPECT_EQ(to_rfc3339(r.at), "2024-05-01T01:01:00Z");
}

// Pitfall 6, and the variants of the field.
TEST(SmppReceipt, OddForms) {
  struct Case {
    const char* text;
    const char* id;
    ReceiptState state;
    const char* code;
  };
  const Case cases[] = {
      {"id:7f2c-AB-12 stat:EXPIRED err:045", "7f2c-ab-12", ReceiptState::expired, "EXPIRED:045"},
      {"ID:00A1 SUB:001 DLVRD:000 STAT:UNDELIV ERR:12 TEXT:x", "a1", ReceiptState::undelivered, "UNDELIV:12"},
      {"id:a1 submit date:180711070003 done date:180711070009 stat:MK:0005 err:000", "a1",
       ReceiptState::undelivered, "MK:0005"},
      {"Your message id:a1 stat:REJECTD", "a1", ReceiptState::rejected, "REJECTD"},
      {"id: a1 stat: ACCEPTD Text:id:zz", "a1", ReceiptState::enroute, "ACCEPTD"},
      {"id:a1 stat:UNKNOWN", "a1", ReceiptState::enroute, "UNKNOWN"},
      {"id:a1 stat:DELETED", "a1", ReceiptState::undelivered, "DELETED"},
      {"submit_date:2405010900 done_date:2405010901 id:a1 stat:DELIVERED", "a1", ReceiptState::delivered,
       "DELIVERED"},
  };
  for (const Case& c : cases) {
    const Receipt r = receipt_of(deliver(0x04, c.text));
    EXPECT_EQ(r.carrier_id, c.id) << c.text;
    EXPECT_EQ(r.state, c.state) << c.text;
    EXPECT_EQ(r.code, c.code) << c.text;
  }
}

TEST(SmppReceipt, TlvsAlone) {
  const Receipt r = receipt_of(deliver(0x04, "",
                                       {{tag::kReceiptedMessageId, "0A1B2C3D"},
                                        number_tlv(tag::kMessageState, 5, 1),
                                        {tag::kNetworkErrorCode, std::string("\x03\x00\x20", 3)}}));
  EXPECT_EQ(r.carrier_id, "a1b2c3d");
  EXPECT_EQ(r.state, ReceiptState::undelivered);
  EXPECT_EQ(r.code, "UNDELIV");
  EXPECT_EQ(r.words, "network 3 error 32");
}

TEST(SmppReceipt, EsmClassMissing) {
  EXPECT_EQ(receipt_of(deliver(0, "id:a1 sub:001 done date:2405010901 stat:DELIVRD err:000")).carrier_id,
            "a1");
  EXPECT_EQ(
      receipt_of(deliver(0, "", {{tag::kReceiptedMessageId, "a1"}, number_tlv(tag::kMessageState, 2, 1)}))
          .carrier_id,
      "a1");
  EXPECT_EQ(read_deliver(encode(deliver(0, "id: my case? stat: none")), rules()).messages.size(), 1u)
      << "a person's text that looks a little like one";
}

TEST(SmppReceipt, WithoutIdOrStateItIsUnreadable) {
  EXPECT_THROW(read_deliver(encode(deliver(0x04, "stat:DELIVRD")), rules()), BadInput);
  EXPECT_THROW(read_deliver(encode(deliver(0x04, "id:a1")), rules()), BadInput);
  EXPECT_THROW(read_deliver(encode(deliver(0x04, "")), rules()), BadInput);
}

// Pitfall 4: the id of the vectors is hexadecimal in the answer and decimal in the receipt.
TEST(SmppReceipt, IdsThatTwoSidesWriteDifferently) {
  EXPECT_EQ(id_key("0A1B2C3D", IdForm::hex), id_key("0169552957", IdForm::decimal));
  EXPECT_EQ(id_key("0A1B2C3D", IdForm::text), id_key("a1b2c3d", IdForm::text));
  EXPECT_EQ(id_key(" 0x0a1b ", IdForm::hex), "2587");
  EXPECT_EQ(id_key("0000", IdForm::text), "0");
  EXPECT_EQ(id_key("", IdForm::text), "");
  EXPECT_EQ(id_key("not-a-number", IdForm::hex), "not-a-number");
  EXPECT_EQ(id_key("123456789012345678901234567890", IdForm::decimal), "123456789012345678901234567890");
  ReadRules r = rules();
  r.receipts.response_id = IdForm::hex;
  r.receipts.receipt_id = IdForm::decimal;
  EXPECT_EQ(receipt_of(deliver(0x04, "id:0169552957 stat:DELIVRD"), r).carrier_id,
            receipt_of(deliver(0x04, "",
                               {{tag::kReceiptedMessageId, std::string("0A1B2C3D\0", 9)},
                                number_tlv(tag::kMessageState, 2, 1)}),
                       r)
                .carrier_id);
  EXPECT_EQ(plain_id("a b\x01"), "a_b_");
}

TEST(SmppReceipt, Times) {
  EXPECT_EQ(to_rfc3339(read_time("2405010900", 480)), "2024-05-01T01:00:00Z");
  EXPECT_EQ(to_rfc3339(read_time("240501090030", 480)), "2024-05-01T01:00:30Z");
  EXPECT_EQ(to_rfc3339(read_time("180711070003912+", 0)), "2018-07-11T04:00:03Z");
  EXPECT_EQ(to_rfc3339(read_time("240501090100020-", 0)), "2024-05-01T14:01:00Z");
  for (const char* bad : {"", "24050109", "2413010900", "2405012500", "000002000000000R", "24050109ab"})
    EXPECT_EQ(read_time(bad, 480), TimePoint{}) << bad;
}

TEST(SmppReader, MessagesFromPeople) {
  Pdu pdu = deliver(0, bytes("621189816295"));
  std::get<ShortMessage>(pdu.body).data_coding = 8;
  const Inbox inbox = read_deliver(encode(pdu), rules());
  ASSERT_EQ(inbox.messages.size(), 1u);
  EXPECT_EQ(inbox.messages[0].from, "+8613800138000");
  EXPECT_EQ(inbox.messages[0].to, "10690000123407");
  EXPECT_EQ(inbox.messages[0].extension, "07");
  EXPECT_EQ(inbox.messages[0].text, "我要投");
  EXPECT_FALSE(inbox.messages[0].part);
}

TEST(SmppReader, DataSmCarriesItsTextInATlv) {
  const Inbox inbox =
      read_deliver(bytes("0000003b0000010300000000000000cd00000031303639303030303132333400010138363"
                         "1333830303133383030300000010804240004"
                         "6570636e"),
                   rules());
  ASSERT_EQ(inbox.messages.size(), 1u);
  EXPECT_EQ(inbox.messages[0].text, "数据");
}

TEST(SmppReader, TrailingNulIsNoText) {
  ReadRules r = rules();
  r.trailing_nul = true;
  EXPECT_EQ(read_deliver(encode(deliver(0, std::string("hi\0", 3))), r).messages[0].text, "hi");
  EXPECT_EQ(read_deliver(encode(deliver(0, std::string("hi\0", 3))), rules()).messages[0].text, "hi@");
}

TEST(SmppReader, OtherPdusAreRefused) {
  EXPECT_THROW(read_deliver(bytes("00000010000000150000000000000001"), rules()), BadInput);
  EXPECT_THROW(read_deliver("", rules()), BadInput);
}

TEST(SmppStatus, Classes) {
  EXPECT_EQ(class_of(0x58), StatusClass::throttled);
  EXPECT_EQ(class_of(0x14), StatusClass::throttled);
  for (std::uint32_t s : {0x08u, 0x45u, 0x64u, 0xFEu, 0xFFu}) EXPECT_EQ(class_of(s), StatusClass::retryable);
  for (std::uint32_t s : {0x04u, 0x05u, 0x0Du}) EXPECT_EQ(class_of(s), StatusClass::session);
  for (std::uint32_t s : {0x0Eu, 0x0Fu, 0x53u}) EXPECT_EQ(class_of(s), StatusClass::configuration);
  for (std::uint32_t s : {0x01u, 0x0Bu, 0x48u, 0x65u, 0xC4u, 0x104u, 0x400u})
    EXPECT_EQ(class_of(s), StatusClass::permanent);
  EXPECT_EQ(status_name(0x58), "ESME_RTHROTTLED");
  EXPECT_EQ(status_name(0x4A1), "0x000004A1");
}

TEST(SmppStatus, ALinksOwnTable) {
  const line::StatusTable t = line::read_status_table("0x400=throttled, 1025 = retryable", "status_classes");
  EXPECT_EQ(t.at(0x400), StatusClass::throttled);
  EXPECT_EQ(t.at(0x401), StatusClass::retryable);
  EXPECT_TRUE(line::read_status_table(" ", "status_classes").empty());
  for (const char* bad : {"x", "0x400", "0x400=slow", "0=permanent", "0x1FFFFFFFF=permanent", "1=permanent,"})
    EXPECT_THROW(line::read_status_table(bad, "status_classes"), BadInput) << bad;
}

}  // namespace
}  // namespace huiyin::smpp
