// Short lists of words without blanks, kept in one column.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace huiyin {

std::string word_list(const std::vector<std::string>& words);
std::vector<std::string> words_of(std::string_view list);

}  // namespace huiyin
