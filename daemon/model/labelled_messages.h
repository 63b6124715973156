// Messages that people have labelled, to try rules on: a tab separated file with a header line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/pii.h"

namespace huiyin {

struct LabelledMessage {
  std::string id, text, category, urgency, purpose, confidential;
  std::vector<std::string> also;  // further categories that count as right
  std::vector<PiiSpan> spans;
};

// Needs the columns id, text, category, urgency, purpose, confidential; may have alt_categories (with commas)
// and pii_bytes ([[begin, end, "TYPE"], …] in bytes of the text). Errors name the line: `name`:7.
Result<std::vector<LabelledMessage>> parse_labelled(std::string_view tsv, const std::string& name);

}  // namespace huiyin
