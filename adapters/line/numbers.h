// People's numbers as line protocols write them.
#pragma once
#include <string>
#include <string_view>

namespace huiyin::line {

enum class NumberForm { international, plus, national };  // 86138…, +86138…, 138…

std::string written_number(std::string_view e164, NumberForm form, std::string_view country_code);
// "+86138…" from any of the forms; bare 11-digit mobiles have the country code. Empty when there are no
// digits.
std::string e164_of(std::string_view number, std::string_view country_code);

// What stands behind our own number in `number`; empty where it does not begin with it.
std::string extension_of(std::string_view number, std::string_view sender);

}  // namespace huiyin::line
