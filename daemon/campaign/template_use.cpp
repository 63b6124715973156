#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/campaign/templates.h"

namespace huiyin {
namespace {

Result<void> in_force(const TemplateRow& t, TimePoint now) {
  const std::string name = "template " + t.name + " version " + std::to_string(t.version);
  if (t.withdrawn) return fail(Errc::conflict, name + " was withdrawn", "/use");
  if (now < t.valid_from)
    return fail(Errc::conflict, name + " is valid from " + to_rfc3339(t.valid_from) + " only", "/use");
  if (t.valid_until && now >= *t.valid_until)
    return fail(Errc::conflict,
                name + " expired at " + to_rfc3339(*t.valid_until) + ": what it says may be law no longer",
                "/use");
  return {};
}

// The carriers' own code of this language: the one that all accounts on the route agree on. A text that a
// carrier takes as it is and has never been shown needs no approval of it.
Result<std::string> approved_code(Database& db, const TemplateRow& t, const std::string& language,
                                  const TemplateRules& rules) {
  const auto known = template_carriers(db, t.id);
  std::string code;
  bool first = true;
  for (const TemplateRules::Route& route : rules.routes(t.purpose)) {
    const auto at = std::find_if(known.begin(), known.end(), [&](const TemplateAtCarrier& c) {
      return c.account == route.account && c.language == language;
    });
    const CarrierApproval state = at == known.end() ? CarrierApproval::draft : at->state;
    const bool unseen_text = route.takes_text && state == CarrierApproval::draft;
    if (state != CarrierApproval::approved && !unseen_text)
      return fail(Errc::conflict,
                  "the text in " + language + " is " + std::string(name_of(state)) + " at " + route.account +
                      ", not approved",
                  "/use");
    const std::string mine = unseen_text ? std::string() : at->code;
    if (!first && mine != code)
      return fail(Errc::conflict, "the accounts on the route have different codes for it", "/use");
    code = mine;
    first = false;
  }
  return code;
}

Result<Content> make_content(Database& db, const TemplateRow& t, const std::string& language,
                             const FieldValues& values, const TemplateRules& rules) {
  auto text = TextTemplate::parse(t.variants.at(language), fields_from_json(t.fields));
  if (!text) return tl::unexpected<Error>(text.error());
  auto rendered = text->render(values);
  if (!rendered) return fail(Errc::bad_input, rendered.error().text(), "/values");
  auto code = approved_code(db, t, language, rules);
  if (!code) return tl::unexpected<Error>(code.error());
  Content c{whole_template_text(*rendered, t.purpose, rules), rules.signature, std::move(*code), {}};
  if (const auto findings = rules.linter->look(c.text, t.purpose); has_error(findings))
    return fail(Errc::bad_input, "with its values the text does not pass: " + lint_json(findings), "/values");
  if (!c.template_code.empty())
    for (const std::string& name : text->order()) c.template_params.push_back(values.find(name)->second);
  return c;
}

}  // namespace

Result<TemplateUse> use_template(Database& db, const Json& args, Purpose purpose, const TemplateRules& rules,
                                 TimePoint now) {
  auto row = newest_template(db, args.text("use"));
  if (!row) return fail(Errc::not_found, "names no template, or a withdrawn one", "/use");
  if (row->purpose != purpose)
    return fail(Errc::conflict, "the template is for " + std::string(name_of(row->purpose)), "/use");
  if (auto fine = in_force(*row, now); !fine) return tl::unexpected<Error>(fine.error());
  const std::string wanted = args.text_or("language", row->variants.begin()->first);
  if (row->variants.count(wanted) == 0)
    return fail(Errc::not_found, "the template has no text in this language", "/language");
  const FieldValues values = field_values_at(args);
  TemplateUse out;
  for (const auto& [language, text] : row->variants) {
    auto content = make_content(db, *row, language, values, rules);
    if (!content) return tl::unexpected<Error>(content.error());
    out.contents.emplace_back(language, std::move(*content));
  }
  std::stable_partition(out.contents.begin(), out.contents.end(),
                        [&](const auto& c) { return c.first == wanted; });
  out.row = std::move(*row);
  return out;
}

Result<void> check_template(Database& db, std::int64_t campaign_id, TimePoint now) {
  const auto id = template_of_campaign(db, campaign_id);
  if (!id) return {};
  const auto row = find_template(db, *id);
  if (!row) return fail(Errc::internal, "the campaign's template is missing in the ledger");
  return in_force(*row, now);
}

}  // namespace huiyin
