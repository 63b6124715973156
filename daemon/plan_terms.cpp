#include "daemon/plan_terms.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"

namespace huiyin {
namespace {

PlanAccount plan_account(const CarrierAccount& a) {
  PlanAccount out{a.name, std::string(a.kind->name), a.kind->capability, a.purposes, 0};
  out.capability.sends = out.capability.sends && a.enabled;
  out.submits_per_second = static_cast<double>(
      a.submits_per_second > 0 ? a.submits_per_second : a.kind->capability.submits_per_second);
  return out;
}

}  // namespace

std::shared_ptr<const PlanTerms> PlanTermsHolder::get() const {
  Lock lock(mutex_);
  return terms_;
}

void PlanTermsHolder::set(PlanTerms terms) {
  auto fresh = std::make_shared<const PlanTerms>(std::move(terms));
  Lock lock(mutex_);
  terms_ = std::move(fresh);
}

Result<PlanTerms> make_plan_terms(const Settings& s, SendingHours hours) {
  try {
    auto prices = Prices::parse(rule_file(s.rules.dir, "prices.toml"), "prices.toml");
    if (!prices) return tl::unexpected<Error>(prices.error());
    PlanTerms terms{std::move(hours), {}, std::move(*prices), s.campaign.approve_above};
    terms.start_grace = s.campaign.start_grace;
    if (s.campaign.ramp) {
      auto ramp = RampRules::parse(rule_file(s.rules.dir, "ramp.toml"), "ramp.toml");
      if (!ramp) return tl::unexpected<Error>(ramp.error());
      terms.ramp = std::move(*ramp);
    }
    for (const CarrierAccount& a : s.carriers) terms.accounts.push_back(plan_account(a));
    return terms;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

Result<std::shared_ptr<const TemplateRules>> make_template_rules(const Settings& s,
                                                                 const PlanTermsHolder& holder) {
  try {
    auto linter = Linter::load(rule_file(s.rules.dir, "lint.toml"), "lint.toml");
    if (!linter) return tl::unexpected<Error>(linter.error());
    auto rules = std::make_shared<TemplateRules>();
    rules->signature = s.office.signature;
    rules->opt_out_line = CampaignRules().opt_out_line;
    rules->linter = std::make_shared<const Linter>(std::move(*linter));
    rules->routes = [&holder](Purpose p) {
      std::vector<TemplateRules::Route> out;
      for (const PlanAccount& a : holder.get()->accounts)
        if (a.may_send(p)) out.push_back({a.name, a.capability.takes_text});
      return out;
    };
    return std::shared_ptr<const TemplateRules>(std::move(rules));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

void use_plan_terms(CampaignRules& rules, const PlanTermsHolder& holder, std::int64_t approve_above) {
  rules.approve_above = approve_above;
  rules.has_ramp = [&holder] { return holder.get()->ramp.has_value(); };
  rules.start_grace = [&holder] { return holder.get()->start_grace; };
  rules.route = [&holder](Database& db, const Campaign& c) { return holder.get()->route_of(db, c); };
  rules.forecast = [&holder](Purpose p, int parts, std::int64_t messages) {
    return holder.get()->forecast_fen(p, parts, messages);
  };
}

}  // namespace huiyin
