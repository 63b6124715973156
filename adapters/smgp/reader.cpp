#include "adapters/smgp/reader.h"

#include "adapters/kit.h"
#include "adapters/line/authenticator.h"
#include "adapters/line/cn_text.h"
#include "adapters/line/numbers.h"
#include "adapters/line/udh.h"
#include "adapters/smgp/pdu.h"
#include "adapters/smgp/report.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin::smgp {
namespace {

constexpr std::uint32_t kUdhi = 0x41;  // 1 by the text, 0x40 by old habit

Receipt receipt_of(const Deliver& d, const ReadRules& rules) {
  const Report report = read_report(d.content);
  Receipt r;
  r.carrier_id = to_hex(report.msg_id);
  r.e164 = line::e164_of(d.source, rules.country_code);
  const bool has_err = !report.err.empty() && report.err != "000" && report.err != "0";
  r.code = carrier_code(has_err ? report.stat + ":" + report.err : report.stat);
  r.state = line::state_of_stat(r.code, rules.stats);
  r.at = line::read_report_time(report.done_date);
  return r;
}

MobileOriginated message_of(const Pdu& pdu, const Deliver& d, const ReadRules& rules) {
  MobileOriginated mo;
  if (d.msg_id != std::string(10, '\0')) mo.carrier_id = to_hex(d.msg_id);
  mo.from = line::e164_of(d.source, rules.country_code);
  mo.to = d.destination;
  mo.extension = line::extension_of(d.destination, rules.sender);
  line::UserData data{d.content, std::nullopt};
  const auto total = line::tlv_number(pdu.tlvs, tag::kPkTotal, 1),
             number = line::tlv_number(pdu.tlvs, tag::kPkNumber, 1);
  if ((line::tlv_number(pdu.tlvs, tag::kTpUdhi, 1).value_or(0) & kUdhi) != 0)
    data = line::split_user_data(d.content, "MsgContent");
  else if (total && number && *total > 1 && *number >= 1 && *number <= *total)
    data.part = PartInfo{line::kTlvSpace, static_cast<int>(*total), static_cast<int>(*number)};
  mo.text = line::decode_cn_text(data.octets, d.format, "MsgContent");
  mo.part = data.part;
  mo.at = read_beijing_time(d.receive_time).value_or(TimePoint{});
  return mo;
}

}  // namespace

Inbox read_deliver(std::string_view bytes, const ReadRules& rules) {
  const Pdu pdu = decode(bytes);
  const auto* d = std::get_if<Deliver>(&pdu.body);
  if (d == nullptr) throw BadInput("header.RequestID", "is not Deliver");
  Inbox inbox;
  if (d->is_report == 1)
    inbox.receipts.push_back(receipt_of(*d, rules));
  else
    inbox.messages.push_back(message_of(pdu, *d, rules));
  return inbox;
}

}  // namespace huiyin::smgp
