// Codings, cutting and joining of texts.
#include <gtest/gtest.h>

#include "adapters/smpp/coding.h"
#include "adapters/smpp/parts.h"
#include "adapters/smpp/testing.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

std::string repeated(std::string_view s, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

TEST(SmppCoding, Gsm7OneSeptetAnOctet) {
  EXPECT_EQ(to_gsm7("@£$¥"), std::string("\0\1\2\3", 4));
  EXPECT_EQ(to_gsm7("[€]"), "\x1b\x3c\x1b\x65\x1b\x3e");
  EXPECT_EQ(to_gsm7("您好"), std::nullopt);
  // Pitfall 13: '@' is 0x00, and no end of the text.
  EXPECT_EQ(decode_text(std::string("a\0b\0", 4), 0, DefaultAlphabet::gsm7), "a@b@");
  EXPECT_EQ(decode_text("\x1b\x65 \x1b\x41", 0, DefaultAlphabet::gsm7), "€ A")
      << "unknown escapes are dropped";
  EXPECT_EQ(decode_text("a\x1b", 0, DefaultAlphabet::gsm7), "a ");
  EXPECT_EQ(decode_text("\x5f", 0, DefaultAlphabet::gsm7), "§");
}

TEST(SmppCoding, TheWholeAlphabetAsInTheVectors) {
  const auto path = std::filesystem::path(HUIYIN_SOURCE_DIR) / ".." / "shared" / "vectors" / "protocols" /
                    "gsm0338" / "gsm0338.json";
  std::ifstream in(path, std::ios::binary);
  if (!in) GTEST_SKIP() << "no vectors beside the sources";
  const Json tables = Json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  for (const auto& [code, c] : tables.at("default").members()) {
    if (c.text() == "<ESC>") continue;
    const std::string octet = bytes(code.substr(2));
    EXPECT_EQ(decode_text(octet, 0, DefaultAlphabet::gsm7), c.text()) << code;
    EXPECT_EQ(to_gsm7(c.text()), octet) << code;
  }
}

TEST(SmppCoding, TheSiteDecidesWhatZeroMeans) {
  EXPECT_EQ(decode_text("@\xe9", 0, DefaultAlphabet::latin1), "@é");
  EXPECT_EQ(decode_text("@_", 0, DefaultAlphabet::ascii), "@_");
  EXPECT_EQ(decode_text("@_", 0, DefaultAlphabet::gsm7), "¡§");
  EXPECT_THROW(decode_text("\xe9", 0, DefaultAlphabet::ascii), BadInput);
  EXPECT_THROW(decode_text("\xe9", 0, DefaultAlphabet::gsm7), BadInput);
}

TEST(SmppCoding, EveryDataCodingOfText) {
  const std::string hao = bytes("60a8597d");
  for (int dc : {8, 0x18, 0x19})
    EXPECT_EQ(decode_text(hao, static_cast<std::uint8_t>(dc), DefaultAlphabet::gsm7), "您好");
  for (int dc : {0, 0x10, 0x11, 0xF0, 0xF1})
    EXPECT_EQ(decode_text("hi", static_cast<std::uint8_t>(dc), DefaultAlphabet::gsm7), "hi");
  EXPECT_EQ(decode_text("caf\xe9", 3, DefaultAlphabet::gsm7), "café");
  EXPECT_EQ(decode_text(bytes("c4fababd").substr(0, 2), 15, DefaultAlphabet::gsm7), "您");
  for (int dc : {2, 4, 5, 6, 7, 0x0E, 0x14, 0xF4, 0xC8}) {
    try {
      decode_text("hi", static_cast<std::uint8_t>(dc), DefaultAlphabet::gsm7);
      FAIL() << dc;
    } catch (const BadInput& e) {
      EXPECT_EQ(e.where(), "data_coding");
    }
  }
  EXPECT_THROW(decode_text(bytes("60a859"), 8, DefaultAlphabet::gsm7), BadInput) << "half a character";
}

// The texts of the vectors, cut by us: the very octets another implementation made.
TEST(SmppParts, AsInTheVectors) {
  const std::string law = "根据《信访工作条例》，";
  const std::string text = repeated(law, 11);
  TextRules rules;
  for (const Vector& v : vectors()) {
    const Pdu pdu = decode(v.octets);
    const auto* m = std::get_if<ShortMessage>(&pdu.body);
    if (m == nullptr || pdu.command != command::kSubmitSm) continue;
    if (v.name == "submit_sm_udh8_1of2") rules.long_text = LongText::udh8;
    if (v.name == "submit_sm_udh16_1of2") rules.long_text = LongText::udh16;
    if (v.name == "submit_sm_sar_1of2") rules.long_text = LongText::sar;
    if (!v.name.ends_with("1of2")) continue;
    const std::uint16_t reference = v.name == "submit_sm_udh8_1of2"    ? 0xA7
                                    : v.name == "submit_sm_udh16_1of2" ? 0xBEEF
                                                                       : 0x1234;
    const TextPart first = cut_text(text, rules, reference)[0];
    EXPECT_EQ(to_hex(first.octets), to_hex(m->octets)) << v.name;
    EXPECT_EQ(first.headed, m->esm_class == kUdhIndicator) << v.name;
    EXPECT_EQ(first.tlvs, pdu.tlvs) << v.name;
  }
  if (vectors().empty()) GTEST_SKIP() << "no vectors beside the sources";
}

// Pitfall 14: sizes at the borders.
TEST(SmppParts, SizesAtTheBorders) {
  const auto parts = [](const std::string& text, TextCoding coding, LongText how) {
    return cut_text(text, {coding, how, false}, 1);
  };
  EXPECT_EQ(parts(repeated("好", 70), TextCoding::ucs2, LongText::udh8).size(), 1u);
  const auto two = parts(repeated("好", 71), TextCoding::ucs2, LongText::udh8);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].octets.size(), 6u + 134u);
  EXPECT_EQ(two[1].octets.size(), 6u + 8u);
  EXPECT_EQ(parts(repeated("好", 71), TextCoding::ucs2, LongText::udh16)[0].octets.size(), 7u + 132u);
  EXPECT_EQ(parts(repeated("a", 160), TextCoding::gsm7, LongText::udh8).size(), 1u);
  EXPECT_EQ(parts(repeated("a", 161), TextCoding::gsm7, LongText::udh8)[0].octets.size(), 6u + 153u);
  // An escape pair is never cut in two.
  const auto pairs = parts(repeated("a", 152) + "€" + repeated("a", 10), TextCoding::gsm7, LongText::udh8);
  EXPECT_EQ(pairs[0].octets.size(), 6u + 152u);
  EXPECT_EQ(pairs[1].octets.substr(6, 2), "\x1b\x65");
  EXPECT_EQ(parts("您好", TextCoding::gsm7, LongText::udh8)[0].data_coding, coding::kUcs2);
  EXPECT_EQ(parts("café", TextCoding::latin1, LongText::udh8)[0].octets, "caf\xe9");
  EXPECT_EQ(parts("", TextCoding::ucs2, LongText::udh8).size(), 1u);
}

