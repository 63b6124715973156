// Topic prefixes: what was asked for, what may be read, and what both cover. "" is the prefix of every topic.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.h"

namespace huiyin {

using Prefixes = std::vector<std::string>;

// False for an empty list: nothing is covered by nothing.
bool covered(std::string_view topic, const Prefixes& prefixes);
// The prefixes of what both lists cover.
Prefixes narrowed(const Prefixes& wanted, const Prefixes& allowed);
// The member `topics` of a request; {""} where it is left out or empty. Throws BadInput.
Prefixes topics_at(const Json& request);

}  // namespace huiyin
