// SMGP 3.0: the carrier, put together from its parts.
#include "adapters/line/settings.h"
#include "adapters/smgp/reader.h"
#include "adapters/smgp/session.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace smgp;
using line::Choice;
using line::choose;
using line::fitting;
using line::in_range;
using line::small;

constexpr CarrierSetting kSettings[] = {
    {"host", SettingType::text, "", "", true, "name or IP address of the gateway"},
    {"port", SettingType::integer, "", "8890", false, "its TCP port"},
    {"links", SettingType::integer, "", "1", false, "connections at once; with binds = pair: pairs"},
    {"binds", SettingType::text, "", "both", false,
     "LoginMode: both, or pair: one link to send, one to receive"},
    {"version", SettingType::text, "", "3.0", false, "3.0, or 1.3, whose Submit has no FixedFee"},
    {"client_id", SettingType::text, "", "", true, "our ClientID, at most 8 characters"},
    {"password", SettingType::secret, "", "", true, "the shared secret"},
    {"strict_authenticator", SettingType::boolean, "", "false", false,
     "refuse a gateway whose own proof of the secret is wrong; else it is only logged, since many are"},
    {"service_id", SettingType::text, "", "", false, "ServiceID as agreed, at most 10 characters"},
    {"msg_src", SettingType::text, "", "", false, "TLV MsgSrc, at most 8 characters; empty: none"},
    {"sender", SettingType::text, "", "", true, "our number (SrcTermID), without extension"},
    {"fee_type", SettingType::text, "", "00", false, "00: free for the person"},
    {"fee_code", SettingType::text, "", "000000", false, "the fee in cents"},
    {"fixed_fee", SettingType::text, "", "000000", false, "the monthly fee in cents"},
    {"charge_number", SettingType::text, "", "", false, "ChargeTermID; empty with a free service"},
    {"priority", SettingType::integer, "", "1", false, "0 to 3"},
    {"numbers", SettingType::text, "", "national", false,
     "how recipients are written: national 138…, international 86138…, plus +86138…"},
    {"country_code", SettingType::text, "", "86", false, "of numbers that come without one"},
    {"validity", SettingType::text, "", "", false,
     "ValidTime, 16 characters as in SMPP; empty: the carrier's own"},
    {"coding", SettingType::text, "", "ucs2", false,
     "ucs2 always; gbk where the text fits, else UCS-2; ascii for short ASCII, else UCS-2"},
    {"long_text", SettingType::text, "", "udh8", false, "udh8 or udh16"},
    {"udhi", SettingType::integer, "", "1", false,
     "TLV TP_udhi of a part with a header: 1, or 64 for older gateways"},
    {"group_size", SettingType::integer, "", "1", false, "recipients of one text in one Submit, up to 100"},
    {"receipts", SettingType::text, "", "every_part", false, "asked for: every_part, last_part, none"},
    {"result_classes", SettingType::text, "", "", false,
     "the carrier's own Status: 130=throttled, 131=retryable … (shut, configuration, permanent, doubtful)"},
    {"stat_states", SettingType::text, "", "", false,
     "the carrier's own states of reports: UNDELIV:602=expired, UNDELIV:7*=rejected …"},
    {"resend_unanswered", SettingType::boolean, "", "false", false,
     "a Submit without answer goes out once more under its number; only where the carrier drops repeated "
     "ones"},
    {"submit_window", SettingType::integer, "", "16", false, "submits without answer at once, for each link"},
    {"response_timeout", SettingType::integer, "ms", "60000", false, "then the outcome is unknown"},
    {"enquire_interval", SettingType::integer, "ms", "60000", false, "Active_Test after so much silence"},
    {"enquire_timeout", SettingType::integer, "ms", "60000", false, "then the link is dead"},
    {"bind_timeout", SettingType::integer, "ms", "60000", false, "for the answer to Login"},
    {"throttle_pause", SettingType::integer, "ms", "1000", false, "first pause of a throttled link; doubles"},
    {"throttle_patience", SettingType::integer, "ms", "120000", false,
     "a message throttled for so long goes back to the queue"},
    {"longest_back_off", SettingType::integer, "ms", "60000", false, "between two tries to log in"},
};