TEST(SmppParts, PayloadIsOnePdu) {
  const TextRules rules{TextCoding::ucs2, LongText::payload, false};
  const std::string text = repeated("好", 200);
  const auto parts = cut_text(text, rules, 9);
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_TRUE(parts[0].octets.empty());
  ASSERT_EQ(parts[0].tlvs.size(), 1u);
  EXPECT_EQ(parts[0].tlvs[0].value.size(), 400u);
  EXPECT_EQ(billed_parts(text, rules), 3);
  EXPECT_THROW(cut_text(repeated("好", 40'000), rules, 1), BadInput);
  EXPECT_THROW(cut_text(repeated("好", 40'000), {}, 1), BadInput) << "more than 255 parts";
}

// Pitfall 12.
TEST(SmppParts, TrailingNulWhereTheGatewayWantsIt) {
  EXPECT_EQ(cut_text("hi", {TextCoding::gsm7, LongText::udh8, true}, 1)[0].octets, std::string("hi\0", 3));
}

TEST(SmppParts, JoinedAgainTheyAreTheText) {
  const std::string text = repeated("根据《信访工作条例》，👨‍👩‍👧‍👦", 20);
  for (LongText how : {LongText::udh8, LongText::udh16, LongText::sar}) {
    std::string joined;
    int number = 0;
    for (const TextPart& p : cut_text(text, {TextCoding::ucs2, how, false}, 0x1234)) {
      Pdu pdu;
      pdu.tlvs = p.tlvs;
      const UserData data = user_data_of(pdu, p.headed ? kUdhIndicator : 0, p.octets);
      ASSERT_TRUE(data.part);
      EXPECT_EQ(data.part->number, ++number);
      joined += decode_text(data.octets, p.data_coding, DefaultAlphabet::gsm7);
    }
    EXPECT_EQ(joined, text);
  }
}

TEST(SmppParts, OddHeaders) {
  const auto part = [](std::string_view hex) { return user_data_of({}, 0x40, bytes(hex)).part; };
  EXPECT_TRUE(
      part("050003090302"
           "6211"));
  EXPECT_FALSE(
      part("050003090002"
           "6211"))
      << "of none";
  EXPECT_FALSE(
      part("050003090300"
           "6211"))
      << "number 0";
  EXPECT_FALSE(
      part("050003090304"
           "6211"))
      << "number beyond the total";
  EXPECT_TRUE(
      part("0a"
           "2401010003090302"
           "0000"))
      << "another element before it";
  EXPECT_FALSE(
      part("0500ff090302"
           "6211"))
      << "an element longer than the header";
  EXPECT_EQ(user_data_of({}, 0x43, bytes("0500030903026211")).octets.size(), 2u) << "mode bits do not count";
  EXPECT_THROW(user_data_of({}, 0x40, bytes("0500")), BadInput);
  EXPECT_THROW(user_data_of({}, 0x40, ""), BadInput);
  EXPECT_NE(part("050003090302"
                 "6211")
                ->reference,
            part("06080400090302"
                 "6211")
                ->reference)
      << "8 and 16 bits are spaces of their own";
}

TEST(SmppParts, SarTripleWithAMemberMissingIsIgnored) {
  Pdu pdu;
  pdu.tlvs = {number_tlv(tag::kSarReference, 7, 2), number_tlv(tag::kSarTotal, 2, 1)};
  EXPECT_FALSE(user_data_of(pdu, 0, "x").part);
  pdu.tlvs.push_back(number_tlv(tag::kSarNumber, 2, 1));
  EXPECT_EQ(user_data_of(pdu, 0, "x").part->number, 2);
  EXPECT_FALSE(user_data_of(pdu, 0x40, bytes("0100")).part) << "SAR and UDH exclude one another";
}

}  // namespace
}  // namespace huiyin::smpp
