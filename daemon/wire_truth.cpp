#include "daemon/wire_truth.h"

#include <map>

#include "adapters/registry.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/phone.h"
#include "daemon/outbound/reconciler.h"
#include "daemon/truth/explain.h"

namespace huiyin {
namespace {

UncertainTerms uncertain_terms(const Settings& s) {
  UncertainTerms terms{
      s.outbound.reconcile_grace, s.outbound.receipt_wait, static_cast<int>(s.outbound.max_tries), {}};
  std::map<std::string, Capability::Query> queries;
  for (const CarrierAccount& a : s.carriers) queries[a.name] = a.kind->capability.query;
  terms.can_ask = [queries = std::move(queries)](const std::string& account, const MessageRow& m) {
    const auto found = queries.find(account);
    return found != queries.end() && can_be_asked(found->second, m);
  };
  return terms;
}

Result<CostTerms> cost_terms(const Settings& s) {
  auto zone = TimeZone::load(s.office.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  std::map<std::string, std::string> kinds;
  for (const CarrierAccount& a : s.carriers) kinds[a.name] = std::string(a.kind->name);
  return CostTerms{*zone, [kinds = std::move(kinds)](const std::string& account) {
                     const auto found = kinds.find(account);
                     return found == kinds.end() ? std::string() : found->second;
                   }};
}

}  // namespace

Result<std::function<Result<bool>(Database&)>> price_keeper(const Settings& s, TimePoint now) {
  try {
    const std::string content = rule_file(s.rules.dir, "prices.toml");
    const auto prices = Prices::parse(content, "prices.toml");
    if (!prices) return tl::unexpected<Error>(prices.error());
    return [content, as_of = prices->as_of(), now](Database& db) -> Result<bool> {
      return keep_price_table(db, as_of, content, now);
    };
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

Result<std::shared_ptr<const TruthParts>> make_truth_parts(const Settings& s) {
  try {
    auto words =
        FailureReasons::parse(rule_file(s.rules.dir, "failure_reasons.toml"), "failure_reasons.toml");
    if (!words) return tl::unexpected<Error>(words.error());
    auto cost = cost_terms(s);
    if (!cost) return tl::unexpected<Error>(cost.error());
    return std::make_shared<const TruthParts>(TruthParts{
        std::make_shared<const FailureReasons>(std::move(*words)), uncertain_terms(s), std::move(*cost)});
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

std::function<std::string(const std::string&)> phone_reader(const Settings& s) {
  return [region = s.office.region](const std::string& phone) {
    const PhoneNumber n = read_phone(phone, region);
    if (n.error != NumberError::none) throw BadInput("/phone", "is no phone number");
    return n.e164;
  };
}

std::shared_ptr<const ConsentRules> make_consent_rules(const Settings& s,
                                                       std::shared_ptr<const Vault> vault) {
  auto rules = std::make_shared<ConsentRules>();
  rules->vault = std::move(vault);
  rules->number = phone_reader(s);
  rules->confirm = s.consent.confirm;
  const std::string& signature = s.office.signature;
  rules->confirmation = {(signature.empty() ? "" : "【" + signature + "】") + s.consent.confirmation_text,
                         signature,
                         s.consent.confirmation_template,
                         {}};
  return rules;
}

void register_truth_commands(CommandTable& table, const Settings& s, std::shared_ptr<const Vault> vault,
                             const TruthParts& truth) {
  register_uncertain_commands(table, vault);
  register_cost_commands(table);
  auto rules = std::make_shared<ExplainRules>();
  rules->vault = std::move(vault);
  rules->words = truth.words;
  rules->number = phone_reader(s);
  register_explain_commands(table, std::move(rules));
}

}  // namespace huiyin
