// The tables of verbs by area; verbs.cpp puts them together. A new verb is one line in the table of its area.
#pragma once
#include "daemon/ctl/verb.h"

namespace huiyin {

std::span<const Verb> verbs_of_running();
std::span<const Verb> verbs_of_tell();
std::span<const Verb> verbs_of_intake();
std::span<const Verb> verbs_of_cases();
std::span<const Verb> verbs_of_system();

}  // namespace huiyin
