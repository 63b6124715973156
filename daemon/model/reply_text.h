// The form in which short replies and commands are compared with rules: matching_form() (match_text.h) and
// further steps that suit replies and would blur longer texts. For matching only.
#pragma once
#include <string>
#include <string_view>

namespace huiyin {

// After matching_form(): accents, apostrophes, emoji joiners and keycaps dropped, every kind of digit to
// ASCII, 、to
// "," and 。 to ";", one blank for many, none around punctuation before Chinese, none between single Chinese
// characters ("满 意", "不.满意"). Malformed UTF-8 becomes U+FFFD. Texts longer than 1,000 characters (15
// parts) are cut there. Any thread.
std::string reply_form(std::string_view utf8);

bool is_han(char32_t c);
// Blanks and punctuation that separate clauses in such a form.
bool is_separator(char c);

}  // namespace huiyin