Submit terms(const CarrierSettings& s) {
  Submit t;
  t.service_id = fitting(s, "service_id", 10);
  t.fee_type = fitting(s, "fee_type", 2);
  t.fee_code = fitting(s, "fee_code", 6);
  t.fixed_fee = fitting(s, "fixed_fee", 6);
  t.charge_number = fitting(s, "charge_number", 21);
  t.priority = static_cast<std::uint8_t>(in_range(s, "priority", 0, 3));
  t.valid_time = fitting(s, "validity", 16);
  return t;
}

LinkRules link_rules(const CarrierSettings& s) {
  constexpr Choice<Version> kVersions[] = {{"3.0", Version::v30}, {"1.3", Version::v13}};
  constexpr Choice<ReportsWanted> kReports[] = {{"every_part", ReportsWanted::every_part},
                                                {"last_part", ReportsWanted::last_part},
                                                {"none", ReportsWanted::none}};
  LinkRules r;
  r.version = choose(s, "version", kVersions);
  r.client_id = fitting(s, "client_id", 8);
  r.password = s.secret("password");
  r.strict_authenticator = s.flag("strict_authenticator");
  r.terms = terms(s);
  r.msg_src = fitting(s, "msg_src", 8);
  r.sender = fitting(s, "sender", 21);
  r.numbers = choose(s, "numbers", line::kNumberForms);
  r.country_code = s.text("country_code");
  r.reports = choose(s, "receipts", kReports);
  r.udhi = small(s, "udhi");
  if (r.udhi != 1 && r.udhi != 64) throw BadInput("udhi", "must be 1 or 64");
  r.text = line::read_cn_text(s, 140);
  r.statuses = line::read_status_table(s.text("result_classes"), "result_classes");
  line::read_pace(s, &r.pace);
  line::read_life(s, &r.pace);
  r.pace.group = static_cast<int>(in_range(s, "group_size", 1, 100));
  r.pace.resend_unanswered = s.flag("resend_unanswered");
  return r;
}

class Smgp final : public LineCarrier {
 public:
  explicit Smgp(const CarrierSettings& s)
      : rules_(link_rules(s)),
        reading_{s.text("sender"), s.text("country_code"),
                 line::read_stat_table(s.text("stat_states"), "stat_states")} {
    constexpr Choice<bool> kBinds[] = {{"both", false}, {"pair", true}};
    const bool pairs = choose(s, "binds", kBinds);
    for (LinkPlan plan : line::read_links(s)) {
      const std::string number = plan.name;
      if (pairs) plan.name = "tx-" + number;
      links_.push_back(plan);
      if (!pairs) continue;
      plan.name = "rx-" + number;
      plan.sends = false;
      links_.push_back(plan);
    }
  }

  std::vector<LinkPlan> links() const override { return links_; }
  std::unique_ptr<LineSession> open_session(const LinkPlan& plan) const override {
    LinkRules r = rules_;
    if (starts_with(plan.name, "tx")) r.mode = LoginMode::send;
    if (starts_with(plan.name, "rx")) r.mode = LoginMode::receive;
    return std::make_unique<Session>(std::move(r));
  }
  Inbox read(std::string_view kind, std::string_view bytes) const override {
    if (kind != kDeliverKind) throw BadInput("kind", "is not of this carrier");
    return read_deliver(bytes, reading_);
  }

 private:
  const LinkRules rules_;
  const ReadRules reading_;
  std::vector<LinkPlan> links_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 1,  // group_size, where it is set
    .takes_text = true,
    .echoes_batch_key = false,
    .echoes_extension = true,
    .query = Capability::Query::none,
    .receipts_pushed = true,
    .replies_pushed = true,
    .idempotent = false,
    .max_parts = 255,
    .submits_per_second = 0,
};

}  // namespace

extern const CarrierKind kCarrier_smgp;
const CarrierKind kCarrier_smgp{
    "smgp",
    "SMGP 3.0.3 (China Telecom)",
    kSettings,
    kCapability,
    nullptr,
    [](const CarrierSettings& s) -> std::unique_ptr<LineCarrier> { return std::make_unique<Smgp>(s); },
};

}  // namespace huiyin
