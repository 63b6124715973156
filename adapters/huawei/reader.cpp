#include "adapters/huawei/reader.h"

#include <algorithm>

#include "adapters/web.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

// UTC: "2026-03-01T02:03:04Z", or the same without T and Z.
TimePoint read_time(const std::string& text) {
  TimePoint at;
  if (from_rfc3339(text, &at)) return at;
  std::string iso = text + "Z";
  if (iso.size() == 20) iso[10] = 'T';
  return from_rfc3339(iso, &at) ? at : TimePoint{};
}

ReceiptState state_of(std::string_view status) {
  if (status == "DELIVRD") return ReceiptState::delivered;
  if (status == "EXPIRED") return ReceiptState::expired;
  if (status == "REJECTD") return ReceiptState::rejected;
  if (status == "ACCEPTD" || status == "ENROUTE") return ReceiptState::enroute;
  return ReceiptState::undelivered;
}

std::string number_of(const std::string& told) {
  const std::string key = number_key(told);
  return key.empty() ? "" : "+" + key;
}

// `field(name)` gives a field's text, empty where absent.
template <typename Field>
Receipt read_receipt(const Field& field, const CodeSet& opt_out_codes) {
  Receipt receipt;
  receipt.carrier_id = field("smsMsgId");
  receipt.batch_key = field("extend");
  receipt.e164 = number_of(field("to"));
  const std::string status = field("status");
  if (receipt.carrier_id.empty()) throw BadInput("smsMsgId", "is missing");
  if (status.empty()) throw BadInput("status", "is missing");
  receipt.state = state_of(status);
  receipt.code = carrier_code(status);
  receipt.words = carrier_words(field("statusDesc"), {});
  receipt.at = read_time(field("updateTime"));
  receipt.opted_out = opt_out_codes.contains(status);
  return receipt;
}

MobileOriginated read_reply(const Parameters& form) {
  MobileOriginated mo;
  mo.carrier_id = value_of(form, "smsMsgId");
  mo.from = number_of(value_of(form, "from"));
  if (mo.from.empty()) throw BadInput("from", "names no number");
  mo.to = value_of(form, "to");
  mo.text = value_of(form, "body");
  mo.at = read_time(value_of(form, "createTime"));
  return mo;
}

bool is_json(std::string_view body) {
  return starts_with(trim(body), "{");
}

}  // namespace

Inbox read_huawei(std::string_view kind, std::string_view bytes, const CodeSet& opt_out_codes) {
  Inbox inbox;
  if (kind == kHuaweiStatusList) {
    read_each_item(Json::parse(bytes).items("statusReportList"), &inbox, [&](const Json& item) {
      if (!item.is_object()) throw BadInput("", "is not an object");
      inbox.receipts.push_back(
          read_receipt([&](const char* name) { return item.text_or_number(name, ""); }, opt_out_codes));
    });
    return inbox;
  }
  if (kind != kHuaweiStatusPush && kind != kHuaweiReplyPush) throw BadInput("kind", "is none of Huawei SMS");
  const Parameters form = read_form(bytes);
  if (kind == kHuaweiReplyPush)
    inbox.messages.push_back(read_reply(form));
  else
    inbox.receipts.push_back(
        read_receipt([&](const char* name) { return value_of(form, name); }, opt_out_codes));
  return inbox;
}

std::string_view huawei_push_kind(std::string_view body) {
  if (is_json(body)) {
    (void)Json::parse(body).items("statusReportList");
    return kHuaweiStatusList;
  }
  const Parameters form = read_form(body);
  const auto has = [&](std::string_view name) {
    return std::any_of(form.begin(), form.end(), [&](const auto& field) { return field.first == name; });
  };
  const bool reply = has("body") && has("from");
  if (!reply && !(has("smsMsgId") && has("status")))
    throw BadInput("", "is neither a receipt nor a reply nor a list of receipts");
  read_huawei(reply ? kHuaweiReplyPush : kHuaweiStatusPush, body, {});
  return reply ? kHuaweiReplyPush : kHuaweiStatusPush;
}

}  // namespace huiyin
