#include "adapters/aliyun/inquiry.h"

#include <algorithm>

namespace huiyin {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAction = "QuerySendDetails";
constexpr int kPage = 50;
constexpr int kMostPages = 40;
constexpr Millis kKeptFor = std::chrono::days(29);
// Clocks differ, queues are slow: a message may be filed this far from our submit.
constexpr Millis kBefore = 5min, kAfter = 15min;

std::string beijing_day(TimePoint t) {
  const std::string text = to_beijing_time(t);
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

std::vector<Json> details_of(const Json& body) {
  const std::optional<Json> outer = body.find("SmsSendDetailDTOs");
  if (!outer || outer->is_null()) return {};
  const std::optional<Json> list = outer->find("SmsSendDetailDTO");
  return list && !list->is_null() ? list->items() : std::vector<Json>();
}

class AliyunInquiry final : public InquiryExchange {
 public:
  AliyunInquiry(std::shared_ptr<const AliyunApi> api, const Inquiry& inquiry, Millis settle)
      : api_(std::move(api)), inquiry_(inquiry), settle_(settle) {
    days_ = {beijing_day(inquiry.submitted_at)};
    for (const TimePoint t : {inquiry.submitted_at - kBefore, inquiry.submitted_at + kAfter})
      if (beijing_day(t) != days_.front()) days_.push_back(beijing_day(t));
  }

  Step begin(const Moment& m) override {
    if (m.now - inquiry_.submitted_at > kKeptFor)
      return could_not_tell("the carrier keeps send details for 30 days only");
    return ask(m);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    const AliyunAnswer answer = api_->open(reply);
    if (!answer.body) return could_not_tell(answer.fault, kAction);
    try {
      const std::vector<Json> details = details_of(*answer.body);
      for (const Json& detail : details)
        if (const std::optional<Found> found = match(detail)) return *found;
      listed_ += static_cast<std::int64_t>(details.size());
      const std::optional<std::int64_t> total = loose_integer(*answer.body, "TotalCount");
      if (!total) return could_not_tell("QuerySendDetails: the answer has no TotalCount");
      if (listed_ < *total && !details.empty()) return next_page(m);
      if (listed_ < *total) return could_not_tell("QuerySendDetails: the list is shorter than it says");
    } catch (const BadInput& e) {
      return could_not_tell(std::string("QuerySendDetails: ") + e.what());
    }
    return next_day(m);
  }

 private:
  HttpCall ask(const Moment& m) const {
    Parameters query;
    if (!inquiry_.carrier_id.empty()) query.emplace_back("BizId", inquiry_.carrier_id);
    query.emplace_back("CurrentPage", std::to_string(page_));
    query.emplace_back("PageSize", std::to_string(kPage));
    query.emplace_back("PhoneNumber", domestic_number(inquiry_.to.e164));
    query.emplace_back("SendDate", days_[day_]);
    return api_->call(kAction, query, {}, m);
  }

  Step next_page(const Moment& m) {
    if (++page_ > kMostPages) return could_not_tell("QuerySendDetails: too many messages to this number");
    return ask(m);
  }

  Step next_day(const Moment& m) {
    page_ = 1;
    listed_ = 0;
    if (++day_ < days_.size()) return ask(m);
    if (doubtful_) return could_not_tell("records of this number that may belong to this message");
    return absent(m);
  }

  std::optional<Found> match(const Json& detail) {
    if (number_key(detail.text_or("PhoneNum", inquiry_.to.e164)) != number_key(inquiry_.to.e164))
      return std::nullopt;
    const std::string key = detail.text_or("OutId", "");
    if (key == inquiry_.batch_key) return taken(detail);
    if (key.empty()) note_keyless(detail);
    return std::nullopt;
  }

  // A record without our key is somebody else's, unless it was filed when ours was sent.
  void note_keyless(const Json& detail) {
    const auto sent = read_beijing_time(detail.text_or("SendDate", ""));
    doubtful_ = doubtful_ || !sent ||
                (*sent >= inquiry_.submitted_at - kBefore && *sent <= inquiry_.submitted_at + kAfter);
  }

  Found taken(const Json& detail) const {
    Found found;
    found.answer = Answer::taken;
    found.carrier_id = inquiry_.carrier_id;
    const std::int64_t status = loose_integer(detail, "SendStatus").value_or(0);
    if (status != 2 && status != 3) return found;
    Receipt receipt;
    receipt.carrier_id = inquiry_.carrier_id;
    receipt.batch_key = inquiry_.batch_key;
    receipt.e164 = inquiry_.to.e164;
    receipt.state = status == 3 ? ReceiptState::delivered : ReceiptState::undelivered;
    receipt.code = carrier_code(detail.text_or("ErrCode", ""));
    receipt.at = read_beijing_time(detail.text_or("ReceiveDate", "")).value_or(TimePoint{});
    found.receipt = receipt;
    return found;
  }

  // A record may appear late: its absence is believed only once things have settled.
  Step absent(const Moment& m) const {
    const Millis waited = m.now - inquiry_.submitted_at;
    if (waited < settle_) {
      Found found = could_not_tell("too early: a record may still appear");
      found.wait = settle_ - waited;
      return found;
    }
    Found found;
    found.answer = Answer::not_taken;
    return found;
  }

  const std::shared_ptr<const AliyunApi> api_;
  const Inquiry inquiry_;
  const Millis settle_;
  std::vector<std::string> days_;  // as Beijing counts them
  std::size_t day_ = 0;
  int page_ = 1;
  std::int64_t listed_ = 0;
  bool doubtful_ = false;
};

}  // namespace

std::unique_ptr<InquiryExchange> make_aliyun_inquiry(std::shared_ptr<const AliyunApi> api,
                                                     const Inquiry& inquiry, Millis settle) {
  return std::make_unique<AliyunInquiry>(std::move(api), inquiry, settle);
}

}  // namespace huiyin
