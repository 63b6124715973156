#include "daemon/campaign/text_check.h"

#include <algorithm>

#include "daemon/campaign/templates.h"

namespace huiyin {
namespace {

// What only a whole text can have.
bool of_whole_text(const LintFinding& f) {
  return f.rule == "no_signature" || f.rule == "two_signatures" || f.rule == "no_opt_out" ||
         f.rule == "character_71" || f.rule == "part_limit";
}

}  // namespace

std::vector<LintFinding> findings_of(const Content& content, Purpose purpose, const CampaignRules& rules) {
  if (!rules.templates || !rules.templates->linter) return {};
  const Linter& linter = *rules.templates->linter;
  if (!content.text.empty()) return linter.look(content.text, purpose);
  std::vector<LintFinding> out;
  for (const std::string& p : content.template_params)
    for (LintFinding& f : linter.look(p, purpose))
      if (!of_whole_text(f)) out.push_back(std::move(f));
  return out;
}

Result<void> check_findings(const std::vector<LintFinding>& findings, bool accepted, std::string_view place) {
  if (has_error(findings))
    return fail(Errc::bad_input, "the text does not pass: " + lint_json(findings), std::string(place));
  if (has_warning(findings) && !accepted)
    return fail(Errc::conflict,
                "the text has warnings; change it, or say accept_warnings: " + lint_json(findings),
                std::string(place));
  return {};
}

std::string accepted_json(const std::vector<LintFinding>& findings, std::string_view by) {
  if (findings.empty()) return {};
  JsonWriter w;
  return w.object().field("by", by).key("findings").raw(lint_json(findings)).end().take();
}

}  // namespace huiyin
