// A word list that cuts a text at its longest words, left to right, so that 面包 is not found in 面包车 nor
// 养老 in 赡养老人. The words carry numbers (of rules).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace huiyin {

class Lexicon {
 public:
  struct Match {
    std::uint32_t begin, end;                 // bytes of the matching form
    const std::vector<std::size_t>* carries;  // owned by the lexicon
  };

  // `word` is in matching form. A word of Latin letters matches whole words, as a stem also longer ones.
  void add(const std::string& word, bool stem, std::size_t carries);

  // Ascending, without overlap. Time is linear in the text (times the longest word).
  std::vector<Match> cut(std::string_view matching_text) const;

 private:
  struct Entry {
    bool whole = false, stem = false;
    std::vector<std::size_t> carries;
  };
  std::size_t longest_at(std::string_view text, std::size_t at, const Entry** found) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
  };
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> words_;
  std::vector<std::size_t> lengths_;  // of the words, longest first
};

}  // namespace huiyin
