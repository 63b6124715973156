// Twilio Programmable Messaging, API 2010-04-01: the carrier, put together from its parts.
#include "adapters/registry.h"
#include "adapters/twilio/api.h"
#include "adapters/twilio/pull.h"
#include "adapters/twilio/reader.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kTwiml = R"(<?xml version="1.0" encoding="UTF-8"?><Response></Response>)";

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://api.twilio.com", false, "address of the API"},
    {"account_sid", SettingType::text, "", "", true, "AccountSid"},
    {"auth_token", SettingType::secret, "", "", true,
     "AuthToken: signs webhooks, and calls without an API key"},
    {"key_sid", SettingType::text, "", "", false, "API key for calls; empty: account_sid and auth_token"},
    {"key_secret", SettingType::secret, "", "", false, "its secret"},
    {"sender", SettingType::text, "", "", true,
     "sender number, like +15005550006, or the MessagingServiceSid, MG…"},
    {"status_callback", SettingType::boolean, "", "true", false,
     "name our push address in every request (needs hooks.public_url)"},
    {"validity", SettingType::integer, "s", "14400", false,
     "how long the carrier tries, up to 36000; 0: its default"},
    {"pull_replies", SettingType::boolean, "", "true", false, "read replies from the message list"},
    {"pull_receipts", SettingType::boolean, "", "true", false,
     "read ends of messages from the list too; webhooks cost less"},
    {"overlap", SettingType::integer, "s", "1800", false, "how far each round reads the list again"},
    {"pull_interval", SettingType::integer, "ms", "10000", false, "pause after a round"},
    {"inquiry_settle", SettingType::integer, "s", "300", false,
     "how long after a lost answer the carrier's \"no such message\" is believed"},
    kTimeoutSetting,
};

