// Tencent SMS: receipts and replies, destructive by queue or for one number, and the record of sends.
#include <algorithm>

#include "daemon/base/text.h"
#include "tests/sim/tencent_sms.h"

namespace huiyin::sim {
namespace {

constexpr std::int64_t kDay = 86'400;

std::int64_t seconds(TimePoint at) {
  return to_ms(at) / 1000;
}

std::size_t read_limit(const Params& params, std::int64_t otherwise, std::int64_t most) {
  const std::int64_t limit = params.integer("Limit", otherwise);
  if (limit < 1 || limit > most)
    throw ApiError("InvalidParameterValue.LimitOutOfRange", "Limit is out of range.");
  return static_cast<std::size_t>(limit);
}

struct Lookup {
  std::string account, number;
  Window window;
  std::size_t offset = 0, limit = 0;
};

Lookup read_lookup(const Params& params, const World& world, std::int64_t oldest_s, std::int64_t limit,
                   std::int64_t most, std::int64_t most_offset) {
  Lookup lookup;
  lookup.account = read_account(params, world);
  lookup.number = normal_number(params.text("PhoneNumber"));
  const std::int64_t now = seconds(world.time.now());
  const std::int64_t begin = params.integer("BeginTime", -1), end = params.integer("EndTime", now);
  const std::int64_t offset = params.integer("Offset", 0);
  if (lookup.number.empty()) throw ApiError("MissingParameter", "PhoneNumber is missing.");
  if (begin < 0) throw ApiError("InvalidParameterValue.BeginTimeVerifyFail", "BeginTime is missing.");
  if (end < begin) throw ApiError("InvalidParameterValue.EndTimeVerifyFail", "EndTime is before BeginTime.");
  if (offset < 0 || offset > most_offset)
    throw ApiError("InvalidParameterValue.OffsetOutOfRange", "Offset is out of range.");
  lookup.window = {from_ms(std::max(begin, now - oldest_s) * 1000), from_ms(end * 1000 + 999)};
  lookup.offset = static_cast<std::size_t>(offset);
  lookup.limit = read_limit(params, limit, most);
  return lookup;
}

Lookup read_by_number(const Params& params, const World& world) {
  return read_lookup(params, world, 7 * kDay, 100, 100, 1'000'000);
}

template <typename View, typename Write>
void write_page(const std::vector<View>& all, const Lookup& lookup, const Write& write) {
  for (std::size_t i = lookup.offset; i < all.size() && i - lookup.offset < lookup.limit; ++i) write(all[i]);
}

void write_receipt(const ReceiptView& receipt, JsonWriter* out) {
  out->object();
  out->field("UserReceiveTime", seconds(receipt.at));
  out->field("CountryCode", country_of(receipt.number));
  out->field("SubscriberNumber", subscriber_of(receipt.number));
  out->field("PhoneNumber", receipt.number);
  out->field("SerialNo", receipt.serial);
  out->field("ReportStatus", receipt.delivered ? "SUCCESS" : "FAIL");
  out->field("Description", receipt.status);
  out->field("SessionContext", receipt.session_context);
  out->end();
}

void write_reply(const InboundView& reply, JsonWriter* out) {
  out->object();
  out->field("ExtendCode", reply.extend);
  out->field("CountryCode", country_of(reply.number));
  out->field("PhoneNumber", reply.number);
  out->field("SignName", reply.signature);
  out->field("ReplyContent", reply.text);
  out->field("ReplyTime", seconds(reply.at));
  out->field("SubscriberNumber", subscriber_of(reply.number));
  out->end();
}

int send_status(MessageView::State state) {
  switch (state) {
    case MessageView::State::refused:
      return 1;
    case MessageView::State::delivered:
      return 2;
    case MessageView::State::sending:
      return 3;
    case MessageView::State::failed:
      return 4;
  }
  return 0;
}

void write_record(const MessageView& message, JsonWriter* out) {
  out->object();
  out->field("PhoneNumber", message.number);
  out->field("SerialNo", message.serial);
  out->field("SendStatus", send_status(message.state));
  out->field("RequestCode",
             message.verdict == Verdict::accepted ? "Ok" : "FailedOperation.PhoneNumberInBlacklist");
  out->field("StatusCode", message.status);
  out->field("IsoCode", country_of(message.number) == "86" ? "CN" : "");
  out->field("Content", "***");
  out->field("SendTime", seconds(message.at));
  out->field("UserReceiveTime", message.status.empty() ? 0 : seconds(message.received_at));
  out->end();
}

}  // namespace

std::string subscriber_of(const std::string& number) {
  return starts_with(number, "+86") ? number.substr(3) : starts_with(number, "+") ? number.substr(1) : number;
}

std::string country_of(const std::string& number) {
  return starts_with(number, "+86") ? "86" : "";
}

void pull_send_status(const ActionCall& call, World* world, JsonWriter* out) {
  const std::string account = read_account(call.params, *world);
  const std::size_t limit = read_limit(call.params, 100, 100);
  out->key("PullSmsSendStatusSet").array();
  for (const ReceiptView& receipt : world->ledger.take_receipts(account, limit, call.broken))
    write_receipt(receipt, out);
  out->end();
}

void pull_reply_status(const ActionCall& call, World* world, JsonWriter* out) {
  const std::string account = read_account(call.params, *world);
  const std::size_t limit = read_limit(call.params, 100, 100);
  out->key("PullSmsReplyStatusSet").array();
  for (const InboundView& reply : world->ledger.take_inbound(account, limit, call.broken))
    write_reply(reply, out);
  out->end();
}

void send_status_by_number(const ActionCall& call, World* world, JsonWriter* out) {
  const Lookup lookup = read_by_number(call.params, *world);
  out->key("PullSmsSendStatusSet").array();
  write_page(world->ledger.receipts_of(lookup.account, lookup.number, lookup.window), lookup,
             [&](const ReceiptView& receipt) { write_receipt(receipt, out); });
  out->end();
}

void reply_status_by_number(const ActionCall& call, World* world, JsonWriter* out) {
  const Lookup lookup = read_by_number(call.params, *world);
  out->key("PullSmsReplyStatusSet").array();
  write_page(world->ledger.inbound_of(lookup.account, lookup.number, lookup.window), lookup,
             [&](const InboundView& reply) { write_reply(reply, out); });
  out->end();
}

void describe_send_records(const ActionCall& call, World* world, JsonWriter* out) {
  const Lookup lookup = read_lookup(call.params, *world, 3 * kDay, 20, 50, 1000);
  const auto all = world->ledger.messages_of(lookup.account, lookup.number, lookup.window);
  out->key("SendRecordSet").array();
  write_page(all, lookup, [&](const MessageView& message) { write_record(message, out); });
  out->end().field("TotalCount", static_cast<std::uint64_t>(all.size()));
}

}  // namespace huiyin::sim
