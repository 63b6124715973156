#include "adapters/sgip/reader.h"

#include "adapters/line/cn_text.h"
#include "adapters/line/numbers.h"
#include "adapters/line/udh.h"
#include "adapters/sgip/result.h"
#include "adapters/sgip/sequence.h"
#include "daemon/base/bad_input.h"

namespace huiyin::sgip {
namespace {

constexpr std::uint8_t kUdhi = 0x41;  // 1 by the text, 0x40 by old habit

Receipt receipt_of(const Report& report, const ReadRules& rules) {
  Receipt r;
  r.carrier_id = id_text(report.submit);
  r.e164 = line::e164_of(report.user, rules.country_code);
  if (report.state == 1) {
    r.state = ReceiptState::enroute;
    r.code = "waiting";
  } else if (report.state == 2) {
    r.state = ReceiptState::undelivered;
    r.code = result_name(report.error);
  } else {
    r.state = ReceiptState::delivered;
    r.code = "DELIVRD";
  }
  return r;
}

MobileOriginated message_of(const Sequence& sequence, const Deliver& d, const ReadRules& rules) {
  MobileOriginated mo;
  mo.carrier_id = std::to_string(sequence.node) + "-" + std::to_string(sequence.time) + "-" +
                  std::to_string(sequence.serial);
  mo.from = line::e164_of(d.user, rules.country_code);
  mo.to = d.sp_number;
  mo.extension = line::extension_of(d.sp_number, rules.sender);
  line::UserData data{d.content, std::nullopt};
  if ((d.tp_udhi & kUdhi) != 0) data = line::split_user_data(d.content, "MessageContent");
  mo.text = line::decode_cn_text(data.octets, d.coding, "MessageContent");
  mo.part = data.part;
  return mo;
}

}  // namespace

Inbox read_arrival(std::string_view bytes, const ReadRules& rules) {
  const Pdu pdu = decode(bytes);
  Inbox inbox;
  if (const auto* report = std::get_if<Report>(&pdu.body)) {
    if (report->type == 0)  // those of DELIVERs are not for an SP
      inbox.receipts.push_back(receipt_of(*report, rules));
    else
      inbox.unreadable.push_back("REPORT.ReportType: is " + std::to_string(report->type) +
                                 ", not of a SUBMIT");
  } else if (const auto* d = std::get_if<Deliver>(&pdu.body)) {
    inbox.messages.push_back(message_of(pdu.sequence, *d, rules));
  } else {
    throw BadInput("header.Command_Id", "is neither DELIVER nor REPORT");
  }
  return inbox;
}

}  // namespace huiyin::sgip
