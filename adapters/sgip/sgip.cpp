// SGIP 1.2 and 1.3: the carrier, put together from its parts.
#include "adapters/line/settings.h"
#include "adapters/line_calls.h"
#include "adapters/line_own_ids.h"
#include "adapters/sgip/reader.h"
#include "adapters/sgip/sequence.h"
#include "adapters/sgip/session.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace sgip;
using line::Choice;
using line::choose;
using line::fitting;
using line::in_range;
using line::small;

constexpr CarrierSetting kSettings[] = {
    {"host", SettingType::text, "", "", true, "name or IP address of the SMG"},
    {"port", SettingType::integer, "", "8801", false, "its TCP port"},
    {"links", SettingType::integer, "", "1", false, "connections to send by at once"},
    {"node", SettingType::integer, "", "", true,
     "our node number, 3AAAAQQQQQ: area code and enterprise code"},
    {"login_name", SettingType::text, "", "", true, "of our BIND, at most 16 characters"},
    {"password", SettingType::secret, "", "", true, "its password, at most 16 characters"},
    {"listen_address", SettingType::text, "", "127.0.0.1", false,
     "numeric address of ours that the SMG calls for reports and messages"},
    {"listen_port", SettingType::integer, "", "8801", false, "its TCP port"},
    {"peers", SettingType::text, "", "", false,
     "numeric addresses that may call, with commas between; empty: host, where that is one"},
    {"peer_name", SettingType::text, "", "", false, "LoginName of the SMG's BIND; empty: login_name"},
    {"peer_password", SettingType::secret, "", "", false, "its password; empty: password"},
    {"corp_id", SettingType::text, "", "", false, "CorpId, 5 digits"},
    {"service_type", SettingType::text, "", "", false, "ServiceType as agreed, at most 10 characters"},
    {"sender", SettingType::text, "", "", true, "our number (SPNumber), without extension"},
    {"charge_number", SettingType::text, "", "000000000000000000000", false,
     "ChargeNumber: 21 zeros, we pay; empty, the receiver pays"},
    {"fee_type", SettingType::integer, "", "1", false, "1: free for the person"},
    {"fee_value", SettingType::text, "", "0", false, "the fee in cents"},
    {"given_value", SettingType::text, "", "0", false, "GivenValue"},
    {"agent_flag", SettingType::integer, "", "0", false, "AgentFlag"},
    {"morelate_to_mt", SettingType::integer, "", "2", false,
     "MorelatetoMTFlag: 2, not in answer to a message"},
    {"priority", SettingType::integer, "", "0", false, "0 to 9"},
    {"country_code", SettingType::text, "", "86", false, "of numbers that come without one"},
    {"validity", SettingType::text, "", "", false,
     "ExpireTime, 16 characters ending in 032+; empty: the carrier's own"},
    {"coding", SettingType::text, "", "ucs2", false,
     "ucs2 always; gbk where the text fits, else UCS-2; ascii for short ASCII, else UCS-2"},
    {"long_text", SettingType::text, "", "udh8", false, "udh8 or udh16"},
    {"udhi", SettingType::integer, "", "1", false,
     "TP_udhi of a part with a header: 1, or 64 for older gateways"},
    {"group_size", SettingType::integer, "", "1", false, "recipients of one text in one SUBMIT, up to 84"},
    {"receipts", SettingType::text, "", "every_part", false, "asked for: every_part, last_part, none"},
    {"result_classes", SettingType::text, "", "", false,
     "the carrier's own results: 101=throttled, 102=retryable … (shut, configuration, permanent, doubtful)"},
    {"resend_unanswered", SettingType::boolean, "", "false", false,
     "a SUBMIT without answer goes out once more under its number; only where the carrier drops repeated "
     "ones"},
    {"submit_window", SettingType::integer, "", "32", false, "submits without answer at once, for each link"},
    {"response_timeout", SettingType::integer, "ms", "30000", false, "then the outcome is unknown"},
    {"bind_timeout", SettingType::integer, "ms", "30000", false,
     "for the answer to BIND, and for a caller's BIND"},
    {"throttle_pause", SettingType::integer, "ms", "1000", false, "first pause of a throttled link; doubles"},
    {"throttle_patience", SettingType::integer, "ms", "120000", false,
     "a message throttled for so long goes back to the queue"},
    {"longest_back_off", SettingType::integer, "ms", "60000", false, "between two tries to log in"},
};

