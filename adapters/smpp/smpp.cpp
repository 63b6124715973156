// SMPP 3.4: the carrier, put together from its parts.
#include "adapters/line/settings.h"
#include "adapters/smpp/reader.h"
#include "adapters/smpp/session.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace smpp;
using line::Choice;
using line::choose;
using line::fitting;
using line::in_range;
using line::small;

constexpr CarrierSetting kSettings[] = {
    {"host", SettingType::text, "", "", true, "name or IP address of the SMSC"},
    {"port", SettingType::integer, "", "2775", false, "its TCP port"},
    {"tls", SettingType::boolean, "", "false", false, "TLS on that port"},
    {"tls_ca", SettingType::text, "", "", false,
     "PEM file of the authority of its certificate; empty: the system's"},
    {"tls_name", SettingType::text, "", "", false, "name in its certificate; empty: host"},
    {"links", SettingType::integer, "", "1", false, "binds at once; with binds = pair: pairs"},
    {"binds", SettingType::text, "", "transceiver", false,
     "transceiver, or pair: a transmitter and a receiver"},
    {"system_id", SettingType::text, "", "", true, "account, at most 15 characters"},
    {"password", SettingType::secret, "", "", true, "its password, at most 8 characters"},
    {"system_type", SettingType::text, "", "", false, "as the carrier wants it; a wrong one fails the bind"},
    {"interface_version", SettingType::integer, "", "52", false, "52: 3.4, 80: 5.0, 51: 3.3"},
    {"address_range", SettingType::text, "", "", false, "of the bind"},
    {"service_type", SettingType::text, "", "", false, "of every submit_sm"},
    {"sender", SettingType::text, "", "", true, "our number, without extension"},
    {"sender_ton", SettingType::integer, "", "0", false, "type of the sender's number"},
    {"sender_npi", SettingType::integer, "", "0", false, "plan of the sender's number"},
    {"numbers", SettingType::text, "", "international", false,
     "how recipients are written: international 86138…, plus +86138…, national 138…"},
    {"number_ton", SettingType::integer, "", "1", false, "type of recipients' numbers"},
    {"number_npi", SettingType::integer, "", "1", false, "plan of recipients' numbers"},
    {"country_code", SettingType::text, "", "86", false, "of numbers that come without one"},
    {"validity", SettingType::text, "", "", false,
     "how long the carrier tries, 000002000000000R is two days"},
    {"coding", SettingType::text, "", "ucs2", false,
     "ucs2 always; gsm7 or latin1 where the text fits, else UCS-2"},
    {"default_alphabet", SettingType::text, "", "gsm7", false,
     "what data_coding 0 of incoming messages is: gsm7, latin1, ascii"},
    {"long_text", SettingType::text, "", "udh8", false, "udh8, udh16, sar or payload"},
    {"trailing_nul", SettingType::boolean, "", "false", false, "a NUL behind every text, both ways"},
    {"receipts", SettingType::text, "", "every_part", false, "asked for: every_part, last_part, none"},
    {"response_id", SettingType::text, "", "text", false, "message ids of answers are text, hex or decimal"},
    {"receipt_id", SettingType::text, "", "text", false,
     "message ids of receipts' texts are text, hex or decimal"},
    {"zone_minutes", SettingType::integer, "min", "480", false, "zone of receipts' times, east of UTC"},
    {"status_classes", SettingType::text, "", "", false,
     "the carrier's own codes: 0x400=throttled, 0x401=retryable …"},
    {"withdraw_on_stop", SettingType::boolean, "", "false", false,
     "stop-all takes back by cancel_sm what has not arrived yet; where the carrier allows it"},
    {"submit_window", SettingType::integer, "", "10", false, "submits without answer at once, for each link"},
    {"response_timeout", SettingType::integer, "ms", "60000", false, "then the outcome is unknown"},
    {"enquire_interval", SettingType::integer, "ms", "30000", false, "enquire_link after so much silence"},
    {"enquire_timeout", SettingType::integer, "ms", "15000", false, "then the link is dead"},
    {"bind_timeout", SettingType::integer, "ms", "30000", false, "for the answer to the bind"},
    {"throttle_pause", SettingType::integer, "ms", "1000", false, "first pause of a throttled link; doubles"},
    {"throttle_patience", SettingType::integer, "ms", "120000", false,
     "a message throttled for so long goes back to the queue"},
    {"longest_back_off", SettingType::integer, "ms", "60000", false, "between two tries to bind"},
};

constexpr Choice<IdForm> kIdForms[] = {
    {"text", IdForm::text}, {"hex", IdForm::hex}, {"decimal", IdForm::decimal}};

TextRules text_rules(const CarrierSettings& s) {
  constexpr Choice<TextCoding> kCodings[] = {
      {"ucs2", TextCoding::ucs2}, {"gsm7", TextCoding::gsm7}, {"latin1", TextCoding::latin1}};
  constexpr Choice<LongText> kLong[] = {{"udh8", LongText::udh8},
                                        {"udh16", LongText::udh16},
                                        {"sar", LongText::sar},
                                        {"payload", LongText::payload}};
  return {choose(s, "coding", kCodings), choose(s, "long_text", kLong), s.flag("trailing_nul")};
}

