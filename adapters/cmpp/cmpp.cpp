// CMPP 2.0 and 3.0: the carrier, put together from its parts.
#include "adapters/cmpp/reader.h"
#include "adapters/cmpp/session.h"
#include "adapters/line/settings.h"

namespace huiyin {
namespace {

using namespace cmpp;
using line::Choice;
using line::choose;
using line::fitting;
using line::in_range;
using line::small;

constexpr CarrierSetting kSettings[] = {
    {"host", SettingType::text, "", "", true, "name or IP address of the ISMG"},
    {"port", SettingType::integer, "", "7890", false, "its TCP port for long connections"},
    {"links", SettingType::integer, "", "1", false, "connections at once"},
    {"version", SettingType::text, "", "3.0", false, "3.0 or 2.0, as agreed: it decides every PDU's layout"},
    {"sp_id", SettingType::text, "", "", true, "our enterprise code (Source_Addr), 6 characters"},
    {"password", SettingType::secret, "", "", true, "the shared secret"},
    {"strict_authenticator", SettingType::boolean, "", "false", false,
     "refuse a gateway whose own proof of the secret is wrong; else it is only logged, since many are"},
    {"msg_src", SettingType::text, "", "", false, "Msg_src; empty: sp_id"},
    {"service_id", SettingType::text, "", "", false, "Service_Id as agreed, at most 10 characters"},
    {"sender", SettingType::text, "", "", true, "our number (Src_Id), without extension"},
    {"fee_user_type", SettingType::integer, "", "2", false,
     "who pays: 0 receiver, 1 sender, 2 the SP, 3 Fee_terminal_Id"},
    {"fee_terminal", SettingType::text, "", "", false, "Fee_terminal_Id, with fee_user_type 3"},
    {"fee_type", SettingType::text, "", "01", false, "01: free for the person"},
    {"fee_code", SettingType::text, "", "000000", false, "the fee in cents"},
    {"msg_level", SettingType::integer, "", "1", false, "priority, 0 to 9"},
    {"numbers", SettingType::text, "", "international", false,
     "how recipients are written: international 86138…, plus +86138…, national 138…"},
    {"country_code", SettingType::text, "", "86", false, "of numbers that come without one"},
    {"validity", SettingType::text, "", "", false,
     "ValId_Time, 16 characters as in SMPP; empty: the carrier's own"},
    {"coding", SettingType::text, "", "ucs2", false,
     "ucs2 always; gbk where the text fits, else UCS-2; ascii for short ASCII, else UCS-2"},
    {"long_text", SettingType::text, "", "udh8", false, "udh8 or udh16"},
    {"udhi", SettingType::integer, "", "1", false,
     "TP_udhi of a part with a header: 1, or 64 for older gateways"},
    {"group_size", SettingType::integer, "", "1", false, "recipients of one text in one SUBMIT, up to 99"},
    {"receipts", SettingType::text, "", "every_part", false, "asked for: every_part, last_part, none"},
    {"result_classes", SettingType::text, "", "", false,
     "the carrier's own results: 101=throttled, 102=retryable … (configuration, permanent, doubtful)"},
    {"stat_states", SettingType::text, "", "", false,
     "the carrier's own states of reports: MK:0015=expired, XA:*=rejected …"},
    {"resend_unanswered", SettingType::boolean, "", "false", false,
     "a SUBMIT without answer goes out once more under its number; only where the carrier drops repeated "
     "ones"},
    {"submit_window", SettingType::integer, "", "16", false, "submits without answer at once, for each link"},
    {"response_timeout", SettingType::integer, "ms", "60000", false, "then the outcome is unknown"},
    {"enquire_interval", SettingType::integer, "ms", "60000", false, "ACTIVE_TEST after so much silence"},
    {"enquire_timeout", SettingType::integer, "ms", "60000", false, "then the link is dead"},
    {"bind_timeout", SettingType::integer, "ms", "60000", false, "for the answer to CONNECT"},
    {"throttle_pause", SettingType::integer, "ms", "1000", false, "first pause of a throttled link; doubles"},
    {"throttle_patience", SettingType::integer, "ms", "120000", false,
     "a message throttled for so long goes back to the queue"},
    {"longest_back_off", SettingType::integer, "ms", "60000", false, "between two tries to log in"},
};

Submit terms(const CarrierSettings& s) {
  Submit t;
  t.msg_src = fitting(s, "msg_src", 6);
  if (t.msg_src.empty()) t.msg_src = s.text("sp_id");
  t.service_id = fitting(s, "service_id", 10);
  t.fee_user_type = static_cast<std::uint8_t>(in_range(s, "fee_user_type", 0, 3));
  t.fee_terminal = fitting(s, "fee_terminal", 21);
  t.fee_type = fitting(s, "fee_type", 2);
  t.fee_code = fitting(s, "fee_code", 6);
  t.msg_level = static_cast<std::uint8_t>(in_range(s, "msg_level", 0, 9));
  t.valid_time = fitting(s, "validity", 16);
  return t;
}

LinkRules link_rules(const CarrierSettings& s) {
  constexpr Choice<Version> kVersions[] = {{"3.0", Version::v30}, {"2.0", Version::v20}};
  constexpr Choice<ReportsWanted> kReports[] = {{"every_part", ReportsWanted::every_part},
                                                {"last_part", ReportsWanted::last_part},
                                                {"none", ReportsWanted::none}};
  LinkRules r;
  r.version = choose(s, "version", kVersions);
  r.sp_id = fitting(s, "sp_id", 6);
  r.password = s.secret("password");
  r.strict_authenticator = s.flag("strict_authenticator");
  r.terms = terms(s);
  r.sender = fitting(s, "sender", 21);
  r.numbers = choose(s, "numbers", line::kNumberForms);
  r.country_code = s.text("country_code");
  r.reports = choose(s, "receipts", kReports);
  r.udhi = small(s, "udhi");
  if (r.udhi != 1 && r.udhi != 64) throw BadInput("udhi", "must be 1 or 64");
  r.text = line::read_cn_text(s, 159);
  r.results = line::read_status_table(s.text("result_classes"), "result_classes");
  line::read_pace(s, &r.pace);
  line::read_life(s, &r.pace);
  r.pace.group = static_cast<int>(in_range(s, "group_size", 1, 99));
  r.pace.resend_unanswered = s.flag("resend_unanswered");
  return r;
}

class Cmpp final : public LineCarrier {
 public:
  explicit Cmpp(const CarrierSettings& s)
      : rules_(link_rules(s)),
        reading_{s.text("sender"), s.text("country_code"),
                 line::read_stat_table(s.text("stat_states"), "stat_states")},
        links_(line::read_links(s)) {}

  std::vector<LinkPlan> links() const override { return links_; }
  std::unique_ptr<LineSession> open_session(const LinkPlan&) const override {
    return std::make_unique<Session>(rules_);
  }
  Inbox read(std::string_view kind, std::string_view bytes) const override {
    return read_deliver(kind, bytes, reading_);
  }

 private:
  const LinkRules rules_;
  const ReadRules reading_;
  const std::vector<LinkPlan> links_;
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

extern const CarrierKind kCarrier_cmpp;
const CarrierKind kCarrier_cmpp{
    "cmpp",
    "CMPP 2.0 / 3.0 (China Mobile)",
    kSettings,
    kCapability,
    nullptr,
    [](const CarrierSettings& s) -> std::unique_ptr<LineCarrier> { return std::make_unique<Cmpp>(s); },
};

}  // namespace huiyin
