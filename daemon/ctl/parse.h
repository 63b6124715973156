// The command line of huiyinctl, by CLI11 (which stays in parse.cpp) from the table of verbs.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "daemon/ctl/verb.h"

namespace huiyin {

struct Invocation {
  const Verb* verb = nullptr;  // null: only `help` is to be printed
  Globals globals;
  Arguments args;
  std::string help;
};

// arguments: without the program's name; language: of texts until --lang is read. Throws
// CtlError(Exit::usage).
Invocation parse_ctl(const std::vector<std::string>& arguments, std::span<const Verb> verbs,
                     Language language);

// What follows --lang on the line, wherever; "" when nothing.
std::string language_flag(const std::vector<std::string>& arguments);

}  // namespace huiyin
