// The content of a call's record as it rests sealed, written and read back. Any thread; private to
// daemon/intake.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"

namespace huiyin {

// text: the turns as the rules read them.
std::string call_content(const CallRecord& call, std::string_view text);
// The turns, keys, session, end status and callee. Throws BadInput on anything but call_content()'s.
CallRecord read_call_content(std::string_view json);

}  // namespace huiyin
