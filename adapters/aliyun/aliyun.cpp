// Alibaba Cloud SMS (dysmsapi 2017-05-25): the carrier, put together from its parts.
#include "adapters/aliyun/inquiry.h"
#include "adapters/aliyun/pull.h"
#include "adapters/aliyun/reader.h"
#include "adapters/aliyun/submit.h"
#include "adapters/registry.h"

namespace huiyin {
namespace {

constexpr std::string_view kVersion = "2017-05-25";

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://dysmsapi.aliyuncs.com", false, "address of the SMS API"},
    kAliyunKeyId,
    kAliyunKeySecret,
    kAliyunToken,
    kAliyunSignature,
    {"sign_name", SettingType::text, "", "", false,
     "signature, without brackets, where a message names none"},
    {"param_names", SettingType::text, "", "", false,
     "names of the templates' parameters: \"SMS_1=name,no; SMS_2=case\"; others have p1, p2, …"},
    {"queue_replies", SettingType::text, "", "", false,
     "queue of replies, like Alicom-Queue-1234-SmsUp; empty: not pulled"},
    {"queue_receipts", SettingType::text, "", "", false,
     "queue of receipts, like Alicom-Queue-1234-SmsReport; empty: not pulled"},
    {"token_endpoint", SettingType::text, "", "https://dybaseapi.aliyuncs.com", false,
     "address that hands out the queues' tokens"},
    {"queue_endpoint", SettingType::text, "", "https://1943695596114318.mns.cn-hangzhou.aliyuncs.com", false,
     "address of the queues"},
    {"queue_wait", SettingType::integer, "s", "5", false,
     "how long a queue is asked to wait for a message, 0 to 30"},
    {"pull_interval", SettingType::integer, "ms", "1000", false, "pause after a pull that brought nothing"},
    {"inquiry_settle", SettingType::integer, "s", "120", false,
     "how long after a lost answer the carrier's \"no such message\" is believed"},
    kTimeoutSetting,
};

std::string queue_name(const CarrierSettings& s, std::string_view setting) {
  const std::string name = optional_token(s, setting);
  if (name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") !=
      std::string::npos)
    throw BadInput(std::string(setting), "may have letters, digits and hyphens only");
  return name;
}

std::shared_ptr<const MnsQueue> make_queue(const CarrierSettings& s, std::string_view setting) {
  const std::string name = queue_name(s, setting);
  const Endpoint endpoint = read_endpoint(s.text("queue_endpoint"), "queue_endpoint");
  const auto wait = static_cast<int>(in_range(s, "queue_wait", 0, 30));
  if (name.empty()) return nullptr;
  return std::make_shared<MnsQueue>(endpoint, name, wait, read_timeout(s));
}

class Aliyun final : public HttpCarrier {
 public:
  explicit Aliyun(const CarrierSettings& s)
      : api_(std::make_shared<AliyunApi>(s, "endpoint", std::string(kVersion))),
        tokens_(std::make_shared<AliyunApi>(s, "token_endpoint", std::string(kVersion))),
        sender_{s.text("sign_name"), ParameterNames(s.text("param_names"), "param_names")},
        replies_(make_queue(s, "queue_replies")),
        receipts_(make_queue(s, "queue_receipts")),
        long_poll_(s.integer("queue_wait") > 0),
        interval_(in_range(s, "pull_interval", 100, 3'600'000)),
        settle_(std::chrono::seconds(in_range(s, "inquiry_settle", 0, 86'400))) {}

  HttpCall submit(const SubmitBatch& batch, const Moment& m) const override {
    return send_sms_call(batch, sender_, *api_, m);
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return send_sms_outcomes(batch, reply, *api_);
  }

  std::vector<PullPlan> pulls() const override {
    std::vector<PullPlan> plans;
    if (replies_) plans.push_back({"reply", interval_, 0});
    if (receipts_) plans.push_back({"status", interval_, 0});
    return plans;
  }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view) const override {
    if (plan == "reply" && replies_)
      return make_mns_pull(tokens_, replies_, {"SmsUp", kAliyunReplyPull}, long_poll_);
    if (plan == "status" && receipts_)
      return make_mns_pull(tokens_, receipts_, {"SmsReport", kAliyunStatusPull}, long_poll_);
    return nullptr;
  }

  std::unique_ptr<InquiryExchange> inquire(const Inquiry& inquiry) const override {
    return make_aliyun_inquiry(api_, inquiry, settle_);
  }

  PushAnswer on_push(const PushRequest& request) const override { return judge_aliyun_push(request); }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_aliyun(kind, bytes);
  }

 private:
  const std::shared_ptr<const AliyunApi> api_, tokens_;
  const AliyunSender sender_;
  const std::shared_ptr<const MnsQueue> replies_, receipts_;
  const bool long_poll_;
  const Millis interval_, settle_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 1000,
    .individual_limit = 100,
    .takes_text = false,
    .echoes_batch_key = true,
    .echoes_extension = true,
    .query = Capability::Query::by_number,
    .receipts_pulled = true,
    .receipts_pushed = true,
    .replies_pulled = true,
    .replies_pushed = true,
    .pull_is_destructive = false,
    .idempotent = false,
    .max_parts = 10,
    .submits_per_second = 5000,
    .inquiries_per_second = 100,
};

}  // namespace

extern const CarrierKind kCarrier_aliyun;
const CarrierKind kCarrier_aliyun{
    "aliyun",
    "Alibaba Cloud SMS, API 2017-05-25",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<Aliyun>(s); },
    nullptr,
};

}  // namespace huiyin
