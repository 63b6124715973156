// Tencent Cloud Contact Center, API 2020-02-10: hotline calls with their transcripts. Intake only.
#include "adapters/registry.h"
#include "adapters/tencent/api.h"
#include "adapters/tencent_ccc/pull.h"
#include "adapters/tencent_ccc/reader.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://ccc.tencentcloudapi.com", false, "address of the API"},
    kTencentRegion,
    kTencentSecretId,
    kTencentSecretKey,
    kTencentStsToken,
    {"sdk_app_id", SettingType::integer, "", "", true, "SdkAppId of the contact centre"},
    {"pull_interval", SettingType::integer, "ms", "60000", false, "pause after a round that brought nothing"},
    {"look_back", SettingType::integer, "s", "86400", false, "how far the very first round looks back"},
    {"overlap", SettingType::integer, "s", "7200", false,
     "how far each round reads again: longer than a call and the carrier's delay in listing it"},
    {"transcript_wait", SettingType::integer, "s", "21600", false,
     "how long a call waits for its transcript before it is taken in without"},
    kTencentLanguage,
    kTencentTimeout,
};

std::int64_t within(const CarrierSettings& s, std::string_view name, std::int64_t least, std::int64_t most) {
  const std::int64_t value = s.integer(name);
  if (value < least || value > most)
    throw BadInput(std::string(name), "must be " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

class TencentCcc final : public HttpCarrier {
 public:
  explicit TencentCcc(const CarrierSettings& s)
      : api_(std::make_shared<TencentApi>(s, "2020-02-10")),
        interval_(within(s, "pull_interval", 100, 86'400'000)) {
    pull_.sdk_app_id = within(s, "sdk_app_id", 1, 9'999'999'999);
    pull_.look_back = within(s, "look_back", 60, 179 * 86'400);
    pull_.overlap = within(s, "overlap", 0, 7 * 86'400);
    pull_.transcript_wait = within(s, "transcript_wait", 0, 30 * 86'400);
  }

  // Capability::sends is false: the daemon never comes here.
  HttpCall submit(const SubmitBatch&, const Moment&) const override { return {}; }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply&) const override {
    Outcome refused;
    refused.verdict = Verdict::refused;
    refused.words = "a contact centre does not send messages";
    return std::vector<Outcome>(batch.to.size(), refused);
  }

  std::vector<PullPlan> pulls() const override { return {{"calls", interval_, 20}}; }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view cursor) const override {
    return plan == "calls" ? make_call_pull(api_, pull_, cursor) : nullptr;
  }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_tencent_call(kind, bytes);
  }

 private:
  const std::shared_ptr<const TencentApi> api_;
  const Millis interval_;
  CallPullSettings pull_;
};

constexpr Capability kCapability{
    .sends = false,
    .batch_limit = 1,
    .takes_text = false,
    .query = Capability::Query::none,
    .inquiries_per_second = 20,
};

}  // namespace

extern const CarrierKind kCarrier_tencent_ccc;
const CarrierKind kCarrier_tencent_ccc{
    "tencent_ccc",
    "Tencent Cloud Contact Center, API 2020-02-10",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<TencentCcc>(s); },
    nullptr,
};

}  // namespace huiyin
