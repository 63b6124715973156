#include "adapters/tencent/inquiry.h"

#include <algorithm>
#include <set>

#include "adapters/tencent/pull.h"
#include "adapters/tencent/reader.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr std::string_view kRecordAction = "DescribeSendRecordList";
constexpr int kRecordPage = 50;
constexpr std::int64_t kMostRecordOffset = 1000;
constexpr std::int64_t kStatusesKeptFor = 7 * 86'400 - 60;
constexpr std::int64_t kRecordsKeptFor = 72 * 3'600 - 60;
constexpr int kMostCalls = 48;

// A message's send time lies in the wide window for certain (clocks may differ by five minutes, queues may be
// slow) and in the narrow one normally.
constexpr std::int64_t kWideBefore = 300, kWideAfter = 900;
constexpr std::int64_t kNearBefore = 30, kNearAfter = 120;

struct SendRecord {
  std::string serial;
  std::int64_t status = 0;  // 1 submit failed, 2 delivered, 3 sending, 4 failed
  std::int64_t sent_at = 0;
  std::string code;
  TimePoint received_at{};
};

std::int64_t needed_integer(const Json& item, std::string_view key) {
  const std::optional<std::int64_t> value = loose_integer(item, key);
  if (!value) throw BadInput(item.path() + "/" + std::string(key), "is not an integer");
  return *value;
}

SendRecord read_record(const Json& item) {
  SendRecord record;
  record.serial = item.text_or("SerialNo", "");
  record.status = needed_integer(item, "SendStatus");
  record.sent_at = needed_integer(item, "SendTime");
  record.code = carrier_code(item.text_or("StatusCode", ""));
  record.received_at = from_unix_seconds(loose_integer(item, "UserReceiveTime").value_or(0));
  return record;
}

std::optional<Receipt> receipt_of(const SendRecord& record, const Inquiry& inquiry) {
  if (record.status != 2 && record.status != 4) return std::nullopt;
  Receipt receipt;
  receipt.carrier_id = record.serial;
  receipt.batch_key = inquiry.batch_key;
  receipt.e164 = inquiry.to.e164;
  receipt.state = record.status == 2 ? ReceiptState::delivered : ReceiptState::undelivered;
  receipt.code = record.code;
  receipt.at = record.received_at;
  return receipt;
}

// Is `told`, perhaps masked like "+86136****8015", this number?
bool may_be(const std::string& told, std::string_view e164) {
  const std::size_t first = told.find('*'), last = told.rfind('*');
  const std::string key = number_key(e164);
  if (first == std::string::npos) return number_key(told) == key;
  const std::string head = digits_of(told.substr(0, first)), tail = digits_of(told.substr(last + 1));
  return (key.starts_with(head) || key.starts_with("86" + head)) && key.ends_with(tail);
}

class TencentInquiry final : public InquiryExchange {
 public:
  TencentInquiry(std::shared_ptr<const TencentApi> api, std::string sdk_app_id, const Inquiry& inquiry,
                 Millis settle)
      : api_(std::move(api)),
        sdk_app_id_(std::move(sdk_app_id)),
        inquiry_(inquiry),
        settle_(settle),
        submitted_(to_unix_seconds(inquiry.submitted_at)) {}

  Step begin(const Moment& m) override {
    const std::int64_t now = to_unix_seconds(m.now);
    const std::int64_t from = submitted_ - kWideBefore;
    if (now - submitted_ > kStatusesKeptFor)
      return cannot_tell("the carrier keeps statuses for seven days only");
    spans_.add(std::max(from, now - kStatusesKeptFor), std::max(now, from + 1));
    return ask_statuses(m);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    const TencentAnswer answer = api_->open(reply);
    return asking_records_ ? on_records(answer, m) : on_statuses(answer, m);
  }

 private:
  // ---- Statuses by number

  Step ask_statuses(const Moment& m) {
    if (spans_.empty()) return begin_records(m);
    if (++calls_ > kMostCalls) return cannot_tell("too many statuses of this number");
    const auto [from, to] = spans_.current();
    return api_->call("PullSmsSendStatusByPhoneNumber",
                      by_phone_body(inquiry_.to.e164, sdk_app_id_, from, to), m.now);
  }

  Step on_statuses(const TencentAnswer& answer, const Moment& m) {
    if (!answer.response) {
      // This action has to be opened by the carrier's support; the records need no such thing.
      const bool not_opened = answer.fault.hold == Hold::stopped || answer.fault.verdict == Verdict::refused;
      return not_opened && !answer.fault.code.starts_with("AuthFailure") ? begin_records(m)
                                                                         : faulted(answer.fault);
    }
    try {
      const std::vector<Json> items = tencent_set(*answer.response, kTencentStatusSet);
      for (const Json& item : items)
        if (std::optional<Found> found = match_status(item)) return *found;
      if (items.size() < kTencentPageLimit || !spans_.halve()) spans_.done();
    } catch (const BadInput& e) {
      return cannot_tell(e.what());
    }
    return ask_statuses(m);
  }