void read_bind(const CarrierSettings& s, LinkRules* r) {
  r->bind.system_id = fitting(s, "system_id", 15);
  r->bind.system_type = fitting(s, "system_type", 12);
  r->bind.interface_version = small(s, "interface_version");
  r->bind.address_range = fitting(s, "address_range", 40);
  r->password = s.secret("password");
  if (r->password.reveal().size() > 8)
    throw BadInput("password", "must be at most 8 characters: SMPP has no room for more");
}

void read_numbers(const CarrierSettings& s, LinkRules* r) {
  r->sender = fitting(s, "sender", 20);
  r->source_ton = small(s, "sender_ton");
  r->source_npi = small(s, "sender_npi");
  r->destination_ton = small(s, "number_ton");
  r->destination_npi = small(s, "number_npi");
  r->numbers = choose(s, "numbers", line::kNumberForms);
  r->country_code = s.text("country_code");
}

LinkRules link_rules(const CarrierSettings& s) {
  constexpr Choice<ReceiptsWanted> kReceipts[] = {{"every_part", ReceiptsWanted::every_part},
                                                  {"last_part", ReceiptsWanted::last_part},
                                                  {"none", ReceiptsWanted::none}};
  LinkRules r;
  read_bind(s, &r);
  read_numbers(s, &r);
  r.service_type = fitting(s, "service_type", 5);
  r.validity = s.text("validity");
  if (!r.validity.empty() && r.validity.size() != 16) throw BadInput("validity", "must have 16 characters");
  r.receipts = choose(s, "receipts", kReceipts);
  r.text = text_rules(s);
  r.statuses = line::read_status_table(s.text("status_classes"), "status_classes");
  line::read_pace(s, &r.pace);
  line::read_life(s, &r.pace);
  return r;
}

ReadRules read_rules(const CarrierSettings& s) {
  constexpr Choice<DefaultAlphabet> kAlphabets[] = {{"gsm7", DefaultAlphabet::gsm7},
                                                    {"latin1", DefaultAlphabet::latin1},
                                                    {"ascii", DefaultAlphabet::ascii}};
  ReadRules r;
  r.zero = choose(s, "default_alphabet", kAlphabets);
  r.trailing_nul = s.flag("trailing_nul");
  r.receipts = {choose(s, "response_id", kIdForms), choose(s, "receipt_id", kIdForms),
                static_cast<int>(in_range(s, "zone_minutes", -840, 840))};
  r.sender = s.text("sender");
  r.country_code = s.text("country_code");
  return r;
}

class Smpp final : public LineCarrier {
 public:
  explicit Smpp(const CarrierSettings& s) : rules_(link_rules(s)), reading_(read_rules(s)) {
    constexpr Choice<bool> kBinds[] = {{"transceiver", false}, {"pair", true}};
    const bool pairs = choose(s, "binds", kBinds);
    LinkPlan plan;
    plan.host = s.text("host");
    plan.port = static_cast<int>(in_range(s, "port", 1, 65535));
    plan.tls = s.flag("tls");
    plan.tls_ca_file = s.text("tls_ca");
    plan.tls_name = s.text("tls_name");
    if (plan.host.empty()) throw BadInput("host", "is missing");
    for (std::int64_t i = 1; i <= in_range(s, "links", 1, 64); ++i) add_links(plan, std::to_string(i), pairs);
  }

  std::vector<LinkPlan> links() const override { return links_; }

  std::unique_ptr<LineSession> open_session(const LinkPlan& plan) const override {
    LinkRules r = rules_;
    if (starts_with(plan.name, "tx")) r.bind_command = command::kBindTransmitter;
    if (starts_with(plan.name, "rx")) r.bind_command = command::kBindReceiver;
    return std::make_unique<Session>(std::move(r));
  }

  Inbox read(std::string_view kind, std::string_view bytes) const override {
    if (kind != kDeliverKind) throw BadInput("kind", "is not of this carrier");
    return read_deliver(bytes, reading_);
  }

  std::string id_key(std::string_view carrier_id) const override {
    return smpp::id_key(carrier_id, reading_.receipts.response_id);
  }

 private:
  void add_links(LinkPlan plan, const std::string& number, bool pairs) {
    plan.name = pairs ? "tx-" + number : number;
    links_.push_back(plan);
    if (!pairs) return;
    plan.name = "rx-" + number;
    plan.sends = false;
    links_.push_back(plan);
  }

  const LinkRules rules_;
  const ReadRules reading_;
  std::vector<LinkPlan> links_;
};

constexpr Capability kCapability{
    .sends = true,
    .batch_limit = 1,
    .takes_text = true,
    .echoes_batch_key = false,
    .echoes_extension = true,
    .query = Capability::Query::by_carrier_id,
    .receipts_pushed = true,
    .replies_pushed = true,
    .idempotent = false,
    .max_parts = 255,
    .submits_per_second = 0,
    .inquiries_per_second = 5,
};

}  // namespace

extern const CarrierKind kCarrier_smpp;
const CarrierKind kCarrier_smpp{
    "smpp",
    "SMPP 3.4 (an operator's or aggregator's SMSC)",
    kSettings,
    kCapability,
    nullptr,
    [](const CarrierSettings& s) -> std::unique_ptr<LineCarrier> { return std::make_unique<Smpp>(s); },
};

}  // namespace huiyin
