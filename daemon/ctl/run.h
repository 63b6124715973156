// One run of huiyinctl, apart from main(): parse, do the verb, say what went wrong.
#pragma once
#include <istream>
#include <string>
#include <vector>

#include "daemon/ctl/terminal.h"

namespace huiyin {

// arguments: without the program's name. Returns the exit code.
int run_ctl(const std::vector<std::string>& arguments, std::istream& in, Terminal& out, Terminal& err);

}  // namespace huiyin
