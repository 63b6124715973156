#include "adapters/smpp/pdu.h"

#include <gtest/gtest.h>

#include "adapters/smpp/coding.h"
#include "adapters/smpp/parts.h"
#include "adapters/smpp/testing.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

// Made with npm smpp 0.5.1; python-smpplib, libsmpp34 or tshark agree.
constexpr std::string_view kVectors[] = {
    "000000340000010200000000000000cf01013836313338303031333830303000000031303639303030303132333400042200010"
    "0",
    "0000002b000000010000000000000002686f746c696e6500733363726574303800003401015e3130363900",
    "00000010800000090000000e00000001",
    "000000390000000800000000000000cc003041314232433344000000313036393030303031323334000101383631333830303133"
    "38"
    "30303000",
    "0000003b0000010300000000000000cd000000313036393030303031323334000101383631333830303133383030300000010804"
    "240"
    "0046570636e",
    "00000010800000050000006400000065",
    "0000001a0000000b00000000000000d0534d5343303100707700",
    "0000002c8000000300000000000000cb3041314232433344003234303530313039303130303033322b000200",
    "0000005b0000002100000000000000ce000000313036393030303031323334000301010138363133383030313338303030000101"
    "013"
    "8363133383030313338303031000276696c6c6167654100000000000001000800047fa453d1",
    "0000002e8000002100000000000000ce30413142324334300001010138363133383030313338303031000000000b",
    "0000001980000004000000000000000a304131423243334400",
    "00000067000000040000000000000012434d54000000313036393030303031323334000101383631333830303133383030300000"
    "000"
    "13234303530313039303030303033322b0030303030303230303030303030303052000100080004901a77e5020400020102",
};

TEST(SmppPdu, EmbeddedVectorsBothWays) {
  for (const std::string_view hex : kVectors) EXPECT_EQ(to_hex(encode(decode(bytes(hex)))), hex);
}

TEST(SmppPdu, EveryVectorBothWays) {
  if (vectors().empty()) GTEST_SKIP() << "no vectors beside the sources: all but twelve skipped";
  for (const Vector& v : vectors()) EXPECT_EQ(to_hex(encode(decode(v.octets))), to_hex(v.octets)) << v.name;
}

void expect_text(const Json& fields, std::string_view key, std::string_view ours) {
  if (fields.has(key)) {
    EXPECT_EQ(fields.text(key), ours) << key;
  }
}
void expect_number(const Json& fields, std::string_view key, std::int64_t ours) {
  if (fields.has(key)) {
    EXPECT_EQ(fields.integer(key), ours) << key;
  }
}

void expect_message(const Json& f, const Pdu& pdu, const ShortMessage& m) {
  expect_text(f, "service_type", m.service_type);
  expect_text(f, "source_addr", m.source.digits);
  expect_number(f, "source_addr_ton", m.source.ton);
  expect_text(f, "destination_addr", m.destination.digits);
  expect_number(f, "dest_addr_ton", m.destination.ton);
  expect_number(f, "esm_class", m.esm_class);
  expect_number(f, "priority_flag", m.priority);
  expect_number(f, "registered_delivery", m.registered_delivery);
  expect_number(f, "data_coding", m.data_coding);
  const std::string key = f.has("message_payload") ? "message_payload" : "short_message";
  EXPECT_EQ(f.at(key).text("message"), decode_text(user_data_of(pdu, m.esm_class, m.octets).octets,
                                                   m.data_coding, DefaultAlphabet::gsm7));
}

// The fields as another implementation read them.
TEST(SmppPdu, EveryVectorReadsAsOthersReadIt) {
  if (vectors().empty()) GTEST_SKIP() << "no vectors beside the sources";
  for (const Vector& v : vectors()) {
    SCOPED_TRACE(v.name);
    std::ifstream in(v.json, std::ios::binary);
    const Json fields = Json::parse(std::string(std::istreambuf_iterator<char>(in), {})).at("fields");
    const Pdu pdu = decode(v.octets);
    EXPECT_EQ(name_of_command(pdu.command), fields.text("command"));
    expect_number(fields, "command_status", pdu.status);
    expect_number(fields, "sequence_number", pdu.sequence);
    if (const auto* m = std::get_if<ShortMessage>(&pdu.body)) expect_message(fields, pdu, *m);
    if (const auto* b = std::get_if<Bind>(&pdu.body)) {
      expect_text(fields, "system_id", b->system_id);
      expect_text(fields, "password", b->password);
      expect_text(fields, "system_type", b->system_type);
      expect_number(fields, "interface_version", b->interface_version);
      expect_text(fields, "address_range", b->address_range);
    }
    if (const auto* i = std::get_if<MessageId>(&pdu.body)) expect_text(fields, "message_id", i->id);
    if (const auto id = tlv_text(pdu, tag::kReceiptedMessageId))
      expect_text(fields, "receipted_message_id", *id);
    if (const auto state = tlv_number(pdu, tag::kMessageState, 1))
      expect_number(fields, "message_state", *state);
  }
}

