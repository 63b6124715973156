// The form in which people's texts are compared with words and patterns, and a guess at their language. For
// matching only: what people wrote is stored and shown as it came.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/text.h"

namespace huiyin {

// fold() (NFKC, lower case), then Traditional to Simplified character by character and ’ to '. Offsets point
// into the original as fold()'s do. Any thread.
Folded matching_form(std::string_view utf8);

// BCP-47: "zh-Hans", "zh-Hant", "yue-Hant", "yue", "en", or "und" where there is nothing to go by.
std::string guess_language(std::string_view utf8);

}  // namespace huiyin
