// The package for a handling unit: the matter without the person. No number, no pseudonym, no name; an
// invisible mark in its text tells later for which unit it was made. Store thread.
//   handover.make {intake_id, unit, reason?}   operator; an accusation goes to the units of discipline only
//   handover.trace {text}                      supervisor; for whom the package was made that this text is of
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/commands.h"

namespace huiyin {

struct HandoverRules {
  std::vector<std::string> discipline_units;  // may be given accusations against those who hold public power
};
void register_handover_commands(CommandTable& table, const HandoverRules& rules);

// `text` with the package's number written into it, several times, by characters that have no width.
std::string with_mark(std::string_view text, std::uint32_t package);
// The first whole mark in a text; nothing where there is none, or only broken ones.
std::optional<std::uint32_t> mark_in(std::string_view text);

}  // namespace huiyin
