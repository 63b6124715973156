#include "adapters/tencent/reader.h"

#include "adapters/kit.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

// Unix seconds as number or text, or Beijing time; epoch where it is neither.
TimePoint read_time(const Json& item, std::string_view key) {
  if (const std::optional<std::int64_t> seconds = loose_integer(item, key))
    return from_unix_seconds(*seconds);
  const std::optional<Json> found = item.find(key);
  if (!found || !found->is_string()) return {};
  return read_beijing_time(found->text()).value_or(TimePoint{});
}

ReceiptState read_state(const Json& item, std::string_view key, std::string_view code) {
  const std::string status = item.text(key);
  if (status == "SUCCESS") return ReceiptState::delivered;
  if (status != "FAIL") throw BadInput(item.path() + "/" + std::string(key), "is neither SUCCESS nor FAIL");
  if (code == "EXPIRED") return ReceiptState::expired;
  if (code == "REJECTD") return ReceiptState::rejected;
  return ReceiptState::undelivered;
}

std::string read_number(const Json& item, std::string_view full, std::string_view country,
                        std::string_view subscriber) {
  const std::string whole = full.empty() ? "" : item.text_or(full, "");
  const std::string number =
      whole.empty() ? join_number(item.text_or_number(country, ""), item.text_or_number(subscriber, ""))
                    : join_number("", whole);
  if (number.empty()) throw BadInput(item.path(), "names no number");
  return number;
}

// What the carrier gives as its code may be a sentence; then it goes to `words`.
void set_code(Receipt* receipt, const std::string& told, const std::string& fallback) {
  receipt->code = carrier_code(told) == told ? told : fallback;
  if (receipt->code != told) receipt->words = carrier_words(told, {});
}

void require_correlation(const Json& item, const Receipt& receipt) {
  if (receipt.carrier_id.empty() && receipt.batch_key.empty())
    throw BadInput(item.path(), "has neither a serial number nor a session context");
}

Receipt read_pushed_status(const Json& item) {
  Receipt receipt;
  receipt.carrier_id = item.text_or("sid", "");
  receipt.batch_key = item.text_or_number("ext", "");
  receipt.e164 = read_number(item, "", "nationcode", "mobile");
  const std::string code = item.text_or("errmsg", "");
  receipt.state = read_state(item, "report_status", code);
  set_code(&receipt, code, item.text("report_status"));
  if (const std::string words = item.text_or("description", ""); !words.empty())
    receipt.words = carrier_words(words, {});
  receipt.at = read_time(item, "user_receive_time");
  require_correlation(item, receipt);
  return receipt;
}

MobileOriginated read_pulled_reply(const Json& item) {
  MobileOriginated mo;
  mo.from = read_number(item, "PhoneNumber", "CountryCode", "SubscriberNumber");
  mo.extension = item.text_or_number("ExtendCode", "");
  mo.text = item.text("ReplyContent");
  mo.at = read_time(item, "ReplyTime");
  return mo;
}

MobileOriginated read_pushed_reply(const Json& item) {
  MobileOriginated mo;
  mo.from = read_number(item, "", "nationcode", "mobile");
  mo.extension = item.text_or_number("extend", "");
  mo.text = item.text("text");
  mo.at = read_time(item, "time");
  return mo;
}

template <typename T>
void read_each(const std::vector<Json>& items, T (*read_one)(const Json&), std::vector<T>* out,
               Inbox* inbox) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    try {
      out->push_back(read_one(items[i]));
    } catch (const BadInput& e) {
      inbox->unreadable.push_back("item " + std::to_string(i) + ": " + e.what());
    }
  }
}

}  // namespace

Receipt read_tencent_status(const Json& item) {
  Receipt receipt;
  receipt.carrier_id = item.text_or("SerialNo", "");
  receipt.batch_key = item.text_or("SessionContext", "");
  receipt.e164 = read_number(item, "PhoneNumber", "CountryCode", "SubscriberNumber");
  const std::string code = item.text_or("Description", "");
  receipt.state = read_state(item, "ReportStatus", code);
  set_code(&receipt, code, item.text("ReportStatus"));
  receipt.at = read_time(item, "UserReceiveTime");
  require_correlation(item, receipt);
  return receipt;
}

std::vector<Json> tencent_set(const Json& response, std::string_view name) {
  const Json set = response.at(name);
  return set.is_null() ? std::vector<Json>() : set.items();
}

Inbox read_tencent(std::string_view kind, std::string_view bytes) {
  const Json root = Json::parse(bytes);
  Inbox inbox;
  if (kind == kTencentReplyPull)
    read_each(tencent_set(root.at("Response"), kTencentReplySet), read_pulled_reply, &inbox.messages, &inbox);
  else if (kind == kTencentStatusPull)
    read_each(tencent_set(root.at("Response"), kTencentStatusSet), read_tencent_status, &inbox.receipts,
              &inbox);
  else if (kind == kTencentStatusPush)
    read_each(root.items(), read_pushed_status, &inbox.receipts, &inbox);
  else if (kind == kTencentReplyPush)
    inbox.messages.push_back(read_pushed_reply(root));
  else
    throw BadInput("kind", "is none of Tencent SMS");
  return inbox;
}

}  // namespace huiyin
