// The wordings of a follow-up (config/followup_texts.toml): question, reminder, clarification. Immutable
// data.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/people/content.h"

namespace huiyin {

struct Wording {
  std::string text;  // "{tail}" stands for the end of the case number
  std::string
      template_code;  // of the same wording at carriers that take templates only: a setting, not loaded
};

struct FollowupTexts {
  std::string version;
  Wording survey, reminder, clarify;

  // Errors name file, line and column: a text that is missing, or too long for one part with `signature`.
  static Result<FollowupTexts> load(std::string_view toml, std::string file_name, std::string_view signature);
  // What we sent, for ReplyReader: replies quote it.
  std::vector<std::string> prompts() const;
};

// The wording for one case, as people/content.h keeps it: text with 【signature】; {tail} is the parameter.
Content fill_wording(const Wording& wording, std::string_view tail, std::string_view signature);

}  // namespace huiyin