Submit terms(const CarrierSettings& s) {
  Submit t;
  t.charge_number = fitting(s, "charge_number", 21);
  t.corp_id = fitting(s, "corp_id", 5);
  t.service_type = fitting(s, "service_type", 10);
  t.fee_type = static_cast<std::uint8_t>(in_range(s, "fee_type", 0, 4));
  t.fee_value = fitting(s, "fee_value", 6);
  t.given_value = fitting(s, "given_value", 6);
  t.agent_flag = small(s, "agent_flag");
  t.morelate_to_mt = small(s, "morelate_to_mt");
  t.priority = static_cast<std::uint8_t>(in_range(s, "priority", 0, 9));
  t.expire_time = fitting(s, "validity", 16);
  return t;
}

void read_logins(const CarrierSettings& s, LinkRules* r) {
  r->node = static_cast<std::uint32_t>(in_range(s, "node", 0, 0xFFFFFFFF));
  r->name = fitting(s, "login_name", 16);
  r->password = s.secret("password");
  r->peer_name = fitting(s, "peer_name", 16);
  if (r->peer_name.empty()) r->peer_name = r->name;
  r->peer_password = s.secret("peer_password").reveal().empty() ? r->password : s.secret("peer_password");
  if (r->password.reveal().size() > 16 || r->peer_password.reveal().size() > 16)
    throw BadInput("password", "must be at most 16 characters: SGIP has no room for more");
}

LinkRules link_rules(const CarrierSettings& s) {
  constexpr Choice<ReportsWanted> kReports[] = {{"every_part", ReportsWanted::every_part},
                                                {"last_part", ReportsWanted::last_part},
                                                {"none", ReportsWanted::none}};
  LinkRules r;
  read_logins(s, &r);
  r.terms = terms(s);
  r.sender = fitting(s, "sender", 21);
  r.country_code = s.text("country_code");
  r.reports = choose(s, "receipts", kReports);
  r.udhi = small(s, "udhi");
  if (r.udhi != 1 && r.udhi != 64) throw BadInput("udhi", "must be 1 or 64");
  r.text = line::read_cn_text(s, 140);
  r.results = line::read_status_table(s.text("result_classes"), "result_classes");
  line::read_pace(s, &r.pace);
  r.pace.group = static_cast<int>(in_range(s, "group_size", 1, 84));
  r.pace.resend_unanswered = s.flag("resend_unanswered");
  return r;
}

line::ListenPlan listen_rules(const CarrierSettings& s) {
  line::ListenPlan plan;
  plan.address = s.text("listen_address");
  plan.port = static_cast<int>(in_range(s, "listen_port", 0, 65535));
  for (const std::string_view peer : split(s.text("peers"), ','))
    if (!trim(peer).empty()) plan.peers.emplace_back(trim(peer));
  if (plan.peers.empty()) plan.peers.push_back(s.text("host"));
  return plan;
}

class Sgip final : public LineCarrier, public line::TakesCalls, public line::OwnIds {
 public:
  explicit Sgip(const CarrierSettings& s)
      : rules_(link_rules(s)),
        reading_{s.text("sender"), s.text("country_code")},
        listen_(listen_rules(s)),
        links_(line::read_links(s)) {}

  std::vector<LinkPlan> links() const override { return links_; }
  std::unique_ptr<LineSession> open_session(const LinkPlan&) const override {
    return std::make_unique<Session>(rules_, Session::Side::we_call);
  }
  line::ListenPlan listen_plan() const override { return listen_; }
  std::unique_ptr<LineSession> open_call_session() const override {
    return std::make_unique<Session>(rules_, Session::Side::we_are_called);
  }
  std::optional<std::uint32_t> attempt_of(std::string_view carrier_id) const override {
    return attempt_in(carrier_id);
  }
  Inbox read(std::string_view kind, std::string_view bytes) const override {
    if (kind != kArrivalKind) throw BadInput("kind", "is not of this carrier");
    return read_arrival(bytes, reading_);
  }

 private:
  const LinkRules rules_;
  const ReadRules reading_;
  const line::ListenPlan listen_;
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

extern const CarrierKind kCarrier_sgip;
const CarrierKind kCarrier_sgip{
    "sgip",
    "SGIP 1.2 / 1.3 (China Unicom)",
    kSettings,
    kCapability,
    nullptr,
    [](const CarrierSettings& s) -> std::unique_ptr<LineCarrier> { return std::make_unique<Sgip>(s); },
};

}  // namespace huiyin
