#include "adapters/smpp/reader.h"

#include "adapters/kit.h"
#include "adapters/smpp/parts.h"
#include "adapters/smpp/pdu.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::smpp {
namespace {

constexpr std::uint8_t kInternational = 1, kTypeMask = 0x3C;

// The common part of deliver_sm and data_sm.
struct Delivered {
  Address source, destination;
  std::uint8_t esm_class = 0, data_coding = 0;
  std::string octets;
};

Delivered delivered(const Pdu& pdu) {
  if (pdu.command == command::kDeliverSm) {
    const auto& sm = std::get<ShortMessage>(pdu.body);
    return {sm.source, sm.destination, sm.esm_class, sm.data_coding, sm.octets};
  }
  if (pdu.command == command::kDataSm) {
    const auto& sm = std::get<DataSm>(pdu.body);
    return {sm.source, sm.destination, sm.esm_class, sm.data_coding, {}};
  }
  throw BadInput("header.command_id", "is neither deliver_sm nor data_sm");
}

std::string e164_of(const Address& a, const std::string& country_code) {
  const std::string digits = digits_of(a.digits);
  if (digits.empty()) return {};
  if (a.ton == kInternational || starts_with(a.digits, "+") || country_code.empty() ||
      (digits.size() > 11 && starts_with(digits, country_code)))
    return "+" + digits;
  return "+" + country_code + digits;
}

// A receipt's text is ASCII, whatever data_coding says; where that does not hold it is read as it came.
std::string receipt_text(const std::string& octets, std::uint8_t data_coding, const ReadRules& rules) {
  if (data_coding != coding::kUcs2) return octets;
  return decode_text(octets, data_coding, rules.zero);
}

MobileOriginated read_mo(const Delivered& d, UserData&& data, const ReadRules& rules) {
  MobileOriginated mo;
  mo.from = d.source.ton == kInternational && !starts_with(d.source.digits, "+") ? "+" + d.source.digits
                                                                                 : d.source.digits;
  mo.to = d.destination.digits;
  if (!rules.sender.empty() && starts_with(mo.to, rules.sender))
    mo.extension = mo.to.substr(rules.sender.size());
  mo.text = decode_text(data.octets, d.data_coding, rules.zero);
  mo.part = data.part;
  return mo;
}

}  // namespace

Inbox read_deliver(std::string_view bytes, const ReadRules& rules) {
  const Pdu pdu = decode(bytes);
  const Delivered d = delivered(pdu);
  UserData data = user_data_of(pdu, d.esm_class, d.octets);
  if (rules.trailing_nul && !data.octets.empty() && data.octets.back() == '\0') data.octets.pop_back();
  Inbox inbox;
  const bool told = (d.esm_class & kTypeMask) != 0;
  const std::string text = told || d.data_coding != coding::kUcs2
                               ? receipt_text(data.octets, d.data_coding, rules)
                               : std::string();
  if (!data.part && is_receipt(pdu, d.esm_class, text)) {
    Receipt r = read_receipt(pdu, text, rules.receipts);
    r.e164 = e164_of(d.source, rules.country_code);
    inbox.receipts.push_back(std::move(r));
    return inbox;
  }
  inbox.messages.push_back(read_mo(d, std::move(data), rules));
  return inbox;
}

}  // namespace huiyin::smpp
