// `lab`: what the rules make of texts, one per line, without a daemon. One JSON object per line, flushed.
#pragma once
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/ctl/terminal.h"

namespace huiyin {

// One line of text to one JSON object. Never throws on any bytes.
using LabReader = std::function<std::string(std::string_view line)>;

LabReader lab_segments();
LabReader lab_phone(const std::string& region);
// dir: of rule data, empty: the shipped ones. Errors name file and line.
Result<LabReader> lab_reply(const std::string& dir);
// full: also the language, the hints at legal ways, and what speaks of retaliation.
Result<LabReader> lab_intake(const std::string& dir, bool full = false);
Result<LabReader> lab_mask(const std::string& dir);
// purpose: empty: what holds for all.
Result<LabReader> lab_lint(const std::string& dir, const std::string& purpose);

// Lines end with "\n" or "\r\n", which are not part of the text; the last may have no end.
void read_lines(std::istream& in, Terminal& out, const LabReader& reader);

}  // namespace huiyin
