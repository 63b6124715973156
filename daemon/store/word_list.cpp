#include "daemon/store/word_list.h"

#include "daemon/base/text.h"

namespace huiyin {

std::string word_list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  for (const std::string_view w : split(list, ' '))
    if (!w.empty()) out.emplace_back(w);
  return out;
}

}  // namespace huiyin
