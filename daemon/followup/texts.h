// One wording of a follow-up and how it becomes a message. Immutable data.
#pragma once
#include <string>
#include <string_view>

#include "daemon/people/content.h"

namespace huiyin {

struct Wording {
  std::string text;           // "{tail}" stands for the end of the case number
  std::string template_code;  // of the same wording at carriers that take templates only: a setting
};

// `text` with every {name} replaced; nothing else is looked at, so that no value can bring a field of its
// own.
std::string with_field(std::string_view text, std::string_view name, std::string_view value);
// The wording as people/content.h keeps it: text with 【signature】; its field, {tail} of one case or {tails}
// of several, is the parameter.
Content fill_wording(const Wording& wording, std::string_view value, std::string_view signature,
                     std::string_view field = "tail");

}  // namespace huiyin