class Twilio final : public HttpCarrier {
 public:
  explicit Twilio(const CarrierSettings& s)
      : api_(std::make_shared<TwilioApi>(s)),
        sender_(needed_token(s, "sender")),
        from_(starts_with(sender_, "MG") ? "" : sender_),
        push_url_(s.push_url()),
        callback_(s.flag("status_callback")),
        validity_(in_range(s, "validity", 0, 36'000)),
        pull_replies_(s.flag("pull_replies")),
        pull_receipts_(s.flag("pull_receipts")),
        overlap_(in_range(s, "overlap", 60, 172'800)),
        interval_(in_range(s, "pull_interval", 100, 3'600'000)),
        settle_(std::chrono::seconds(in_range(s, "inquiry_settle", 0, 86'400))) {}

  HttpCall submit(const SubmitBatch& batch, const Moment&) const override {
    Parameters form = {{"To", batch.to.front().e164}};
    if (callback_ && !push_url_.empty()) form.emplace_back("StatusCallback", push_url_.reveal());
    if (validity_ > 0) form.emplace_back("ValidityPeriod", std::to_string(validity_));
    form.emplace_back(from_.empty() ? "MessagingServiceSid" : "From", sender_);
    if (!batch.content.text.empty() || batch.content.template_code.empty()) {
      form.emplace_back("Body", batch.content.text);
    } else {
      form.emplace_back("ContentSid", batch.content.template_code);
      form.emplace_back("ContentVariables", variables_of(batch.content));
    }
    return api_->post("/Messages.json", form);
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return std::vector<Outcome>(batch.to.size(), read_submitted(batch, reply));
  }

  std::vector<PullPlan> pulls() const override {
    std::vector<PullPlan> plans;
    if (pull_replies_) plans.push_back({"reply", interval_, 10});
    if (pull_receipts_) plans.push_back({"status", interval_, 10});
    return plans;
  }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view cursor) const override {
    if (plan != "reply" && plan != "status") return nullptr;
    return make_twilio_pull(api_, {plan == "reply", from_, overlap_}, cursor);
  }

  std::unique_ptr<InquiryExchange> inquire(const Inquiry& inquiry) const override {
    return make_twilio_inquiry(api_, inquiry, from_, settle_);
  }

  PushAnswer on_push(const PushRequest& request) const override;

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_twilio(kind, bytes);
  }

 private:
  static std::string variables_of(const SmsContent& content) {
    JsonWriter w;
    w.object();
    for (std::size_t i = 0; i < content.template_params.size(); ++i)
      w.field(std::to_string(i + 1), content.template_params[i]);
    return w.end().take();
  }

  Outcome read_submitted(const SubmitBatch& batch, const HttpReply& reply) const {
    const TwilioAnswer answer = api_->open(reply);
    if (!answer.body) return answer.fault;
    try {
      if (number_key(answer.body->text("to")) != number_key(batch.to.front().e164))
        return unknown_outcome("an answer about another number");
      const std::string status = answer.body->text("status");
      Outcome outcome;
      outcome.carrier_id = answer.body->text("sid");
      if (outcome.carrier_id.empty() || status == "failed" || status == "canceled")
        return unknown_outcome("neither accepted nor refused");
      outcome.verdict = Verdict::accepted;
      outcome.code = carrier_code(status);
      outcome.parts = static_cast<int>(
          std::clamp<std::int64_t>(loose_integer(*answer.body, "num_segments").value_or(0), 0, 1000));
      return outcome;
    } catch (const BadInput& e) {
      return unreadable_answer(e);
    }
  }

  // The address that the carrier signed: ours, with the query it called.
  std::string called_url(const PushRequest& request) const {
    const std::size_t mark = request.url.find('?');
    return push_url_.reveal() + (mark == std::string::npos ? "" : request.url.substr(mark));
  }

  PushAnswer judge_json(const PushRequest& request, const std::string& signature) const;

  const std::shared_ptr<const TwilioApi> api_;
  const std::string sender_, from_;  // from_: the sender where it is a number
  const Secret push_url_;
  const bool callback_;
  const std::int64_t validity_;
  const bool pull_replies_, pull_receipts_;
  const std::chrono::seconds overlap_;
  const Millis interval_, settle_;
};

std::string header_in(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

PushAnswer Twilio::on_push(const PushRequest& request) const {
  if (request.method != "POST") return refused_push(405, "is not a POST");
  if (push_url_.empty())
    return refused_push(503, "hooks.public_url is not set: the signature can't be checked");
  const std::string signature = header_in(request.headers, "x-twilio-signature");
  if (starts_with(header_in(request.headers, "content-type"), "application/json"))
    return judge_json(request, signature);
  try {
    const Parameters form = read_form(request.body);
    if (!twilio_signature_is_right(called_url(request), form, signature, api_->auth_token()))
      return refused_push(403, "its signature is wrong");
    const bool status = !value_of(form, "MessageStatus").empty();
    read_twilio(status ? kTwilioStatusPush : kTwilioReplyPush, request.body);
    PushAnswer answer = taken_push(status ? kTwilioStatusPush : kTwilioReplyPush, std::string(kTwiml));
    answer.content_type = "text/xml";
    return answer;
  } catch (const BadInput& e) {
    return refused_push(400, e.what());
  }
}

// The signature covers the address alone, and the address the body's digest.
PushAnswer Twilio::judge_json(const PushRequest& request, const std::string& signature) const {
  const std::string url = called_url(request);
  const std::size_t mark = url.find('?');
  try {
    const Parameters query =
        read_form(mark == std::string::npos ? "" : std::string_view(url).substr(mark + 1));
    if (!twilio_signature_is_right(url, {}, signature, api_->auth_token()) ||
        !equal_in_constant_time(value_of(query, "bodySHA256"), to_hex(sha256(request.body))))
      return refused_push(403, "its signature is wrong");
    (void)Json::parse(request.body);
    return taken_push(kTwilioEventPush, "{}");
  } catch (const BadInput& e) {
    return refused_push(400, e.what());
  }
}

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 1,
    .takes_text = true,
    .echoes_batch_key = false,
    .echoes_extension = false,
    .query = Capability::Query::by_number,
    .receipts_pulled = true,
    .receipts_pushed = true,
    .replies_pulled = true,
    .replies_pushed = true,
    .pull_is_destructive = false,
    .idempotent = false,
    .max_parts = 10,
    .submits_per_second = 0,
    .inquiries_per_second = 10,
};

}  // namespace

extern const CarrierKind kCarrier_twilio;
const CarrierKind kCarrier_twilio{
    "twilio",
    "Twilio Programmable Messaging, API 2010-04-01",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<Twilio>(s); },
    nullptr,
};

}  // namespace huiyin
