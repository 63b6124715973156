// China Mobile's cloud MAS (云MAS), HTTP and HTTPS mode: the carrier, put together from its parts.
#include "adapters/mas/reader.h"
#include "adapters/mas/submit.h"
#include "adapters/registry.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"endpoint", SettingType::text, "", "https://112.35.10.201:28888", false,
     "address of the platform, as the operator assigned it"},
    {"plain_http", SettingType::boolean, "", "false", false,
     "the address may be http://: only over a line of one's own, for numbers and texts are readable on the "
     "way"},
    {"pinned_key", SettingType::text, "", "", false,
     "public key of the platform, \"sha256//…\", where its certificate is not of a known authority"},
    {"text_path", SettingType::text, "", "/sms/norsubmit", false, "path that takes texts"},
    {"template_path", SettingType::text, "", "/sms/tmpsubmit", false, "path that takes templates"},
    {"ec_name", SettingType::text, "", "", true, "name of the enterprise, as registered (ecName)"},
    {"ap_id", SettingType::text, "", "", true, "login of the interface (apId)"},
    {"secret_key", SettingType::secret, "", "", true, "its password (secretKey)"},
    {"sign", SettingType::text, "", "", true, "code of the signature, not its text"},
    {"add_serial", SettingType::text, "", "", false,
     "service code and suffix, up to 20 digits; extensions are appended"},
    {"templates", SettingType::boolean, "", "false", false, "send by template where a message has one"},
    {"strip_signature", SettingType::boolean, "", "true", false,
     "take 【signature】 off the text, for the platform adds it"},
    {"send_secret", SettingType::boolean, "", "false", false,
     "put secretKey into the request, where the platform insists"},
    {"receipt_path", SettingType::text, "", "", false,
     "path to pull receipts from (not confirmed); empty: pushed only"},
    {"reply_path", SettingType::text, "", "", false,
     "path to pull replies from (not confirmed); empty: pushed only"},
    {"acknowledgement", SettingType::text, "", "", false, "body that answers a push (not confirmed)"},
    {"opt_out_codes", SettingType::text, "", "", false,
     "receipt codes that say that the person refuses our messages"},
    {"pull_interval", SettingType::integer, "ms", "5000", false, "pause after a pull that brought nothing"},
    kTimeoutSetting,
};

MasSender read_sender(const CarrierSettings& s) {
  MasSender sender;
  sender.endpoint = read_endpoint(s.text("endpoint"), "endpoint", s.flag("plain_http"));
  sender.text_path = read_path(s, "text_path");
  sender.template_path = read_path(s, "template_path");
  sender.ec_name = s.text("ec_name");
  sender.ap_id = s.text("ap_id");
  sender.sign = s.text("sign");
  sender.add_serial = s.text("add_serial");
  sender.secret_key = needed_secret(s, "secret_key");
  sender.templates = s.flag("templates");
  sender.strip_signature = s.flag("strip_signature");
  sender.send_secret = s.flag("send_secret");
  sender.pinned_key = read_pin(s, "pinned_key");
  sender.timeout = read_timeout(s);
  if (digits_of(sender.add_serial) != sender.add_serial || sender.add_serial.size() > 20)
    throw BadInput("add_serial", "must be up to 20 digits");
  for (const char* name : {"ec_name", "ap_id", "sign", "text_path", "template_path"})
    if (s.text(name).empty()) throw BadInput(name, "is missing");
  return sender;
}

// Gives out what waits, a list or []. Taken for destructive, since nothing says that it isn't.
class MasPull final : public Exchange {
 public:
  MasPull(const MasSender& sender, const std::string& path, std::string_view kind)
      : sender_(sender), path_(path), kind_(kind) {}

  Step begin(const Moment&) override {
    JsonWriter w;
    w.object().field("ecName", sender_.ec_name).field("apId", sender_.ap_id);
    w.field("secretKey", sender_.secret_key.reveal());
    return mas_call(sender_, path_, w.end().take());
  }

  Step on_reply(const HttpReply& reply, const Moment&) override {
    if (const std::optional<Outcome> decided = decided_by_status(reply)) {
      end_ = ended_by(*decided, path_);
      end_.may_have_lost = decided->verdict == Verdict::unknown;
      return end_;
    }
    const Result<Json> list = Json::try_parse(reply.body);
    if (list && list->is_array()) {
      if (list->items().empty()) return end_;
      end_.more = true;
    } else {  // perhaps the only copy: a person shall look at it
      end_.fault = path_ + ": the answer is no list";
      end_.may_have_lost = true;
      end_.wait = Millis(30'000);
      if (reply.body.empty()) return end_;
    }
    return Keep{std::string(kind_), reply.body, {}};
  }

  Step on_kept(const Moment&) override { return end_; }

 private:
  const MasSender& sender_;
  const std::string path_;
  const std::string_view kind_;
  Done end_;
};

class Mas final : public HttpCarrier {
 public:
  explicit Mas(const CarrierSettings& s)
      : sender_(read_sender(s)),
        reading_{s.text("add_serial"), read_codes(s.text("opt_out_codes"))},
        receipt_path_(read_path(s, "receipt_path")),
        reply_path_(read_path(s, "reply_path")),
        acknowledgement_(s.text("acknowledgement")),
        interval_(in_range(s, "pull_interval", 100, 3'600'000)) {}

  HttpCall submit(const SubmitBatch& batch, const Moment&) const override {
    return mas_submit_call(batch, sender_);
  }

  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const override {
    return mas_outcomes(batch, reply, sender_.secret_key);
  }

  std::vector<PullPlan> pulls() const override {
    std::vector<PullPlan> plans;
    if (!reply_path_.empty()) plans.push_back({"reply", interval_, 10});
    if (!receipt_path_.empty()) plans.push_back({"status", interval_, 10});
    return plans;
  }

  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view) const override {
    if (plan == "reply" && !reply_path_.empty())
      return std::make_unique<MasPull>(sender_, reply_path_, kMasReply);
    if (plan == "status" && !receipt_path_.empty())
      return std::make_unique<MasPull>(sender_, receipt_path_, kMasStatus);
    return nullptr;
  }

  PushAnswer on_push(const PushRequest& request) const override {
    return judge_mas_push(request, acknowledgement_);
  }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_mas(kind, bytes, reading_);
  }

 private:
  const MasSender sender_;
  const MasReading reading_;
  const std::string receipt_path_, reply_path_, acknowledgement_;
  const Millis interval_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 5000,
    .individual_limit = 1000,
    .takes_text = true,
    .echoes_batch_key = false,
    .echoes_extension = true,
    .query = Capability::Query::none,
    .receipts_pulled = true,
    .receipts_pushed = true,
    .replies_pulled = true,
    .replies_pushed = true,
    .pull_is_destructive = true,
    .idempotent = false,
    .max_parts = 10,
};

}  // namespace

extern const CarrierKind kCarrier_mas;
const CarrierKind kCarrier_mas{
    "mas",
    "China Mobile cloud MAS",
    kSettings,
    kCapability,
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<Mas>(s); },
    nullptr,
};

}  // namespace huiyin