std::string complaint(const std::string& octets) {
  try {
    decode(octets);
  } catch (const BadInput& e) {
    return e.what();
  }
  return "";
}

std::string with_length(std::string octets) {
  for (int i = 0; i < 4; ++i)
    octets[static_cast<std::size_t>(i)] = static_cast<char>(octets.size() >> (24 - 8 * i));
  return octets;
}

TEST(SmppPdu, ErrorsNameTheField) {
  const std::string submit = bytes(kVectors[11]);
  EXPECT_EQ(complaint(with_length(submit.substr(0, 20))),
            "submit_sm.source_addr_ton needs 1 octets, 0 are left");
  EXPECT_EQ(complaint(with_length(submit.substr(0, 30))), "submit_sm.source_addr has no end within 8 octets");
  EXPECT_EQ(complaint(with_length(submit.substr(0, submit.size() - 1))),
            "submit_sm.tlv_value needs 2 octets, 1 are left");
  EXPECT_EQ(complaint(submit.substr(0, 30)), "header.command_length is not the PDU's length");
  EXPECT_EQ(complaint(submit.substr(0, 9)), "header is cut");
  EXPECT_EQ(complaint(bytes("00000010000000990000000000000001")), "header.command_id is not of SMPP 3.4");
  std::string multi = bytes(kVectors[8]);
  multi[33] = 7;
  EXPECT_EQ(complaint(multi), "submit_multi.dest_flag is neither 1 nor 2");
}

// Every cut of every vector is refused or is a shorter good PDU; none reads beyond its end.
TEST(SmppPdu, EveryCutIsBounded) {
  for (const std::string_view hex : kVectors) {
    const std::string whole = bytes(hex);
    for (std::size_t n = kHeaderOctets; n < whole.size(); ++n) {
      try {
        const Pdu pdu = decode(with_length(whole.substr(0, n)));
        EXPECT_LE(encode(pdu).size(), n);
      } catch (const BadInput& e) {
        EXPECT_FALSE(e.where().empty());
      }
    }
  }
}

TEST(SmppPdu, ValuesThatDoNotFitAreRefusedByName) {
  Pdu pdu{command::kBindTransceiver, 0, 1, Bind{}, {}};
  std::get<Bind>(pdu.body).password = "123456789";
  EXPECT_THROW(encode(pdu), BadInput);
  std::get<Bind>(pdu.body).password = std::string("a\0b", 3);
  EXPECT_THROW(encode(pdu), BadInput);
  Pdu submit{command::kSubmitSm, 0, 1, ShortMessage{}, {}};
  std::get<ShortMessage>(submit.body).octets.assign(255, 'x');
  try {
    encode(submit);
    FAIL();
  } catch (const BadInput& e) {
    EXPECT_EQ(e.where(), "submit_sm.short_message");
  }
}

// Pitfall 8: answers that say no come with no body, one NUL or all of it.
TEST(SmppPdu, AnswersThatSayNoInAllSizes) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(decode(bytes("0000001080000004000000580000000b")).body));
  const Pdu nul = decode(bytes("0000001180000004000000580000000b00"));
  EXPECT_EQ(std::get<MessageId>(nul.body).id, "");
  const Pdu full = decode(bytes("0000001380000004000000580000000b414200"));
  EXPECT_EQ(std::get<MessageId>(full.body).id, "AB");
  const Pdu broken = decode(bytes("0000001280000004000000580000000b4142"));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(broken.body));
  EXPECT_EQ(broken.status, 0x58u);
  EXPECT_NE(complaint(bytes("0000001280000004000000000000000b4142")), "") << "a yes must be readable";
}

TEST(SmppPdu, TlvsInAnyOrderUnknownAndRepeated) {
  Pdu pdu = decode(bytes(kVectors[4]));
  pdu.tlvs = {
      {0x1401, "vendor"}, {0x0381, "a"}, {tag::kMessageState, "\x02"}, {0x0381, "b"}, {0x001E, "id1"}};
  const Pdu back = decode(encode(pdu));
  EXPECT_EQ(back.tlvs, pdu.tlvs);
  EXPECT_EQ(*find_tlv(back, 0x0381), "a");
  EXPECT_EQ(tlv_text(back, 0x001E), "id1") << "without its NUL";
  EXPECT_EQ(tlv_number(back, tag::kMessageState, 1), 2u);
  EXPECT_EQ(tlv_number(back, tag::kMessageState, 2), std::nullopt) << "of the wrong length";
}

}  // namespace
}  // namespace huiyin::smpp
