// Tencent Cloud SMS, API 2021-01-11: the carrier, put together from its parts.
#include "adapters/registry.h"
#include "adapters/tencent/inquiry.h"
#include "adapters/tencent/pull.h"
#include "adapters/tencent/push.h"
#include "adapters/tencent/reader.h"
#include "adapters/tencent/submit.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://sms.tencentcloudapi.com", false, "address of the API"},
    kTencentRegion,
    kTencentSecretId,
    kTencentSecretKey,
    kTencentStsToken,
    {"sdk_app_id", SettingType::text, "", "", true, "SmsSdkAppId of the application, from the SMS console"},
    {"sign_name", SettingType::text, "", "", false,
     "signature, without brackets, where a message names none"},
    {"sender_id", SettingType::text, "", "", false, "SenderId, for numbers outside mainland China only"},
    {"pull_replies", SettingType::boolean, "", "true", false,
     "pull replies (PullSmsReplyStatus); only one puller a sdk_app_id"},
    {"pull_receipts", SettingType::boolean, "", "true", false,
     "pull receipts (PullSmsSendStatus); only one puller a sdk_app_id"},
    {"pull_interval", SettingType::integer, "ms", "2000", false, "pause after a pull that brought nothing"},
    {"inquiry_settle", SettingType::integer, "s", "120", false,
     "how long after a lost answer the carrier's \"no such message\" is believed"},
    kTencentLanguage,
    kTencentTimeout,
};

class Tencent final : public HttpCarrier {
 public:
  explicit Tencent(const CarrierSettings& s)
      : api_(std::make_shared<TencentApi>(s, "2021-01-11")),
        sender_{s.text("sdk_app_id"), s.text("sign_name"), s.text("sender_id")},
        pull_replies_(s.flag("pull_replies")),
        pull_receipts_(s.flag("pull_receipts")),
        interval_(s.integer("pull_interval")),
        settle_(std::chrono::seconds(s.integer("inquiry_settle"))) {
    if (sender_.sdk_app_id.empty()) throw BadInput("sdk_app_id", "is missing");
    if (interval_ < Millis(100)) throw BadInput("pull_interval", "must be at least 100 ms");
    if (settle_ < Millis(0) || settle_ > std::chrono::hours(24))
      throw BadInput("inquiry_settle", "must be 0 to 86400 s");
  }

  HttpCall submit(const SubmitBatch& batch, const Moment& m) const override {
    return api_->call("SendSms", send_sms_body(batch, sender_), m.now);
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return send_sms_outcomes(batch, reply, *api_);
  }

  std::vector<PullPlan> pulls() const override {
    std::vector<PullPlan> plans;
    if (pull_replies_) plans.push_back({"reply", interval_, 100});
    if (pull_receipts_) plans.push_back({"status", interval_, 100});
    return plans;
  }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view) const override {
    const TencentPull* found = find_tencent_pull(plan);
    return found == nullptr ? nullptr : make_queue_pull(api_, sender_.sdk_app_id, *found);
  }

  std::unique_ptr<Exchange> recover(std::string_view plan, std::string_view e164,
                                    TimePoint since) const override {
    const TencentPull* found = find_tencent_pull(plan);
    return found == nullptr ? nullptr
                            : make_recovery(api_, sender_.sdk_app_id, *found, std::string(e164), since);
  }

  std::unique_ptr<InquiryExchange> inquire(const Inquiry& inquiry) const override {
    return make_tencent_inquiry(api_, sender_.sdk_app_id, inquiry, settle_);
  }

  PushAnswer on_push(const PushRequest& request) const override { return judge_tencent_push(request); }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_tencent(kind, bytes);
  }

 private:
  const std::shared_ptr<const TencentApi> api_;
  const TencentSender sender_;
  const bool pull_replies_, pull_receipts_;
  const Millis interval_, settle_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 200,
    .takes_text = false,
    .echoes_batch_key = true,
    .echoes_extension = true,
    .query = Capability::Query::by_number,
    .receipts_pulled = true,
    .receipts_pushed = true,
    .replies_pulled = true,
    .replies_pushed = true,
    .pull_is_destructive = true,
    .idempotent = false,
    .max_parts = 10,
    .submits_per_second = 3000,
    .inquiries_per_second = 20,
};

}  // namespace

extern const CarrierKind kCarrier_tencent;
const CarrierKind kCarrier_tencent{
    "tencent",
    "Tencent Cloud SMS, API 2021-01-11",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<Tencent>(s); },
    nullptr,
};

}  // namespace huiyin
