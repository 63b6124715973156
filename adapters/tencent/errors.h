// What Tencent's error codes mean for a message: a table, nothing else.
#pragma once
#include <string_view>

#include "adapters/message.h"

namespace huiyin {

// Verdict, hold, wait and opted_out of an error code; an unheard-of code is `unknown`. code and words stay
// empty.
Outcome classify_tencent_error(std::string_view code);

}  // namespace huiyin
