// Words that are usual in labelled messages of a category (config/category_words.tsv, learned by
// scripts/learn_category_words.py). They never speak for a category alone: they tip the balance between those
// that rules speak for.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/categories.h"

namespace huiyin {

// Immutable after load; points() may run on many threads at once and takes time linear in the text.
class CategoryWords {
 public:
  struct Sum {
    std::string category;
    double points = 0;
    std::vector<std::string> words;  // at most 4, the heaviest first
  };

  // From dir/category_words.tsv, or the shipped one where dir is empty or has none. Errors name the line.
  static Result<CategoryWords> load(const std::string& dir, const Categories& categories);

  // One for each of `categories` for which any word is found. Each word counts once.
  std::vector<Sum> points(std::string_view matching_text, const std::vector<std::string>& categories) const;
  std::size_t size() const { return weights_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
  };
  using Weights = std::vector<std::pair<std::string, double>>;  // category -> points
  std::unordered_map<std::string, Weights, Hash, std::equal_to<>> weights_;
};

}  // namespace huiyin
