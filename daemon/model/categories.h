// The level-1 categories: stable codes, today's names, and what older lists called them
// (config/categories.toml).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

struct Category {
  std::string code, id, zh, en, note;
  std::vector<std::pair<std::string, std::string>> older;  // list id -> name there
};

// Immutable after load.
class Categories {
 public:
  // From dir/categories.toml, or the shipped one where dir is empty or has none.
  static Result<Categories> load(const std::string& dir = {});

  const std::vector<Category>& all() const { return all_; }
  const Category* find(std::string_view code) const;  // nullptr where unknown
  // Codes of today for a name of any list, code or id ("教育文体" is EDU and CUL); empty where unknown.
  std::vector<std::string> codes_of(std::string_view name) const;
  const std::string& current_list() const { return current_; }

 private:
  std::string current_;
  std::vector<Category> all_;
};

}  // namespace huiyin
