#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/campaign/templates.h"

namespace huiyin {
namespace {

// Somebody on the route must be able to carry the text; whoever may not is passed over when it leaves.
Result<void> approved_somewhere(Database& db, std::int64_t template_id, const std::string& language,
                                Purpose purpose, const TemplateRules& rules) {
  std::string states;
  for (const TemplateRules::Route& route : rules.routes(purpose)) {
    const CarrierApproval state = template_at(db, template_id, language, route.account).state;
    if (may_carry(state, route.takes_text)) return {};
    states += (states.empty() ? "" : ", ") + std::string(name_of(state)) + " at " + route.account;
  }
  if (states.empty()) return {};  // no account at all: the plan warns
  return fail(Errc::conflict, "the text in " + language + " is " + states + ", not approved", "/use");
}

// A field that the list fills stands as itself.
FieldValues with_placeholders(FieldValues values, const std::vector<std::string>& empty) {
  for (const std::string& name : empty) values[name] = "{" + name + "}";
  return values;
}

Result<Content> pattern_of(const TemplateRow& t, const std::string& language, const TextTemplate& text,
                           const TemplateUse& use, const TemplateRules& rules) {
  if (use.empty.empty()) return template_content(t, language, text, use.values, rules);
  const std::string pattern = text.fill(with_placeholders(use.values, use.empty));
  return Content{whole_template_text(pattern, t.purpose, rules), rules.signature, {}, {}, t.id, language};
}

}  // namespace

Result<Content> template_content(const TemplateRow& t, const std::string& language, const TextTemplate& text,
                                 const FieldValues& values, const TemplateRules& rules) {
  auto rendered = text.render(values);
  if (!rendered) return tl::unexpected<Error>(rendered.error());
  Content c{whole_template_text(*rendered, t.purpose, rules), rules.signature, {}, {}, t.id, language};
  if (const auto findings = rules.linter->look(c.text, t.purpose); has_error(findings))
    return fail(Errc::bad_input, "with its values the text does not pass: " + rules_of(findings), "values");
  for (const std::string& name : text.order()) c.template_params.push_back(values.find(name)->second);
  return c;
}

Result<TemplateUse> use_template(Database& db, const Json& args, Purpose purpose, const TemplateRules& rules,
                                 TimePoint at) {
  auto row = newest_template(db, args.text("use"));
  if (!row) return fail(Errc::not_found, "names no template, or a withdrawn one", "/use");
  if (row->purpose != purpose)
    return fail(Errc::conflict, "the template is for " + std::string(name_of(row->purpose)), "/use");
  if (const std::string why = not_in_force(*row, at); !why.empty()) return fail(Errc::conflict, why, "/use");
  const std::string wanted = args.text_or("language", row->variants.begin()->first);
  if (row->variants.count(wanted) == 0)
    return fail(Errc::not_found, "the template has no text in this language", "/language");
  TemplateUse out;
  out.values = field_values_at(args);
  const auto fields = fields_from_json(row->fields);
  for (const auto& [name, value] : out.values)
    if (std::none_of(fields.begin(), fields.end(), [&n = name](const auto& f) { return f.name == n; }))
      return fail(Errc::bad_input, "has a value for no field of the template", "/values");
  for (const TemplateField& f : fields)
    if (out.values.count(f.name) == 0) out.empty.push_back(f.name);
  for (const auto& [language, text] : row->variants) {
    auto parsed = TextTemplate::parse(text, fields);
    if (!parsed) return tl::unexpected<Error>(parsed.error());
    if (auto fine = approved_somewhere(db, row->id, language, purpose, rules); !fine)
      return tl::unexpected<Error>(fine.error());
    if (auto fine = parsed->check(out.values); !fine)
      return fail(Errc::bad_input, fine.error().text(), "/values");
    auto content = pattern_of(*row, language, *parsed, out, rules);
    if (!content) return fail(Errc::bad_input, content.error().text(), "/values");
    out.contents.emplace_back(language, std::move(*content));
  }
  std::stable_partition(out.contents.begin(), out.contents.end(),
                        [&](const auto& c) { return c.first == wanted; });
  out.row = std::move(*row);
  return out;
}

Result<void> check_template(Database& db, const Campaign& c, const TemplateRules* rules, TimePoint now) {
  const auto id = template_of_campaign(db, c.id);
  if (!id) return {};
  const auto row = find_template(db, *id);
  if (!row) return fail(Errc::internal, "the campaign's template is missing in the ledger");
  if (const std::string why = not_in_force(*row, std::max(now, c.start_at)); !why.empty())
    return fail(Errc::conflict, why, "/use");
  if (rules == nullptr) return {};
  for (const auto& [language, body] : campaign_texts(db, c.id))
    if (auto fine = approved_somewhere(db, *id, language, c.purpose, *rules); !fine) return fine;
  return {};
}

}  // namespace huiyin
