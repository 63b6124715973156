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

}  // namespace

Result<std::shared_ptr<const TruthParts>> make_truth_parts(const Settings& s) {
  try {
    auto words =
        FailureReasons::parse(rule_file(s.rules.dir, "failure_reasons.toml"), "failure_reasons.toml");
    if (!words) return tl::unexpected<Error>(words.error());
    auto parts = std::make_shared<TruthParts>();
    parts->words = std::make_shared<const FailureReasons>(std::move(*words));
    parts->uncertain = uncertain_terms(s);
    return std::shared_ptr<const TruthParts>(std::move(parts));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

void register_truth_commands(CommandTable& table, const Settings& s, std::shared_ptr<const Vault> vault,
                             const TruthParts& truth) {
  register_uncertain_commands(table, vault);
  auto rules = std::make_shared<ExplainRules>();
  rules->vault = std::move(vault);
  rules->words = truth.words;
  rules->number = [region = s.office.region](const std::string& phone) {
    const PhoneNumber n = read_phone(phone, region);
    if (n.error != NumberError::none) throw BadInput("/phone", "is no phone number");
    return n.e164;
  };
  register_explain_commands(table, std::move(rules));
}

}  // namespace huiyin
