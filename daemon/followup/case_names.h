// Cases that a text names by the ends of their numbers ("0031 1", "尾号0031满意"). Pure; internal to the
// folder.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace huiyin {

struct NamedPart {
  std::size_t which = 0;  // index of its tail
  std::string rest;       // what is said of it, without its name
};

// Of all tails those that the text names, in the order of their names. One: `rest` is all of the text but the
// name. Several: what follows each name; empty when something stands before the first, for nobody can tell
// whether ratings stand before or behind their names. A tail that two cases have, that is short, or that
// reads as a code ("1111") names nothing. `words` may stand before a name ("尾号").
std::vector<NamedPart> named_parts(std::string_view text, const std::vector<std::string>& tails,
                                   const std::vector<std::string>& words);
// The text with each name of the tail, and the word before it, replaced by a blank.
std::string without_name(std::string_view text, std::string_view tail, const std::vector<std::string>& words);
// Blanks and punctuation only.
bool says_nothing(std::string_view text);
// Whether people can be asked to name it.
bool can_be_named(std::string_view tail);

}  // namespace huiyin
