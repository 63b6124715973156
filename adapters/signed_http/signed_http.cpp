// Provincial platforms, each described by one TOML file: the carrier, put together from its parts.
#include "adapters/registry.h"
#include "adapters/signed_http/platform_call.h"
#include "adapters/signed_http/platform_document.h"
#include "adapters/signed_http/platform_reader.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"platform", SettingType::text, "", "", true,
     "the platform: a ready one (telecom_air, unicom_ums, ctyun), or the path of a file of one's own"},
    {"endpoint", SettingType::text, "", "", true, "address of the platform, as the operator assigned it"},
    {"plain_http", SettingType::boolean, "", "false", false,
     "the address may be http://: only over a line of one's own, for numbers and texts are readable on the "
     "way"},
    {"pinned_key", SettingType::text, "", "", false,
     "public key of the platform, \"sha256//…\", where its certificate is not of a known authority"},
    {"user", SettingType::text, "", "", false, "{user}: login, appKey or access key"},
    {"secret", SettingType::secret, "", "", false, "{secret}: password, appSecret or secret key"},
    {"code", SettingType::text, "", "", false, "{code}: code of the enterprise (SpCode, ecName)"},
    {"service", SettingType::text, "", "", false, "{service}: service number before extensions"},
    {"sign", SettingType::text, "", "", false, "{sign}: code of the signature, where the platform has one"},
    {"param_names", SettingType::text, "", "", false,
     "names of the templates' parameters: \"SMS_1=name,no; SMS_2=case\"; others have p1, p2, …"},
    {"pull_interval", SettingType::integer, "ms", "5000", false, "pause after a pull that brought nothing"},
    kTimeoutSetting,
};

Platform read_account_platform(const CarrierSettings& s) {
  const std::string& file = s.text("platform");
  const bool ready = file.find_first_of("/.") == std::string::npos;
  Platform platform = read_platform(s.text("platform_toml"), ready ? file + ".toml" : file);
  for (const std::string& name : platform.needs)
    if (name == "secret" ? s.secret(name).empty() : s.text(name).empty())
      throw BadInput(name, "is needed by this platform");
  return platform;
}

// A password itself never leaves this machine in the open, whatever the line.
PlatformAccount read_platform_account(const CarrierSettings& s, bool secret_in_request) {
  PlatformAccount account;
  account.endpoint =
      read_endpoint(s.text("endpoint"), "endpoint", s.flag("plain_http") && !secret_in_request);
  for (const char* name : {"user", "code", "service", "sign"}) account.values[name] = s.text(name);
  account.values["secret"] = s.secret("secret").reveal();
  account.values["push_url"] = s.push_url().reveal();
  account.pinned_key = read_pin(s, "pinned_key");
  account.timeout = read_timeout(s);
  return account;
}

std::string joined_numbers(const SubmitBatch& batch, bool e164) {
  std::string out;
  for (const Recipient& r : batch.to)
    out += (out.empty() ? "" : ",") + (e164 ? r.e164 : domestic_number(r.e164));
  return out;
}

std::string json_list(const std::vector<std::string>& texts) {
  JsonWriter w;
  w.array();
  for (const std::string& text : texts) w.value(text);
  return w.end().take();
}

std::string without_signature(const SmsContent& content) {
  const std::string head = "【" + content.signature + "】";
  return !content.signature.empty() && starts_with(content.text, head) ? content.text.substr(head.size())
                                                                       : content.text;
}

