// Huawei Cloud SMS (MSGSMS): the carrier, put together from its parts.
#include "adapters/huawei/reader.h"
#include "adapters/huawei/submit.h"
#include "adapters/registry.h"
#include "adapters/web.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://smsapi.cn-north-4.myhuaweicloud.com", false,
     "address of the API; older deployments have a port, like :10743"},
    {"app_key", SettingType::text, "", "", true, "APP_Key of the SMS application"},
    {"app_secret", SettingType::secret, "", "", true, "its APP_Secret"},
    {"auth", SettingType::text, "", "sdk_hmac", false,
     "sdk_hmac (SDK-HMAC-SHA256), or wsse for older deployments"},
    {"sender", SettingType::text, "", "", true, "channel number of the signature, like csms12345678"},
    {"universal", SettingType::boolean, "", "false", false,
     "the templates are universal: the signature's name is sent along"},
    {"sign_name", SettingType::text, "", "", false,
     "signature, without brackets, for universal templates where a message names none"},
    {"status_callback", SettingType::boolean, "", "true", false,
     "name our push address in every request (needs hooks.public_url); else the console's is used"},
    {"push_key", SettingType::text, "", "", false,
     "key of the push credentials, where the console has them; empty: unsigned"},
    {"push_secret", SettingType::secret, "", "", false, "its secret"},
    {"opt_out_codes", SettingType::text, "", "MBBLACK,TDBLACK,REJECTD", false,
     "receipt codes that say that the person refuses our messages"},
    kTimeoutSetting,
};

HuaweiSender read_sender(const CarrierSettings& s) {
  HuaweiSender sender;
  sender.endpoint = read_endpoint(s.text("endpoint"), "endpoint");
  sender.from = needed_token(s, "sender");
  sender.sign_name = s.text("sign_name");
  sender.universal = s.flag("universal");
  if (s.flag("status_callback")) sender.status_callback = s.push_url();
  sender.timeout = read_timeout(s);
  return sender;
}

class Huawei final : public HttpCarrier {
 public:
  explicit Huawei(const CarrierSettings& s)
      : auth_(s),
        sender_(read_sender(s)),
        opt_out_codes_(read_codes(s.text("opt_out_codes"))),
        push_url_(s.push_url()),
        push_key_(optional_token(s, "push_key")),
        push_secret_(s.secret("push_secret")) {
    if (!push_key_.empty() && push_secret_.empty())
      throw BadInput("push_secret", "is missing: push_key needs it");
  }

  HttpCall submit(const SubmitBatch& batch, const Moment& m) const override {
    return huawei_submit_call(batch, sender_, auth_, m);
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return huawei_outcomes(batch, reply, auth_.secret());
  }

  PushAnswer on_push(const PushRequest& request) const override {
    if (request.method != "POST") return refused_push(405, "is not a POST");
    try {
      if (!push_key_.empty() && !is_signed(request)) return refused_push(401, "its signature is wrong");
      return taken_push(huawei_push_kind(request.body), R"({"code":"000000"})");
    } catch (const BadInput& e) {
      return refused_push(400, e.what());
    }
  }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_huawei(kind, bytes, opt_out_codes_);
  }

 private:
  // The address as the carrier knows it: what it calls may be rewritten on the way to us.
  bool is_signed(const PushRequest& request) const {
    const std::string& url = push_url_.reveal();
    const std::size_t scheme = url.find("//");
    const std::size_t path = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 2);
    const std::size_t mark = request.url.find('?');
    const std::string query = mark == std::string::npos ? "" : request.url.substr(mark + 1);
    return path != std::string::npos && sdk_hmac_push_is_genuine(url.substr(path), query, request.headers,
                                                                 request.body, push_key_, push_secret_);
  }

  const HuaweiAuth auth_;
  const HuaweiSender sender_;
  const CodeSet opt_out_codes_;
  const Secret push_url_;
  const std::string push_key_;
  const Secret push_secret_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 500,
    .individual_limit = 100,
    .takes_text = false,
    .echoes_batch_key = true,
    .echoes_extension = false,
    .query = Capability::Query::none,
    .receipts_pulled = false,
    .receipts_pushed = true,
    .replies_pulled = false,
    .replies_pushed = true,
    .pull_is_destructive = false,
    .idempotent = false,
    .max_parts = 10,
};

}  // namespace

extern const CarrierKind kCarrier_huawei;
const CarrierKind kCarrier_huawei{
    "huawei",
    "Huawei Cloud SMS (MSGSMS), existing contracts only",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<Huawei>(s); },
    nullptr,
};

}  // namespace huiyin
