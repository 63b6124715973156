#include "daemon/ctl/messages.h"

#include <array>
#include <utility>

#include "daemon/base/text.h"
#include "daemon/ctl/message_tables.h"

namespace huiyin {

Language choose_language(std::string_view flag, std::string_view lc_all, std::string_view lc_messages,
                         std::string_view lang) {
  for (const std::string_view said : {flag, lc_all, lc_messages, lang})
    if (!said.empty())
      return to_lower_ascii(said.substr(0, 2)) == "zh" ? Language::chinese : Language::english;
  return Language::english;
}

std::string tell(Language language, Msg message, std::initializer_list<std::string_view> arguments) {
  std::string_view text;
  for (const MessageText& e : message_texts())
    if (e.id == message) text = language == Language::chinese ? e.chinese : e.english;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '%' || next < '1' || next > '9') {
      out += text[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(next - '1');
    if (index < arguments.size()) out += *(arguments.begin() + index);
    ++i;
  }
  return out;
}

std::string word(Language language, std::string_view english) {
  if (language == Language::chinese)
    for (const auto table : {words_of_tell(), words_of_office()})
      for (const auto& [en, zh] : table)
        if (en == english) return std::string(zh);
  return std::string(english);
}

}  // namespace huiyin
