#include "adapters/twilio/reader.h"

#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kOptedOut = "21610";

std::optional<ReceiptState> end_of(std::string_view status) {
  if (status == "delivered" || status == "read") return ReceiptState::delivered;
  if (status == "undelivered" || status == "failed") return ReceiptState::undelivered;
  if (status == "canceled") return ReceiptState::rejected;
  return std::nullopt;
}

Receipt make_receipt(std::string sid, std::string to, std::string_view status, const std::string& code) {
  if (sid.empty()) throw BadInput("sid", "is missing");
  Receipt receipt;
  receipt.carrier_id = std::move(sid);
  receipt.e164 = std::move(to);
  receipt.state = end_of(status).value_or(ReceiptState::enroute);
  receipt.code = carrier_code(code.empty() ? status : std::string_view(code));
  receipt.opted_out = code == kOptedOut;
  return receipt;
}

TimePoint read_time(const Json& item, std::string_view key) {
  return read_rfc2822(item.text_or(key, "")).value_or(TimePoint{});
}

MobileOriginated read_listed_reply(const Json& item) {
  MobileOriginated mo;
  mo.carrier_id = item.text("sid");
  mo.from = item.text("from");
  mo.to = item.text_or("to", "");
  mo.text = item.text_or("body", "");
  mo.at = read_time(item, "date_sent");
  return mo;
}

MobileOriginated read_pushed_reply(const Parameters& form) {
  MobileOriginated mo;
  mo.carrier_id = value_of(form, "MessageSid");
  mo.from = value_of(form, "From");
  if (mo.carrier_id.empty() || mo.from.empty()) throw BadInput("MessageSid", "or From is missing");
  mo.to = value_of(form, "To");
  mo.text = value_of(form, "Body");
  return mo;
}

Receipt read_pushed_receipt(const Parameters& form) {
  const std::string status = value_of(form, "MessageStatus");
  if (status.empty()) throw BadInput("MessageStatus", "is missing");
  return make_receipt(value_of(form, "MessageSid"), value_of(form, "To"), status,
                      value_of(form, "ErrorCode"));
}

}  // namespace

bool is_inbound(const Json& item) {
  return item.text("direction") == "inbound";
}

std::optional<Receipt> read_twilio_receipt(const Json& item) {
  const std::string status = item.text("status");
  if (!end_of(status)) return std::nullopt;
  Receipt receipt =
      make_receipt(item.text("sid"), item.text_or("to", ""), status, item.text_or_number("error_code", ""));
  receipt.words = carrier_words(item.text_or("error_message", ""), {});
  receipt.at = read_time(item, "date_updated");
  return receipt;
}

Inbox read_twilio(std::string_view kind, std::string_view bytes) {
  Inbox inbox;
  if (kind == kTwilioList) {
    read_each_item(Json::parse(bytes).items("messages"), &inbox, [&](const Json& item) {
      if (is_inbound(item))
        inbox.messages.push_back(read_listed_reply(item));
      else if (auto receipt = read_twilio_receipt(item))
        inbox.receipts.push_back(std::move(*receipt));
    });
  } else if (kind == kTwilioReplyPush) {
    inbox.messages.push_back(read_pushed_reply(read_form(bytes)));
  } else if (kind == kTwilioStatusPush) {
    inbox.receipts.push_back(read_pushed_receipt(read_form(bytes)));
  } else if (kind == kTwilioEventPush) {
    (void)Json::parse(bytes);
    inbox.unreadable.emplace_back("item 0: an event that nothing here makes use of");
  } else {
    throw BadInput("kind", "is none of Twilio");
  }
  return inbox;
}

}  // namespace huiyin
