#include "adapters/aliyun/reader.h"

#include "adapters/aliyun/mns.h"
#include "adapters/web.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr std::string_view kTaken = R"({"code":0,"msg":"OK"})";
constexpr std::string_view kRefused = R"({"code":1,"msg":"refused"})";

std::string read_number(const Json& item) {
  const std::string told = item.text_or_number("phone_number", "");
  const std::string key = number_key(told);
  if (key.empty()) throw BadInput(item.path(), "names no number");
  return "+" + key;
}

TimePoint read_time(const Json& item, std::string_view key) {
  return read_beijing_time(item.text_or(key, "")).value_or(TimePoint{});
}

bool read_success(const Json& item) {
  const Json told = item.at("success");
  if (told.is_bool()) return told.boolean();
  const std::string text = told.text();
  if (text != "true" && text != "false") throw BadInput(told.path(), "is neither true nor false");
  return text == "true";
}

Receipt read_receipt(const Json& item) {
  Receipt receipt;
  receipt.carrier_id = item.text_or("biz_id", "");
  receipt.batch_key = item.text_or("out_id", "");
  if (receipt.carrier_id.empty() && receipt.batch_key.empty())
    throw BadInput(item.path(), "has neither biz_id nor out_id");
  receipt.e164 = read_number(item);
  const std::string code = item.text_or("err_code", "");
  receipt.code = carrier_code(code);
  receipt.words = carrier_words(item.text_or("err_msg", ""), {});
  receipt.state = read_success(item)   ? ReceiptState::delivered
                  : code == "EXPIRED"  ? ReceiptState::expired
                  : code == "REJECTED" ? ReceiptState::rejected
                                       : ReceiptState::undelivered;
  receipt.at = read_time(item, "report_time");
  return receipt;
}

MobileOriginated read_reply(const Json& item) {
  MobileOriginated mo;
  mo.from = read_number(item);
  mo.extension = item.text_or_number("dest_code", "");
  mo.text = item.text("content");
  mo.at = read_time(item, "send_time");
  // The sequence may begin anew; with number and time it is unique, in the queue and in the push.
  const std::string sequence = item.text_or_number("sequence_id", "");
  if (!sequence.empty()) mo.carrier_id = sequence + "@" + mo.from + "@" + item.text_or("send_time", "");
  return mo;
}

void read_item(const Json& item, bool replies, Inbox* inbox) {
  if (replies)
    inbox->messages.push_back(read_reply(item));
  else
    inbox->receipts.push_back(read_receipt(item));
}

// A queue's message holds one object; a list is taken as well.
void read_queued(const MnsMessage& message, bool replies, Inbox* inbox) {
  const Result<std::string> body = from_base64(message.body);
  if (!body) throw BadInput("MessageBody", "is not base64");
  const Json root = Json::parse(*body);
  if (!root.is_array()) return read_item(root, replies, inbox);
  for (const Json& item : root.items()) read_item(item, replies, inbox);
}

}  // namespace

Inbox read_aliyun(std::string_view kind, std::string_view bytes) {
  const bool replies = kind == kAliyunReplyPull || kind == kAliyunReplyPush;
  Inbox inbox;
  if (kind == kAliyunReplyPull || kind == kAliyunStatusPull)
    read_each_item(read_mns_messages(bytes), &inbox,
                   [&](const MnsMessage& message) { read_queued(message, replies, &inbox); });
  else if (kind == kAliyunReplyPush || kind == kAliyunStatusPush)
    read_each_item(Json::parse(bytes).items(), &inbox,
                   [&](const Json& item) { read_item(item, replies, &inbox); });
  else
    throw BadInput("kind", "is none of Alibaba SMS");
  return inbox;
}

PushAnswer judge_aliyun_push(const PushRequest& request) {
  const auto refuse = [](int status, std::string why) {
    return refused_push(status, std::move(why), std::string(kRefused));
  };
  if (request.method != "POST") return refuse(405, "is not a POST");
  try {
    const std::vector<Json> items = Json::parse(request.body).items();
    bool replies = false, receipts = false;
    for (const Json& item : items) {
      if (!item.is_object()) return refuse(400, "the list holds other things than objects");
      (item.has("content") ? replies : receipts) = true;
    }
    if (replies && receipts) return refuse(400, "the list mixes receipts and replies");
    return taken_push(replies ? kAliyunReplyPush : kAliyunStatusPush, std::string(kTaken));
  } catch (const BadInput& e) {
    return refuse(400, e.what());
  }
}

}  // namespace huiyin
