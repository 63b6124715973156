// Templates: making, linting and withdrawing them, what carriers say of them, and what a campaign sends of
// them.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/model/lint.h"
#include "daemon/model/text_template.h"
#include "daemon/people/content.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/commands.h"
#include "daemon/store/templates.h"

namespace huiyin {

struct TemplateRules {
  std::string signature;     // without 【】
  std::string opt_out_line;  // put after publicity that tells no way out; empty: never
  std::shared_ptr<const Linter> linter;
  // An account that may carry a purpose, and whether it takes texts (else only its own templates).
  struct Route {
    std::string account;
    bool takes_text = true;
  };
  std::function<std::vector<Route>(Purpose)> routes;  // any thread
};

// template.create {name, purpose, variants: [{language, text}], fields?: [{name, most?, kind?}], valid_from?,
//   valid_until?} -> {template, name, version, variants: [{language, units, parts, findings}]}. Refused with
//   the findings where the linter finds an error in a variant whose fields are filled to their limits. Needs
//   a key.
// template.carrier {template, language, account, state, code?, note?} -> {template, account, state}.
// template.withdraw {template, why} -> {template, paused: [campaigns]}. Running campaigns of it are paused.
// Operator; that a carrier approved it is told by an approver.
void register_template_commands(CommandTable& table, std::shared_ptr<const TemplateRules> rules);

// The text as it will leave: with 【signature】 and, for publicity, a way to opt out.
std::string whole_template_text(std::string_view text, Purpose purpose, const TemplateRules& rules);

// One text of it, rendered: with 【signature】, a way to opt out, and the parameters that carriers of
// templates ask for. bad_input: a value that is missing or beyond its limits, or what the linter refuses;
// never with the value.
Result<Content> template_content(const TemplateRow& t, const std::string& language, const TextTemplate& text,
                                 const FieldValues& values, const TemplateRules& rules);

// What a campaign sends of a template.
struct TemplateUse {
  TemplateRow row;
  // By language, the one that was asked for first. Where the list fills fields these stand as {NAME} in the
  // text.
  std::vector<std::pair<std::string, Content>> contents;
  FieldValues values;              // for everybody
  std::vector<std::string> empty;  // fields that have no such value: the list must fill them
};
// {use: name, values?: {field: text}, language?}. at: when it begins to leave. Refuses what is expired, not
// yet valid, of another purpose, or approved by no account on the route. Throws BadInput for malformed
// arguments.
Result<TemplateUse> use_template(Database& db, const Json& args, Purpose purpose, const TemplateRules& rules,
                                 TimePoint at);
// At campaign.start and .resume: the template is still in force, and an account may carry it. Fine for
// campaigns without one.
Result<void> check_template(Database& db, const Campaign& c, const TemplateRules* rules, TimePoint now);

// {"items":[…],"next":cursor or null}, newest first; one template; nothing when there is none.
std::string template_list_json(Database& db, std::int64_t before, int limit, TimePoint now);
std::optional<std::string> template_json(Database& db, std::int64_t id, TimePoint now);

}  // namespace huiyin