// Six digits from the end of our key, which counts attempts: no two of one second are alike.
std::string six_digits(std::string_view key) {
  const std::size_t dash = key.rfind('-');
  std::uint64_t n = 0;
  for (const char c : dash == std::string_view::npos ? key : key.substr(dash + 1))
    n = n * 36 + (c >= '0' && c <= '9'   ? static_cast<std::uint64_t>(c - '0')
                  : c >= 'a' && c <= 'z' ? static_cast<std::uint64_t>(c - 'a' + 10)
                                         : 0);
  const std::string digits = std::to_string(n % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

// Gives out what waits, a list or nothing.
class PlatformPullRound final : public Exchange {
 public:
  PlatformPullRound(const Platform& platform, const PlatformPull& pull, const PlatformItems& items,
                    const PlatformAccount& account, std::string_view kind)
      : platform_(platform), pull_(pull), items_(items), account_(account), kind_(kind) {}

  Step begin(const Moment& m) override {
    return platform_call(platform_, pull_.request, account_, values_of_moment(m));
  }

  Step on_reply(const HttpReply& reply, const Moment&) override {
    const std::string& path = pull_.request.path;
    if (const std::optional<Outcome> decided = decided_by_status(reply)) {
      end_ = ended_by(*decided, path);
      end_.may_have_lost = pull_.destructive && decided->verdict == Verdict::unknown;
      return end_;
    }
    try {
      const Json answer = platform_document(reply.body, items_.body, platform_.charset);
      if (!has_path(answer, items_.list)) throw BadInput(items_.list, "is missing");
      const std::vector<Json> items = list_at(answer, items_.list);
      if (items.empty()) return end_;
      if (!all_have(items, items_.has)) throw BadInput(items_.has, "is missing");
      end_.more = pull_.destructive;
    } catch (const BadInput& e) {  // perhaps the only copy: a person shall look at it
      end_.fault = path + ": unreadable answer: " + e.what();
      end_.may_have_lost = pull_.destructive;
      end_.wait = Millis(30'000);
      if (reply.body.empty()) return end_;
    }
    return Keep{std::string(kind_), reply.body, {}};
  }

  Step on_kept(const Moment&) override { return end_; }

 private:
  const Platform& platform_;
  const PlatformPull& pull_;
  const PlatformItems& items_;
  const PlatformAccount& account_;
  const std::string_view kind_;
  Done end_;
};

class SignedHttp final : public HttpCarrier {
 public:
  explicit SignedHttp(const CarrierSettings& s)
      : platform_(read_account_platform(s)),
        account_(read_platform_account(s, platform_.secret_in_request)),
        secret_(s.secret("secret")),
        names_(s.text("param_names"), "param_names"),
        interval_(in_range(s, "pull_interval", 100, 3'600'000)) {}

  HttpCall submit(const SubmitBatch& batch, const Moment& m) const override {
    PlatformValues values = values_of_moment(m);
    values["number"] = platform_.e164 ? batch.to.front().e164 : domestic_number(batch.to.front().e164);
    values["numbers"] = joined_numbers(batch, platform_.e164);
    values["text"] = batch.content.text;
    values["bare_text"] = without_signature(batch.content);
    values["signature"] = batch.content.signature;
    values["template"] = batch.content.template_code;
    values["params"] = json_list(batch.content.template_params);
    values["params_object"] = names_.json(batch.content);
    values["batch_key"] = batch.key;
    values["batch_number"] = six_digits(batch.key);
    values["extension"] = batch.extension;
    return platform_call(platform_, platform_.submit, account_, std::move(values));
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return platform_outcomes(platform_, batch, reply, secret_);
  }

  std::vector<PullPlan> pulls() const override {
    std::vector<PullPlan> plans;
    if (platform_.pull_replies) plans.push_back({"reply", interval_, 10});
    if (platform_.pull_receipts) plans.push_back({"status", interval_, 10});
    return plans;
  }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view) const override {
    if (plan == "reply" && platform_.pull_replies)
      return std::make_unique<PlatformPullRound>(platform_, *platform_.pull_replies, *platform_.replies,
                                                 account_, kPlatformReplies);
    if (plan == "status" && platform_.pull_receipts)
      return std::make_unique<PlatformPullRound>(platform_, *platform_.pull_receipts, *platform_.receipts,
                                                 account_, kPlatformReceipts);
    return nullptr;
  }

  PushAnswer on_push(const PushRequest& request) const override {
    return judge_platform_push(platform_, request);
  }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_platform_items(platform_, kind, bytes, account_.values.at("service"));
  }

 private:
  const Platform platform_;
  const PlatformAccount account_;
  const Secret secret_;
  const ParameterNames names_;
  const Millis interval_;
};

// Of every platform. One number a request: no platform's limit is confirmed, and a receipt that names a
// request then names one message.
constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 1,
    .takes_text = true,
    .echoes_batch_key = false,
    .echoes_extension = true,
    .query = Capability::Query::none,
    .receipts_pulled = true,
    .receipts_pushed = true,
    .replies_pulled = true,
    .replies_pushed = true,
    .pull_is_destructive = true,
};

}  // namespace

extern const CarrierKind kCarrier_signed_http;
const CarrierKind kCarrier_signed_http{
    "signed_http",
    "Provincial platform by a file of its own",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<SignedHttp>(s); },
    nullptr,
};

}  // namespace huiyin
