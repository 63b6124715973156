#include "adapters/cmpp/reader.h"

#include "adapters/cmpp/session.h"
#include "adapters/kit.h"
#include "adapters/line/authenticator.h"
#include "adapters/line/cn_text.h"
#include "adapters/line/numbers.h"
#include "adapters/line/udh.h"
#include "daemon/base/bad_input.h"

namespace huiyin::cmpp {
namespace {

constexpr std::uint8_t kUdhi = 0x41;  // 1 by the text, 0x40 by old habit

Receipt read_report(const Deliver& d, const ReadRules& rules) {
  const Report report = decode_report(d.content);
  Receipt r;
  r.carrier_id = id_text(report.msg_id);
  r.e164 = line::e164_of(report.destination.empty() ? d.source : report.destination, rules.country_code);
  r.state = line::state_of_stat(report.stat, rules.stats);
  r.code = carrier_code(report.stat);
  r.at = line::read_report_time(report.done_time);
  return r;
}

MobileOriginated read_mo(const Deliver& d, const ReadRules& rules) {
  MobileOriginated mo;
  if (d.msg_id != 0) mo.carrier_id = id_text(d.msg_id);
  mo.from = line::e164_of(d.source, rules.country_code);
  mo.to = d.dest_id;
  mo.extension = line::extension_of(d.dest_id, rules.sender);
  line::UserData data{d.content, std::nullopt};
  if ((d.tp_udhi & kUdhi) != 0) data = line::split_user_data(d.content, "Msg_Content");
  mo.text = line::decode_cn_text(data.octets, d.msg_fmt, "Msg_Content");
  mo.part = data.part;
  return mo;
}

}  // namespace

std::string_view kind_of(Version version) {
  return version == Version::v20 ? "cmpp20" : "cmpp30";
}

Inbox read_deliver(std::string_view kind, std::string_view bytes, const ReadRules& rules) {
  const bool narrow = kind == kind_of(Version::v20);
  if (!narrow && kind != kind_of(Version::v30)) throw BadInput("kind", "is not of this carrier");
  const Pdu pdu = decode(bytes, narrow ? Version::v20 : Version::v30);
  const auto* d = std::get_if<Deliver>(&pdu.body);
  if (d == nullptr) throw BadInput("header.Command_Id", "is not CMPP_DELIVER");
  Inbox inbox;
  if (d->registered_delivery == 1)
    inbox.receipts.push_back(read_report(*d, rules));
  else
    inbox.messages.push_back(read_mo(*d, rules));
  return inbox;
}

}  // namespace huiyin::cmpp
