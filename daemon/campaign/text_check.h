// The linter at the commands' door: what refuses, and what its maker must accept. Internal to the folder.
#pragma once
#include <vector>

#include "daemon/campaign/commands.h"
#include "daemon/model/lint.h"
#include "daemon/people/content.h"

namespace huiyin {

// Of the text as it will leave; where only the carrier's template code is known, of its parameters.
std::vector<LintFinding> findings_of(const Content& content, Purpose purpose, const CampaignRules& rules);
// Errors refuse (bad_input, with the findings); warnings refuse unless they are accepted (conflict). place:
// "/text".
Result<void> check_findings(const std::vector<LintFinding>& findings, bool accepted, std::string_view place);
// {"by":…,"findings":[…]}; "" when there are none.
std::string accepted_json(const std::vector<LintFinding>& findings, std::string_view by);

}  // namespace huiyin
