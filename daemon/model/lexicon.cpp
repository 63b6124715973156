#include "daemon/model/lexicon.h"

#include <algorithm>

namespace huiyin {
namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool inside_char(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word_char(text[at])) ++at;
  return at;
}

}  // namespace

void Lexicon::add(const std::string& word, bool stem, std::size_t carries) {
  const auto where = std::lower_bound(lengths_.begin(), lengths_.end(), word.size(), std::greater<>());
  if (where == lengths_.end() || *where != word.size()) lengths_.insert(where, word.size());
  Entry& e = words_[word];
  (stem ? e.stem : e.whole) = true;
  e.carries.push_back(carries);
}

std::size_t Lexicon::longest_at(std::string_view text, std::size_t at, const Entry** found) const {
  for (const std::size_t length : lengths_) {
    if (length > text.size() - at || inside_char(text, at + length)) continue;
    const auto word = words_.find(text.substr(at, length));
    if (word == words_.end()) continue;
    const bool runs_on = is_word_char(text[at + length - 1]) && word_end(text, at + length) > at + length;
    if (runs_on && !word->second.stem) continue;
    *found = &word->second;
    return runs_on ? word_end(text, at + length) : at + length;
  }
  return 0;
}

std::vector<Lexicon::Match> Lexicon::cut(std::string_view text) const {
  std::vector<Match> out;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts =
        !inside_char(text, at) && (at == 0 || !is_word_char(text[at]) || !is_word_char(text[at - 1]));
    const Entry* found = nullptr;
    const std::size_t end = starts ? longest_at(text, at, &found) : 0;
    if (end == 0) {
      ++at;
      continue;
    }
    out.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), &found->carries});
    at = end;
  }
  return out;
}

}  // namespace huiyin
