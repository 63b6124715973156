// Texts with named fields: versions, their languages, and what each carrier says of them.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/purpose.h"
#include "daemon/store/database.h"

namespace huiyin {

// Values stand in the ledger: never renumber.
enum class CarrierApproval { draft = 0, submitted = 1, approved = 2, rejected = 3, provincially_pending = 4 };
std::string_view name_of(CarrierApproval a);
std::optional<CarrierApproval> carrier_approval_of(std::string_view name);
// draft -> submitted -> approved | rejected | provincially_pending; pending -> approved | rejected; approved
// -> rejected (taken back) or provincially_pending; rejected -> submitted.
bool may_become(CarrierApproval from, CarrierApproval to);

struct TemplateRow {
  std::int64_t id = 0;
  std::string name;
  std::int64_t version = 0;
  Purpose purpose = Purpose::publicity;
  std::string fields;  // JSON
  TimePoint valid_from{};
  std::optional<TimePoint> valid_until;
  bool withdrawn = false;
  TimePoint created_at{};
  std::string created_by;
  std::map<std::string, std::string> variants;  // language -> text
};

struct TemplateAtCarrier {
  std::string language, account;
  CarrierApproval state = CarrierApproval::draft;
  std::string code, note;
  TimePoint changed_at{};
  std::string changed_by;
};

// The next version of its name; id and version are set.
void add_template(Database& db, TemplateRow* t);
std::optional<TemplateRow> find_template(Database& db, std::int64_t id);
// The newest version that is not withdrawn.
std::optional<TemplateRow> newest_template(Database& db, std::string_view name);
std::vector<TemplateRow> list_templates(Database& db, std::int64_t before_id, int limit);
bool withdraw_template(Database& db, std::int64_t id);
std::vector<TemplateAtCarrier> template_carriers(Database& db, std::int64_t template_id);
void set_template_carrier(Database& db, std::int64_t template_id, const TemplateAtCarrier& c);

// Whether a text may leave by an account: it approved it, or takes any text and was never shown this one.
bool may_carry(CarrierApproval state, bool takes_text);
// What the account says of the template's text in a language; draft where nobody showed it.
TemplateAtCarrier template_at(Database& db, std::int64_t template_id, std::string_view language,
                              std::string_view account);
// May the account carry all the texts of this campaign? True for campaigns without a template.
bool account_may_carry(Database& db, std::int64_t campaign_id, std::string_view account, bool takes_text);
// What a plan's hash knows of a template: its version, the newest of its name, whether it was withdrawn,
// until when it is valid, and what the carriers say of it.
std::string template_mark(Database& db, std::int64_t template_id);
// "": in force at that time; else why not ("template law version 2 expired at …").
std::string not_in_force(const TemplateRow& t, TimePoint at);

// How a campaign fills its template.
struct CampaignFill {
  std::int64_t campaign_id = 0, template_id = 0;
  std::string language;                          // of those whose list tells none
  std::string values_sealed;                     // {field: value} for everybody; context "values"
  bool per_person = false;                       // the other fields come from the list
  std::int64_t most_parts = 0, total_parts = 0;  // of the messages made so far
};
void add_campaign_fill(Database& db, const CampaignFill& f);
void save_campaign_fill(Database& db, const CampaignFill& f);  // the counts
std::optional<CampaignFill> find_campaign_fill(Database& db, std::int64_t campaign_id);

// What a campaign sends in a language.
void set_campaign_text(Database& db, std::int64_t campaign_id, std::int64_t template_id,
                       std::string_view language, std::int64_t body_id);
std::optional<std::int64_t> template_of_campaign(Database& db, std::int64_t campaign_id);
std::map<std::string, std::int64_t> campaign_texts(Database& db,
                                                   std::int64_t campaign_id);  // language -> body
std::vector<std::int64_t> campaigns_of_template(Database& db, std::int64_t template_id);

}  // namespace huiyin
