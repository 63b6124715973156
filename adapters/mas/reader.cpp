#include "adapters/mas/reader.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

std::string read_number(const Json& item) {
  const std::string key = number_key(item.text_or_number("mobile", ""));
  if (key.empty()) throw BadInput(item.path(), "names no number");
  return "+" + key;
}

TimePoint read_time(const Json& item, std::string_view key) {
  return read_beijing_time(item.text_or_number(key, "")).value_or(TimePoint{});
}

Receipt read_receipt(const Json& item, const MasReading& reading) {
  Receipt receipt;
  receipt.carrier_id = item.text_or_number("msgGroup", "");
  if (receipt.carrier_id.empty()) receipt.carrier_id = item.text_or_number("mgsGroup", "");
  if (receipt.carrier_id.empty()) throw BadInput(item.path(), "has no msgGroup");
  receipt.e164 = read_number(item);
  const std::string status = item.text("reportStatus");
  const std::string detail = item.text_or_number("errorCode", "");
  receipt.code = carrier_code(status);
  if (detail != status) receipt.words = carrier_words(detail, {});
  receipt.state = status == "DELIVRD" || status == "CM:0000" ? ReceiptState::delivered
                  : status == "EXPIRED"                      ? ReceiptState::expired
                                                             : ReceiptState::undelivered;
  receipt.at = read_time(item, "receiveDate");
  receipt.opted_out = reading.opt_out_codes.contains(status) || reading.opt_out_codes.contains(detail);
  return receipt;
}

MobileOriginated read_reply(const Json& item, const MasReading& reading) {
  MobileOriginated mo;
  mo.from = read_number(item);
  mo.text = item.text("smsContent");
  mo.to = item.text_or_number("addSerial", "");
  const bool ours = starts_with(mo.to, reading.add_serial);
  mo.extension = ours ? mo.to.substr(reading.add_serial.size()) : mo.to;
  mo.at = read_time(item, "sendTime");
  return mo;
}

// Without an id of its own a reply is known by number, time and text; a pushed object and a pulled one agree.
std::vector<Json> items_of(std::string_view bytes) {
  const Json root = Json::parse(bytes);
  if (root.is_object()) return {root};
  return root.items();
}

}  // namespace

Inbox read_mas(std::string_view kind, std::string_view bytes, const MasReading& reading) {
  if (kind != kMasStatus && kind != kMasReply) throw BadInput("kind", "is none of the cloud MAS");
  Inbox inbox;
  read_each_item(items_of(bytes), &inbox, [&](const Json& item) {
    if (kind == kMasStatus)
      inbox.receipts.push_back(read_receipt(item, reading));
    else
      inbox.messages.push_back(read_reply(item, reading));
  });
  return inbox;
}

PushAnswer judge_mas_push(const PushRequest& request, const std::string& acknowledgement) {
  if (request.method != "POST") return refused_push(405, "is not a POST");
  try {
    const std::vector<Json> items = items_of(request.body);
    bool receipts = false, replies = false;
    for (const Json& item : items) {
      if (item.has("reportStatus") && item.has("mobile"))
        receipts = true;
      else if (item.has("smsContent") && item.has("mobile"))
        replies = true;
      else
        return refused_push(400, "holds other things than receipts and replies");
    }
    if (receipts && replies) return refused_push(400, "mixes receipts and replies");
    return taken_push(replies ? kMasReply : kMasStatus, acknowledgement);
  } catch (const BadInput& e) {
    return refused_push(400, e.what());
  }
}

}  // namespace huiyin
