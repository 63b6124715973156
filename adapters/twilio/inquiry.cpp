#include "adapters/twilio/pull.h"
#include "adapters/twilio/reader.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

constexpr int kMostPages = 5;
// Created in the wide window for certain (clocks differ), in the narrow one normally.
constexpr Millis kWideBefore = 5min, kWideAfter = 15min, kNearBefore = 30s, kNearAfter = 2min;

class TwilioInquiry final : public InquiryExchange {
 public:
  TwilioInquiry(std::shared_ptr<const TwilioApi> api, const Inquiry& inquiry, std::string number,
                Millis settle)
      : api_(std::move(api)), inquiry_(inquiry), number_(std::move(number)), settle_(settle) {}

  Step begin(const Moment&) override {
    if (!inquiry_.carrier_id.empty())
      return api_->get("/Messages/" + percent_encode(inquiry_.carrier_id) + ".json", {});
    // Not by DateSent: what still waits in the carrier's queue has none.
    Parameters query = {{"To", inquiry_.to.e164}};
    if (!number_.empty()) query.emplace_back("From", number_);
    query.emplace_back("PageSize", "1000");
    return api_->get("/Messages.json", query);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    const TwilioAnswer answer = api_->open(reply);
    if (!answer.body) return could_not_tell(answer.fault, "Messages");
    try {
      return inquiry_.carrier_id.empty() ? on_list(*answer.body, m) : on_message(*answer.body);
    } catch (const BadInput& e) {
      return could_not_tell(std::string("Messages: ") + e.what());
    }
  }

 private:
  Step on_message(const Json& item) const {
    if (item.text("sid") != inquiry_.carrier_id)
      return could_not_tell("Messages: an answer about another message");
    return taken(item);
  }

  static Found taken(const Json& item) {
    Found found;
    found.answer = Answer::taken;
    found.carrier_id = item.text("sid");
    found.receipt = read_twilio_receipt(item);
    return found;
  }

  Step on_list(const Json& body, const Moment& m) {
    for (const Json& item : body.items("messages")) note(item);
    const std::string next = body.text_or("next_page_uri", "");
    if (!next.empty()) {
      if (++pages_ >= kMostPages) return could_not_tell("Messages: too many messages to this number");
      return api_->page(next);
    }
    if (near_.size() == 1 && wide_ == 1) return taken(near_.front());
    if (wide_ > 0) return could_not_tell("messages to this number that may be others of ours");
    const Millis waited = m.now - inquiry_.submitted_at;
    if (waited >= settle_) {
      Found found;
      found.answer = Answer::not_taken;
      return found;
    }
    Found found = could_not_tell("too early: the message may still be listed");
    found.wait = settle_ - waited;
    return found;
  }

  void note(const Json& item) {
    if (is_inbound(item)) return;
    const auto created = read_rfc2822(item.text("date_created"));
    if (!created) throw BadInput(item.path() + "/date_created", "is no date");
    const Millis after = *created - inquiry_.submitted_at;
    if (after < -kWideBefore || after > kWideAfter) return;
    ++wide_;
    if (after >= -kNearBefore && after <= kNearAfter) near_.push_back(item);
  }

  const std::shared_ptr<const TwilioApi> api_;
  const Inquiry inquiry_;
  const std::string number_;
  const Millis settle_;
  int pages_ = 0, wide_ = 0;
  std::vector<Json> near_;
};

}  // namespace

std::unique_ptr<InquiryExchange> make_twilio_inquiry(std::shared_ptr<const TwilioApi> api,
                                                     const Inquiry& inquiry, std::string number,
                                                     Millis settle) {
  return std::make_unique<TwilioInquiry>(std::move(api), inquiry, std::move(number), settle);
}

}  // namespace huiyin