  std::optional<Found> match_status(const Json& item) {
    try {
      const Receipt receipt = read_tencent_status(item);
      if (number_key(receipt.e164) != number_key(inquiry_.to.e164)) return std::nullopt;
      const bool same_id = !inquiry_.carrier_id.empty() && receipt.carrier_id == inquiry_.carrier_id;
      if (!same_id && receipt.batch_key != inquiry_.batch_key) {
        if (!receipt.batch_key.empty()) others_.insert(receipt.carrier_id);
        return std::nullopt;
      }
      return Found{Answer::taken, receipt.carrier_id, receipt, {}, Hold::none, Millis(0)};
    } catch (const BadInput&) {
      return std::nullopt;  // the records will tell
    }
  }

  // ---- Send records

  Step begin_records(const Moment& m) {
    if (to_unix_seconds(m.now) - submitted_ > kRecordsKeptFor - kWideBefore)
      return cannot_tell("the carrier keeps send records for 72 hours only");
    asking_records_ = true;
    // Left out while the window is open: the carrier then looks up to its own now, which may be ahead of
    // ours.
    if (to_unix_seconds(m.now) >= submitted_ + kWideAfter + kWideBefore)
      record_end_ = submitted_ + kWideAfter;
    return ask_records(m);
  }

  Step ask_records(const Moment& m) {
    if (offset_ > kMostRecordOffset || ++calls_ > kMostCalls)
      return cannot_tell("the carrier lists no more records than these");
    JsonWriter w;
    w.object().field("PhoneNumber", inquiry_.to.e164).field("SmsSdkAppId", sdk_app_id_);
    w.field("BeginTime", submitted_ - kWideBefore);
    if (record_end_ != 0) w.field("EndTime", record_end_);
    w.field("Limit", kRecordPage).field("Offset", offset_);
    return api_->call(kRecordAction, w.end().take(), m.now);
  }

  Step on_records(const TencentAnswer& answer, const Moment& m) {
    if (!answer.response) return faulted(answer.fault);
    try {
      const std::vector<Json> items = tencent_set(*answer.response, "SendRecordSet");
      for (const Json& item : items)
        if (may_be(item.text("PhoneNumber"), inquiry_.to.e164)) note(read_record(item));
      offset_ += static_cast<std::int64_t>(items.size());
      const std::int64_t total = loose_integer(*answer.response, "TotalCount").value_or(-1);
      if (items.empty() && offset_ < total) return cannot_tell("the carrier's list is shorter than it says");
      const bool complete = total >= 0 ? offset_ >= total : items.size() < kRecordPage;
      return complete ? judge(m) : ask_records(m);
    } catch (const BadInput& e) {
      return cannot_tell(e.what());
    }
  }

  // Keeps what may be our message.
  void note(SendRecord record) {
    if (!inquiry_.carrier_id.empty()) {
      if (record.serial == inquiry_.carrier_id) candidates_.push_back(std::move(record));
      return;
    }
    const bool in_window =
        record.sent_at >= submitted_ - kWideBefore && record.sent_at <= submitted_ + kWideAfter;
    const bool submit_failed = record.status == 1;
    if (in_window && !submit_failed && !others_.contains(record.serial))
      candidates_.push_back(std::move(record));
  }

  Step judge(const Moment& m) const {
    if (candidates_.empty()) return absent(m);
    const SendRecord& record = candidates_.front();
    if (!inquiry_.carrier_id.empty()) {
      if (record.status == 1) return not_taken();
    } else {
      const bool near =
          record.sent_at >= submitted_ - kNearBefore && record.sent_at <= submitted_ + kNearAfter;
      if (candidates_.size() > 1 || !near || record.serial.empty())
        return cannot_tell("records of this number that may belong to other messages");
    }
    return Found{Answer::taken, record.serial, receipt_of(record, inquiry_), {}, Hold::none, Millis(0)};
  }

  // A record may appear late: its absence is believed only once things have settled.
  Step absent(const Moment& m) const {
    const Millis waited = m.now - inquiry_.submitted_at;
    if (waited >= settle_) return not_taken();
    Found found = cannot_tell("too early: a record may still appear");
    found.wait = settle_ - waited;
    return found;
  }

  // ---- Answers

  static Found not_taken() {
    Found found;
    found.answer = Answer::not_taken;
    return found;
  }

  static Found cannot_tell(std::string why) {
    Found found;
    found.fault = std::move(why);
    return found;
  }

  Found faulted(const Outcome& fault) const {
    const Done done =
        ended_by(fault, asking_records_ ? kRecordAction : std::string_view("PullSmsSendStatusByPhoneNumber"));
    Found found = cannot_tell(done.fault);
    found.hold = done.hold;
    found.wait = done.wait;
    return found;
  }

  const std::shared_ptr<const TencentApi> api_;
  const std::string sdk_app_id_;
  const Inquiry inquiry_;
  const Millis settle_;
  const std::int64_t submitted_;  // unix seconds
  PhoneSpans spans_;
  int calls_ = 0;
  bool asking_records_ = false;
  std::int64_t offset_ = 0, record_end_ = 0;
  std::set<std::string, std::less<>> others_;  // serial numbers known to belong to other batches
  std::vector<SendRecord> candidates_;
};

}  // namespace

std::unique_ptr<InquiryExchange> make_tencent_inquiry(std::shared_ptr<const TencentApi> api,
                                                      std::string sdk_app_id, const Inquiry& inquiry,
                                                      Millis settle) {
  return std::make_unique<TencentInquiry>(std::move(api), std::move(sdk_app_id), inquiry, settle);
}

}  // namespace huiyin
