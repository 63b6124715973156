#include "adapters/smpp/parts.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/model/segments.h"

namespace huiyin::smpp {
namespace {

struct Coded {
  std::uint8_t data_coding = coding::kUcs2;
  SmsEncoding lengths = SmsEncoding::ucs2;  // what a part may hold on the air
};

Coded coded(std::string_view utf8, TextCoding wanted) {
  const bool in_gsm = count_segments(utf8).encoding == SmsEncoding::gsm7;
  if (wanted == TextCoding::gsm7 && in_gsm) return {coding::kDefault, SmsEncoding::gsm7};
  // The operator turns Latin-1 into GSM 7-bit or, where that lacks a letter, into UCS-2.
  if (wanted == TextCoding::latin1 && to_latin1(utf8))
    return {coding::kLatin1, in_gsm ? SmsEncoding::gsm7 : SmsEncoding::ucs2};
  return {};
}

std::string octets_of(std::string_view utf8, std::uint8_t data_coding) {
  if (data_coding == coding::kDefault) return to_gsm7(utf8).value_or("");
  if (data_coding == coding::kLatin1) return to_latin1(utf8).value_or("");
  return to_ucs2(utf8);
}

ConcatHeader header_of(LongText how) {
  return how == LongText::udh16 ? ConcatHeader::reference16 : ConcatHeader::reference8;
}

void number_part(TextPart* part, LongText how, std::uint16_t reference, std::size_t total,
                 std::size_t number) {
  if (how == LongText::sar) {
    part->tlvs = {number_tlv(tag::kSarReference, reference, 2),
                  number_tlv(tag::kSarTotal, static_cast<std::uint32_t>(total), 1),
                  number_tlv(tag::kSarNumber, static_cast<std::uint32_t>(number), 1)};
    return;
  }
  part->headed = true;
  part->octets = line::concat_header(header_of(how), reference, total, number) + part->octets;
}

TextPart payload_part(std::string_view utf8, std::uint8_t data_coding) {
  std::string octets = octets_of(utf8, data_coding);
  if (octets.size() > 0xFFFF) throw BadInput("text", "is longer than a message_payload");
  return {{}, data_coding, false, {{tag::kMessagePayload, std::move(octets)}}};
}

std::optional<PartInfo> part_in_sar(const Pdu& pdu) {
  const auto reference = tlv_number(pdu, tag::kSarReference, 2), total = tlv_number(pdu, tag::kSarTotal, 1),
             number = tlv_number(pdu, tag::kSarNumber, 1);
  if (!reference || !total || !number || *number < 1 || *number > *total) return std::nullopt;
  return PartInfo{line::kTlvSpace + *reference, static_cast<int>(*total), static_cast<int>(*number)};
}

}  // namespace

std::vector<TextPart> cut_text(std::string_view utf8, const TextRules& rules, std::uint16_t reference) {
  const Coded c = coded(utf8, rules.coding);
  const auto texts = split_segments(utf8, c.lengths, header_of(rules.long_text));
  if (texts.size() > 1 && rules.long_text == LongText::payload) return {payload_part(utf8, c.data_coding)};
  if (texts.size() > 255) throw BadInput("text", "needs more than 255 parts");
  std::vector<TextPart> parts;
  for (const std::string& text : texts) {
    TextPart part{octets_of(text, c.data_coding), c.data_coding, false, {}};
    if (texts.size() > 1) number_part(&part, rules.long_text, reference, texts.size(), parts.size() + 1);
    if (rules.trailing_nul) part.octets.push_back('\0');
    parts.push_back(std::move(part));
  }
  return parts;
}

int billed_parts(std::string_view utf8, const TextRules& rules) {
  return static_cast<int>(
      split_segments(utf8, coded(utf8, rules.coding).lengths, header_of(rules.long_text)).size());
}

UserData user_data_of(const Pdu& pdu, std::uint8_t esm_class, const std::string& short_message) {
  const std::string* payload = find_tlv(pdu, tag::kMessagePayload);
  const std::string& all = short_message.empty() && payload != nullptr ? *payload : short_message;
  if ((esm_class & kUdhIndicator) == 0) return {all, part_in_sar(pdu)};
  return line::split_user_data(all, "short_message");
}

}  // namespace huiyin::smpp
